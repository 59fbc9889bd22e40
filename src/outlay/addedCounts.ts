import { messageOf, OutlayError } from '../core/errors.js';
import { commitFactRows, readCommitFacts } from '../ledger/commitFacts.js';
import { readChanges } from '../sources/git/commits.js';
import type { OutlayContext } from './context.js';
import type { Repository } from './repositories.js';

const batchCommits = 5000;

/**
 * Added lines of commits by SHA, from memory where the ledger holds them, else from git, and remembered. Merge commits
 * add none of their own. Commits at a shallow clone's boundary are left out; so are, with a problem that says so, all
 * from the first one whose contents the clone does not have.
 */
export async function gatherAddedCounts(
	context: OutlayContext,
	repository: Repository,
	shas: readonly string[],
	boundary: ReadonlySet<string>,
): Promise<Map<string, number>> {
	const query = { repo: repository.name, kind: 'added-count', ruleVersion: '1' };
	const found = new Map<string, number>();
	if (context.remembers) {
		const known = await readCommitFacts(await context.ledger(), { ...query, shas });
		for (const [sha, value] of known) found.set(sha, Number(value));
	}
	const missing = shas.filter((sha) => !found.has(sha) && !boundary.has(sha));
	if (missing.length === 0) return found;
	const fresh = new Map<string, number>();
	const save = async (): Promise<void> => {
		if (context.remembers && fresh.size > 0) {
			const ledger = await context.ledger();
			await ledger.write({ commitFact: commitFactRows(ledger.orgId, query, fresh) });
		}
		fresh.clear();
	};
	try {
		for await (const { sha, files } of readChanges(repository.git, { shas: missing })) {
			const added = files.reduce((sum, { addedLines }) => sum + addedLines, 0);
			found.set(sha, added);
			fresh.set(sha, added);
			context.progress.report({ what: 'Counting lines', done: found.size, total: shas.length });
			if (fresh.size >= batchCommits) await save();
		}
	} catch (error) {
		if (!OutlayError.is(error, 'environment')) throw error;
		const unknown = missing.filter((sha) => !found.has(sha)).length;
		const what = `Added lines of ${unknown} commits of ${repository.name} are unknown: ${messageOf(error)}`;
		context.problems.push({ code: 'git.contents-missing', what });
	}
	await save();
	return found;
}
