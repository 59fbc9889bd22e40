import { commitsWithEvidence, type BranchCommit } from '../../outlay/branchCommits.js';
import { commitHook } from '../../outlay/hook.js';
import { linkSessions } from '../../outlay/links.js';
import { repositoriesOf } from '../../outlay/repositories.js';
import { tagCommits } from '../../outlay/tag.js';
import { OutlayError } from '../../core/errors.js';
import type { OutlayNote } from '../../core/evidence/outlayNote.js';
import type { TagEvidence } from '../viewModels/tagSentence.js';
import type { HookAnswer, HookRequest, TagPreview } from './engineProtocol.js';
import type { Request } from './engineRequest.js';

/** A pull, a rebase or a switch brings commits that were not made just now. */
const freshMs = 10 * 60_000;
const mostCommits = 20;

/** What a note says, for the editor to put into words. */
function evidenceOf(
	note: OutlayNote,
	{ priceBasis, partialOutputShare }: Pick<TagEvidence, 'priceBasis' | 'partialOutputShare'>,
): TagEvidence {
	const { input, output, cacheWrite, cacheRead } = note.tokens;
	return {
		sessions: note.sessions.length,
		models: note.models,
		tokens: input + output + cacheWrite + cacheRead,
		costMicros: note.costMicros,
		priceBasis,
		partialOutputShare,
	};
}

/** Commits of a range that were made on this machine just now, or the one that is named. */
async function freshCommits(
	request: Request,
	{ from, to }: { from: string | null; to: string },
): Promise<BranchCommit[]> {
	const { context } = request;
	const [repository] = await repositoriesOf(context);
	if (repository === undefined) return [];
	const revisions = from === null ? [to] : [to, `^${from}`];
	const links = await linkSessions(context, { pullRequests: [] });
	const found = await commitsWithEvidence(context, repository, links, {
		revisions,
		most: from === null ? 1 : mostCommits,
	});
	if (from === null) return found;
	const nowMs = context.now();
	return found.filter(({ commit }) => commit.parents.length < 2 && nowMs - commit.authoredAtMs < freshMs);
}

const inRepository = (request: Request, repo: string): Request => ({
	...request,
	context: { ...request.context, repos: [repo] },
});

/** What could be recorded on the commits that were just made. Nothing is written. */
export async function answerPreviews(
	request: Request,
	range: { repo: string; from: string | null; to: string },
): Promise<TagPreview[]> {
	const own = inRepository(request, range.repo);
	const commits = await freshCommits(own, range);
	if (commits.length === 0) return [];
	const revs = commits.map(({ commit }) => commit.sha);
	const planned = await tagCommits(own.context, { revs, isDryRun: true, fetchFrom: null, pushTo: null });
	const { prices } = await request.usage.now();
	const tags = new Map(planned.map((tag) => [tag.sha, tag]));
	return commits.map(({ commit, hasNote }) => {
		const { note = null, partialOutputShare = 0 } = tags.get(commit.sha) ?? {};
		return {
			sha: commit.sha,
			subject: commit.message.split('\n')[0] ?? '',
			evidence: note === null ? null : evidenceOf(note, { priceBasis: prices.basis, partialOutputShare }),
			isTagged: hasNote,
		};
	});
}

/** Records the evidence on one commit as a note; null: there is none. */
export async function answerTag(
	request: Request,
	{ repo, sha }: { repo: string; sha: string },
): Promise<{ where: string | null }> {
	const { context } = inRepository(request, repo);
	const [tagged] = await tagCommits(context, { revs: [sha], isDryRun: false, fetchFrom: null, pushTo: null });
	return { where: tagged?.isWritten === true ? 'refs/notes/outlay' : null };
}

/** Installs or removes the commit message hook of one repository. */
export async function answerHook(
	request: Request,
	{ repo, action, namedIn }: HookRequest,
): Promise<HookAnswer> {
	const [hook] = await commitHook(inRepository(request, repo).context, action, namedIn);
	if (hook === undefined) throw new OutlayError('usage', `${repo} is no repository.`);
	return { file: hook.file, isInstalled: hook.isInstalled, hasOther: hook.hasOther };
}
