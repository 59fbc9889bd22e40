import type { Commit } from '../commit.js';
import type { PullRequest } from '../pullRequest.js';
import { commitsBySha } from './commitIndex.js';

/** How a pull request came to the base branch. */
export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** Which commits of the base branch each merged pull request landed, and the other way round. */
export interface Landing {
	/** Number of the pull request that landed a commit. */
	readonly pullRequestOf: ReadonlyMap<string, number>;
	/** Commits that a pull request landed, oldest first, its merge or squash commit last. */
	readonly commitsOf: ReadonlyMap<number, readonly string[]>;
	readonly methodOf: ReadonlyMap<number, MergeMethod>;
	/** First-parent commits of the branch, oldest first: what it looked like from landing to landing. */
	readonly mainline: readonly string[];
	/** Place of each of those. */
	readonly position: ReadonlyMap<string, number>;
}

type HistoryCommit = Pick<Commit, 'sha' | 'parents' | 'authorEmail' | 'authoredAtMs'>;

/**
 * Finds the landed commits. No forge names the merge method, so it is inferred: two parents are a merge (it brings
 * what only its other parents reach); one parent, with the author times of the head's commits in the mainline
 * before it, is a rebase; else a squash. O(commits).
 *
 * @param commits everything the base branch reaches, in any order
 * @param tip the branch's newest commit
 */
export function landingOf(
	commits: readonly HistoryCommit[],
	tip: string | null,
	pullRequests: Landed,
): Landing {
	const shape = shapeOf(commits, tip);
	let landing = shape.landings.get(pullRequests);
	if (landing === undefined) {
		landing = landingIn(shape, pullRequests);
		shape.landings.set(pullRequests, landing);
	}
	return landing;
}

type Landed = readonly Pick<PullRequest, 'number' | 'mergedAtMs' | 'mergeSha' | 'commits'>[];

function landingIn({ bySha, mainline, broughtBy, position }: Shape, pullRequests: Landed): Landing {
	const pullRequestOf = new Map<string, number>();
	const commitsOf = new Map<number, string[]>();
	const methodOf = new Map<number, MergeMethod>();
	for (const pullRequest of pullRequests) {
		const { number, mergeSha } = pullRequest;
		const merge = mergeSha === null ? undefined : bySha.get(mergeSha);
		if (pullRequest.mergedAtMs === null || merge === undefined) continue;
		const rebased =
			merge.parents.length > 1 ? [] : rebasedCommits(pullRequest, merge, mainline, position, bySha);
		const landed = rebased.length > 1 ? rebased : [...(broughtBy.get(merge.sha) ?? []), merge.sha];
		methodOf.set(number, merge.parents.length > 1 ? 'merge' : rebased.length > 1 ? 'rebase' : 'squash');
		commitsOf.set(number, landed);
		for (const sha of landed)
			if (sha === merge.sha || !pullRequestOf.has(sha)) pullRequestOf.set(sha, number);
	}
	return { pullRequestOf, commitsOf, methodOf, mainline, position };
}

/** What follows from the commits alone. */
interface Shape {
	readonly tip: string | null;
	readonly bySha: ReadonlyMap<string, HistoryCommit>;
	readonly mainline: readonly string[];
	readonly broughtBy: ReadonlyMap<string, readonly string[]>;
	/** Index in the mainline. */
	readonly position: ReadonlyMap<string, number>;
	/** What was found for some lists of pull requests, each asked about by several rules. */
	readonly landings: WeakMap<Landed, Landing>;
}

/** A report asks for the landing many times over one long history: its shape is worked out once. */
const shapes = new WeakMap<readonly HistoryCommit[], Shape>();

function shapeOf(commits: readonly HistoryCommit[], tip: string | null): Shape {
	const known = shapes.get(commits);
	if (known !== undefined && known.tip === tip && known.bySha.size === commits.length) return known;
	const bySha = commitsBySha(commits);
	const mainline = mainlineOf(bySha, tip);
	const position = new Map<string, number>();
	for (const [index, sha] of mainline.entries()) position.set(sha, index);
	const broughtBy = broughtCommits(bySha, mainline, position);
	const shape = { tip, bySha, mainline, broughtBy, position, landings: new WeakMap<Landed, Landing>() };
	shapes.set(commits, shape);
	return shape;
}

/** First-parent chain, oldest first. */
function mainlineOf(bySha: ReadonlyMap<string, HistoryCommit>, tip: string | null): string[] {
	const chain: string[] = [];
	for (let at = tip === null ? undefined : bySha.get(tip); at !== undefined;) {
		chain.push(at.sha);
		const [first] = at.parents;
		at = first === undefined ? undefined : bySha.get(first);
	}
	return chain.reverse();
}

/** For each merge of the mainline, what it brought: reached through its other parents and not there before. */
function broughtCommits(
	bySha: ReadonlyMap<string, HistoryCommit>,
	mainline: readonly string[],
	position: ReadonlyMap<string, number>,
): Map<string, string[]> {
	const seen = new Set<string>();
	const brought = new Map<string, string[]>();
	for (const sha of mainline) {
		const others = bySha.get(sha)?.parents.slice(1) ?? [];
		if (others.length === 0) continue;
		const list: string[] = [];
		const stack = [...others];
		for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
			const commit = bySha.get(next);
			if (commit === undefined || position.has(next) || seen.has(next)) continue;
			seen.add(next);
			list.push(next);
			stack.push(...commit.parents);
		}
		brought.set(sha, list.reverse());
	}
	return brought;
}

/** The mainline commits that a rebase merge made; the merge SHA alone when it was none. */
function rebasedCommits(
	pullRequest: Pick<PullRequest, 'commits'>,
	merge: HistoryCommit,
	mainline: readonly string[],
	position: ReadonlyMap<string, number>,
	bySha: ReadonlyMap<string, HistoryCommit>,
): string[] {
	// A rebase ends in the commit that it was merged as. Most pull requests are none, and told by that alone.
	const last = pullRequest.commits.findLast(({ isBaseMerge }) => !isBaseMerge);
	if (last?.authoredAtMs !== merge.authoredAtMs) return [merge.sha];
	const head = pullRequest.commits.filter(({ isBaseMerge }) => !isBaseMerge);
	const end = position.get(merge.sha);
	if (end === undefined || head.length < 2 || end + 1 < head.length) return [merge.sha];
	const candidates = mainline.slice(end + 1 - head.length, end + 1);
	const isRebase = candidates.every((sha, index) => {
		const landed = bySha.get(sha);
		const original = head[index];
		return (
			landed !== undefined &&
			original !== undefined &&
			landed.parents.length < 2 &&
			landed.authoredAtMs === original.authoredAtMs &&
			(original.authorEmail === null || landed.authorEmail.toLowerCase() === original.authorEmail)
		);
	});
	return isRebase ? candidates : [merge.sha];
}
