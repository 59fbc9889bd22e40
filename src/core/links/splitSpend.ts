import { splitMicros } from '../money.js';
import type { PricedCall } from '../usage/call.js';
import type { Candidate } from './candidates.js';
import type { SplitRule } from './link.js';
import { partOf, WorkSum, workOf, type LinkWork } from './linkWork.js';

/** A session's spend over its targets. `shares` and `unlinkedMicros` sum to the session's cost, exactly. */
export interface Split {
	readonly shares: readonly number[];
	readonly unlinkedMicros: number;
	/** The session's cost. */
	readonly totalMicros: number;
	readonly rule: SplitRule;
	/** What the calls behind each share used. */
	readonly work: readonly LinkWork[];
}

type Target = Pick<Candidate, 'moments' | 'matchedLines' | 'branch'>;

/**
 * Divides a session's calls over what it worked on. Turn by turn where time tells: a call belongs to the target whose
 * head branch it was made on, and of several to the one whose next moment (commit or matched edit) follows it; after
 * the last moment to the last target, unless the session went on editing what never landed (`laterEditMs`): that is
 * unlinked, as are calls on a branch of another piece of work. Without any moment the shares follow the matched
 * lines, else they are equal.
 *
 * @param calls the session's calls in time order
 * @param laterEditMs first edit after the last moment that no target explains; null without one
 */
export function splitSpend(
	calls: Iterable<PricedCall>,
	targets: readonly Target[],
	baseBranches: ReadonlySet<string>,
	laterEditMs: number | null,
): Split {
	let totalMicros = 0;
	for (const { costMicros } of calls) totalMicros += costMicros;
	if (targets.length === 0) {
		return { shares: [], unlinkedMicros: totalMicros, totalMicros, rule: 'whole', work: [] };
	}
	const moments = targets
		.flatMap(({ moments: times }, index) => times.map((atMs) => ({ atMs, index })))
		.sort((one, two) => one.atMs - two.atMs || one.index - two.index);
	if (targets.length > 1 && moments.length === 0 && targets.every(({ branch }) => branch === null)) {
		const weights = targets.map(({ matchedLines }) => matchedLines);
		const rule = weights.some((lines) => lines > 0) ? 'matched-lines' : 'equal';
		const shares = splitMicros(totalMicros, weights);
		const all = workOf(calls);
		const work = shares.map((share) =>
			partOf(all, totalMicros === 0 ? 1 / shares.length : share / totalMicros),
		);
		return { shares, unlinkedMicros: 0, totalMicros, rule, work };
	}
	const sums = targets.map(() => new WorkSum());
	let unlinkedMicros = 0;
	const isKnownBranch = targets.every(({ branch }) => branch !== null);
	const ofBranch = new Map<string | null, readonly number[]>();
	for (const call of calls) {
		const onBranch =
			ofBranch.get(call.branch) ??
			targets.flatMap(({ branch }, index) => (branch === call.branch ? [index] : []));
		ofBranch.set(call.branch, onBranch);
		const isForeign =
			isKnownBranch &&
			onBranch.length === 0 &&
			call.branch !== null &&
			!isNoBranch(call.branch, baseBranches);
		const target = isForeign
			? null
			: targetAt(call.atMs, call.branch === null ? [] : onBranch, moments, targets.length, laterEditMs);
		if (target === null) unlinkedMicros += call.costMicros;
		else sums[target]?.add(call);
	}
	const shares = sums.map(({ costMicros }) => costMicros);
	const isWhole = targets.length === 1 && unlinkedMicros === 0;
	const rule = isWhole ? 'whole' : 'turns';
	return { shares, unlinkedMicros, totalMicros, rule, work: sums.map(({ work }) => work) };
}

/** Detached, unnamed or the default branch: it does not say that the work was another's. */
const isNoBranch = (branch: string, baseBranches: ReadonlySet<string>): boolean =>
	branch === '' || branch === 'HEAD' || baseBranches.has(branch);

function targetAt(
	atMs: number,
	onBranch: readonly number[],
	moments: readonly { readonly atMs: number; readonly index: number }[],
	count: number,
	laterEditMs: number | null,
): number | null {
	const [onlyOne] = onBranch;
	if (onBranch.length === 1 && onlyOne !== undefined) return onlyOne;
	const allowed = onBranch.length === 0 ? moments : moments.filter(({ index }) => onBranch.includes(index));
	let low = 0;
	let high = allowed.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((allowed[middle]?.atMs ?? 0) < atMs) low = middle + 1;
		else high = middle;
	}
	const next = allowed[low];
	if (next !== undefined) return next.index;
	if (onBranch.length === 0 && laterEditMs !== null) return null;
	return allowed.at(-1)?.index ?? onlyOne ?? (count === 1 ? 0 : null);
}
