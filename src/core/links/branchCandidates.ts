import type { PullRequest } from '../pullRequest.js';
import type { CallColumns } from '../usage/callColumns.js';
import { reasonSets, type Candidates } from './candidates.js';
import { pullRequestAt } from './headBranches.js';
import type { SessionCalls } from './sessionCalls.js';

/**
 * Adds the pull requests on whose head branch the session worked: (repository, branch) and time, never the default
 * branch, and of several pull requests from one branch the next to end. `contexts` are those of calls made in the
 * repository on such a branch.
 */
export function addBranches(
	candidates: Candidates,
	calls: SessionCalls,
	contexts: readonly OpenPlace[],
): void {
	const { columns } = calls;
	const only = onlyPullRequestOf(contexts, columns);
	if (only !== null) {
		candidates.add({ commit: null, pullRequest: only.number }, reasonSets.branch, 'medium');
		return;
	}
	const added: number[] = [];
	const isOpen = ({ ofBranch }: OpenPlace): boolean => ofBranch.some(({ number }) => !added.includes(number));
	let left = contexts;
	// Rows are not asked for where nothing is open: putting those of all sessions in order takes long.
	for (const row of contexts.length === 0 ? noRows : calls.rows) {
		if (left.length === 0) return;
		const place = columns.contextPlaceAt(row);
		const ofBranch = left.find((one) => one.place === place)?.ofBranch;
		if (ofBranch === undefined) continue;
		const found = pullRequestAt(ofBranch, columns.atMs[row] ?? 0);
		if (found === null || added.includes(found.number)) continue;
		added.push(found.number);
		candidates.add({ commit: null, pullRequest: found.number }, reasonSets.branch, 'medium');
		left = left.filter(isOpen);
	}
}

const noRows = new Uint32Array(0);

/** A context whose pull requests are not all added yet, with those of its branch. */
export interface OpenPlace {
	readonly place: number;
	readonly ofBranch: readonly PullRequest[];
}

/**
 * The pull request of some contexts that all are on the branch of this one only, when the first or the last call of one
 * belongs to it: that of most sessions. Null when single calls have to be looked at.
 */
function onlyPullRequestOf(open: readonly OpenPlace[], columns: CallColumns): PullRequest | null {
	const [first] = open;
	if (first?.ofBranch.length !== 1) return null;
	if (open.some(({ ofBranch }) => ofBranch !== first.ofBranch)) return null;
	const { firstAtMs, lastAtMs } = columns.totals();
	for (const { place } of open) {
		const found =
			pullRequestAt(first.ofBranch, firstAtMs[place] ?? NaN) ??
			pullRequestAt(first.ofBranch, lastAtMs[place] ?? NaN);
		if (found !== null) return found;
	}
	return null;
}
