import { splitMicros } from '../money.js';
import type { PricedCall } from '../usage/call.js';
import type { SplitRule } from './link.js';
import { joined, noWork, partOf, WorkSum, type LinkWork } from './linkWork.js';
import { Turns, type TurnSetting, type TurnTarget, type Weights } from './turns.js';

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

/**
 * Divides a session's calls over what it worked on: turn by turn where anything tells (`Turns`: lines, commits, branch,
 * files, neighbours), else by matched lines, else equally. The spend of turns that several targets share is summed
 * first and rounded once, so nothing is lost and nothing counted twice.
 *
 * @param calls the session's calls in time order
 */
export function splitSpend(
	calls: Iterable<PricedCall>,
	targets: readonly TurnTarget[],
	setting: TurnSetting,
): Split {
	const all = new WorkSum();
	for (const call of calls) all.add(call);
	const totalMicros = all.costMicros;
	if (targets.length === 0) {
		return { shares: [], unlinkedMicros: totalMicros, totalMicros, rule: 'whole', work: [] };
	}
	const hasTime = targets.some(({ moments, branch }) => moments.length > 0 || branch !== null);
	if (targets.length > 1 && !hasTime) {
		const weights = targets.map(({ matchedLines }) => matchedLines);
		const rule = weights.some((lines) => lines > 0) ? 'matched-lines' : 'equal';
		const whole = divided(all, new Map(weights.entries()), targets.length);
		return { ...whole, unlinkedMicros: 0, totalMicros, rule };
	}
	const turns = new Turns(calls, targets, setting);
	const groups = new Map<string, { readonly weights: Weights; readonly sum: WorkSum }>();
	let unlinkedMicros = 0;
	let turn = 0;
	for (const call of calls) {
		const weights = turns.targetsOf(turn++, call);
		if (weights === null) {
			unlinkedMicros += call.costMicros;
			continue;
		}
		const key = [...weights]
			.sort(([one], [two]) => one - two)
			.map((part) => part.join(':'))
			.join(' ');
		const group = groups.get(key) ?? { weights, sum: new WorkSum() };
		groups.set(key, group);
		group.sum.add(call);
	}
	const parts = [...groups.values()].map(({ weights, sum }) => divided(sum, weights, targets.length));
	const rule = targets.length === 1 && unlinkedMicros === 0 ? 'whole' : 'turns';
	return {
		shares: targets.map((_, index) => parts.reduce((sum, { shares }) => sum + (shares[index] ?? 0), 0)),
		unlinkedMicros,
		totalMicros,
		rule,
		work: targets.map((_, index) => joined(parts.map(({ work }) => work[index]))),
	};
}

/** Some work over targets by weights; all weights zero: equally. */
function divided(sum: WorkSum, weights: Weights, count: number): Pick<Split, 'shares' | 'work'> {
	const indexes = [...weights.keys()].sort((one, two) => one - two);
	const own = splitMicros(
		sum.costMicros,
		indexes.map((index) => weights.get(index) ?? 0),
	);
	const shares = Array.from({ length: count }, () => 0);
	for (const [position, index] of indexes.entries()) shares[index] = own[position] ?? 0;
	const work = shares.map((share, index) => {
		if (!weights.has(index)) return noWork;
		if (indexes.length === 1) return sum.work;
		return partOf(sum.work, sum.costMicros === 0 ? 1 / indexes.length : share / sum.costMicros);
	});
	return { shares, work };
}
