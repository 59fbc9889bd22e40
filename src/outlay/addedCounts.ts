import { messageOf } from '../core/errors.js';
import { appendAddedCounts, readAddedCounts } from '../ledger/addedCountFile.js';
import { readableChanges } from '../sources/git/readableChanges.js';
import type { OutlayContext } from './context.js';
import type { Repository } from './repositories.js';

const batchCommits = 2000;
/**
 * Added lines of commits by SHA, from memory where they are kept beside the ledger, else from git, and kept. Merge commits
 * add none of their own. Commits at a shallow clone's boundary are left out; so are
 * those whose contents the clone does not have, with one problem that counts them.
 */
export async function gatherAddedCounts(
	context: OutlayContext,
	repository: Repository,
	shas: readonly string[],
	boundary: ReadonlySet<string>,
): Promise<Map<string, number>> {
	const kept = keptCounts(context, repository.name);
	const found = await kept.read(new Set(shas));
	const missing = shas.filter((sha) => !found.has(sha) && !boundary.has(sha));
	if (missing.length === 0) return found;
	const fresh = new Map<string, number>();
	const save = async (): Promise<void> => {
		if (fresh.size > 0) await kept.add(fresh);
		fresh.clear();
	};
	const say = (gaps: number): void => {
		const what = `The contents of ${gaps} commits are not in this clone of ${repository.name} (a partial clone?); their added lines are unknown.`;
		context.problems.push({ code: 'git.contents-missing', what });
	};
	for await (const { sha, files } of readableChanges(repository.git, missing, {}, say)) {
		const added = files.reduce((sum, { addedLines }) => sum + addedLines, 0);
		found.set(sha, added);
		fresh.set(sha, added);
		context.progress.report({ what: 'Counting lines', done: found.size, total: shas.length });
		if (fresh.size >= batchCommits) await save();
	}
	await save();
	return found;
}

/** What is kept of a repository between runs; a folder that cannot be read or written costs time, not an answer. */
function keptCounts(
	{ remembers, ledgerDir, log }: OutlayContext,
	repo: string,
): {
	read(wanted: ReadonlySet<string>): Promise<Map<string, number>>;
	add(counts: ReadonlyMap<string, number>): Promise<void>;
} {
	let dir = remembers ? (ledgerDir ?? null) : null;
	const attempt = async <Result>(work: (folder: string) => Promise<Result>): Promise<Result | null> => {
		if (dir === null) return null;
		try {
			return await work(dir);
		} catch (error) {
			dir = null;
			log.warn(`Line counts of ${repo} are not kept between runs: ${messageOf(error)}`);
			return null;
		}
	};
	return {
		read: async (wanted) => (await attempt((folder) => readAddedCounts(folder, repo, wanted))) ?? new Map(),
		add: async (counts) => {
			await attempt((folder) => appendAddedCounts(folder, repo, counts));
		},
	};
}
