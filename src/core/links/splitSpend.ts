import { splitMicros } from '../money.js';
import type { SplitRule } from './link.js';
import { joined, noWork, partOf, WorkSum, type LinkWork } from './linkWork.js';
import type { SessionCalls } from './sessionCalls.js';
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

const nowhere = { branch: null, cwd: null };

/** Calls of one context that belong to the same targets, summed up. */
interface Cell {
	readonly model: string;
	/** Null: nobody's. */
	readonly weights: Weights | null;
	readonly sum: WorkSum;
}

/**
 * Sums the calls up by what decides whose they are. `groupOf` gives a number for it, and `weightsOf` is asked once for
 * each number and context.
 */
function cellsOf(
	{ columns, rows }: SessionCalls,
	groupOf: (turn: number) => number,
	weightsOf: (turn: number, place: number) => Weights | null,
): Cell[] {
	const cells: Cell[] = [];
	const known = new Map<number, Cell>();
	let lastKey = -1;
	let cell: Cell | undefined;
	for (let turn = 0; turn < rows.length; turn++) {
		const row = rows[turn] ?? 0;
		const place = columns.contextPlaceAt(row);
		const key = groupOf(turn) * columns.contexts.length + place;
		if (key !== lastKey) cell = known.get(key);
		lastKey = key;
		if (cell === undefined) {
			const model = columns.contexts[place]?.model ?? '';
			cell = { model, weights: weightsOf(turn, place), sum: new WorkSum() };
			known.set(key, cell);
			cells.push(cell);
		}
		cell.sum.add(columns, row);
	}
	return cells;
}

/** All work of a session. */
function wholeOf(cells: readonly Cell[]): WorkSum {
	const all = new WorkSum();
	for (const { model, sum } of cells) all.addOfModel(model, sum);
	return all;
}

/**
 * Divides a session's calls over what it worked on: turn by turn where anything tells (`Turns`: lines, commits, branch,
 * files, neighbours), else by matched lines, else equally. The spend of turns that several targets share is summed
 * first and rounded once, so nothing is lost and nothing counted twice.
 */
export function splitSpend(calls: SessionCalls, targets: readonly TurnTarget[], setting: TurnSetting): Split {
	if (targets.length === 0) {
		const totalMicros = costOf(calls);
		return { shares: [], unlinkedMicros: totalMicros, totalMicros, rule: 'whole', work: [] };
	}
	const hasTime = targets.some(({ moments, branch }) => moments.length > 0 || branch !== null);
	if (targets.length > 1 && !hasTime) {
		const weights = targets.map(({ matchedLines }) => matchedLines);
		const all = wholeOf(
			cellsOf(
				calls,
				() => 0,
				() => null,
			),
		);
		const whole = divided(all, new Map(weights.entries()), targets.length);
		const rule = weights.some((lines) => lines > 0) ? 'matched-lines' : 'equal';
		return { ...whole, unlinkedMicros: 0, totalMicros: all.costMicros, rule };
	}
	const turns = new Turns(calls, targets, setting);
	const cells = cellsOf(
		calls,
		(turn) => turns.stretchOf(turn),
		(turn, place) => turns.targetsOf(turn, calls.columns.contexts[place] ?? nowhere),
	);
	let unlinkedMicros = 0;
	for (const { weights, sum } of cells) if (weights === null) unlinkedMicros += sum.costMicros;
	const parts = groupsOf(cells).map(({ weights, sum }) => divided(sum, weights, targets.length));
	const shares = targets.map((_, index) => parts.reduce((sum, part) => sum + (part.shares[index] ?? 0), 0));
	return {
		shares,
		unlinkedMicros,
		totalMicros: shares.reduce((sum, share) => sum + share, unlinkedMicros),
		rule: targets.length === 1 && unlinkedMicros === 0 ? 'whole' : 'turns',
		work: targets.map((_, index) => joined(parts.map(({ work }) => work[index]))),
	};
}

function costOf({ columns, rows }: SessionCalls): number {
	let sum = 0;
	for (const row of rows) sum += columns.costMicros[row] ?? 0;
	return sum;
}

/** The work of equal weights together. */
function groupsOf(cells: readonly Cell[]): { readonly weights: Weights; readonly sum: WorkSum }[] {
	const groups = new Map<string, { readonly weights: Weights; readonly sum: WorkSum }>();
	for (const { model, weights, sum } of cells) {
		if (weights === null) continue;
		const key = [...weights]
			.sort(([one], [two]) => one - two)
			.map((part) => part.join(':'))
			.join(' ');
		const group = groups.get(key) ?? { weights, sum: new WorkSum() };
		groups.set(key, group);
		group.sum.addOfModel(model, sum);
	}
	return [...groups.values()];
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
