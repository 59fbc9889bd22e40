import { messageOf } from '../core/errors.js';
import { aiTools } from '../core/evidence/tools.js';
import { historyDigestVersion, type HistoryCommit } from '../core/history.js';
import { readHistoryFile, writeHistoryFile, type HistoryKey } from '../ledger/historyFile.js';
import type { DefaultBranch } from '../sources/git/defaultBranch.js';
import type { Git } from '../sources/git/git.js';
import { repositoryNameOf } from '../sources/git/repositoryAddress.js';
import { shapeOf } from '../sources/git/repositoryShape.js';
import { readHistory } from '../sources/pullRequests/fromGit.js';
import type { OutlayContext } from './context.js';

/**
 * Everything the default branch reaches, newest first. What was read once is kept beside the ledger: a commit cannot
 * change, so git is only asked for what came since. It is read anew when the branch was rewritten, when other
 * rules, tools or patterns digest messages, and always from a shallow clone, which can be deepened.
 */
export async function rememberedHistory(
	context: OutlayContext,
	git: Git,
	branch: DefaultBranch,
): Promise<readonly HistoryCommit[]> {
	const { tip } = branch;
	const { patterns } = context.config.evidence;
	const dir = context.ledgerDir;
	if (tip === null || dir === undefined || !context.remembers || (await shapeOf(git)).boundary.size > 0)
		return readHistory(git, tip, null, patterns);
	const key = {
		repo: await repositoryNameOf(git),
		rules: JSON.stringify([historyDigestVersion, patterns, aiTools]),
	};
	const kept = await attempt(context, key, () => readHistoryFile(dir, key));
	if (kept?.tip === tip) return kept.commits;
	const isGrown = kept !== null && (await isAncestor(git, kept.tip, tip));
	const commits = isGrown
		? [...(await readHistory(git, tip, kept.tip, patterns)), ...kept.commits]
		: await readHistory(git, tip, null, patterns);
	await attempt(context, key, () => writeHistoryFile(dir, key, { tip, commits }));
	return commits;
}

/** A commit that is not there, as in another clone, is nobody's ancestor. */
async function isAncestor(git: Git, ancestor: string, commit: string): Promise<boolean> {
	return (await git.textOrNull(['merge-base', '--is-ancestor', ancestor, commit])) !== null;
}

/** A folder that cannot be read or written costs time, not a report. */
async function attempt<Result>(
	{ log }: OutlayContext,
	{ repo }: HistoryKey,
	work: () => Promise<Result>,
): Promise<Result | null> {
	try {
		return await work();
	} catch (error) {
		log.warn(`The history of ${repo} is not kept between runs: ${messageOf(error)}`);
		return null;
	}
}
