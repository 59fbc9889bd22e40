import { splitMicros } from '../money.js';
import type { SplitRule } from './link.js';
import { dayNumber, joined, partOf, WorkSum, type LinkWork } from './linkWork.js';
import { totalOf, type SessionCalls } from './sessionCalls.js';
import { isAllOfOne, Turns, type TurnSetting, type TurnTarget, type Weights } from './turns.js';

/** A session's spend over its targets. `shares` and `unlinkedMicros` sum to the session's cost, exactly. */
export interface Split {
	readonly shares: readonly number[];
	readonly unlinkedMicros: number;
	/** The session's cost. */
	readonly totalMicros: number;
	readonly rule: SplitRule;
	/** What the calls behind each share used, and all of them; null when only costs were asked for. */
	readonly work: { readonly shares: readonly LinkWork[]; readonly whole: LinkWork } | null;
}

/** What is wanted of a split: what each part costs, or also what it used, by model and day. */
export type SplitGrain = 'cost' | 'work';

const nowhere = { branch: null, cwd: null };

/** Calls of one context that belong to the same targets, summed up; of one day where the work is asked for. */
interface Cell {
	readonly model: string;
	/** Number of the first call's day. */
	readonly day: number;
	/** Null: nobody's. */
	readonly weights: Weights | null;
	costMicros: number;
	/** Null when only the cost was asked for. */
	readonly work: WorkSum | null;
}

/**
 * Sums the calls up by what decides whose they are: the stretch of turns that begins at the last of some `begins` before
 * them, and their context. `weightsOf` is asked once for each.
 */
function cellsOf(
	{ columns, rows }: SessionCalls,
	grain: SplitGrain,
	begins: readonly number[],
	weightsOf: (turn: number, place: number) => Weights | null,
): Cell[] {
	const { atMs, costMicros, contextPlaces } = columns;
	const cells: Cell[] = [];
	const known = new Map<number, Cell>();
	const isByDay =
		grain === 'work' && dayNumber(atMs[rows[0] ?? 0] ?? 0) !== dayNumber(atMs[rows.at(-1) ?? 0] ?? 0);
	for (const [index, begin] of begins.entries()) {
		const end = Math.min(rows.length, begins[index + 1] ?? Infinity);
		known.clear();
		let lastKey = -1;
		let cell: Cell | undefined;
		for (let turn = begin; turn < end; turn++) {
			const row = rows[turn] ?? 0;
			const place = contextPlaces[row] ?? 0;
			const day = grain === 'work' ? dayNumber(atMs[row] ?? 0) : 0;
			const key = isByDay ? day * contextPlaces.length + place : place;
			if (key !== lastKey) cell = known.get(key);
			lastKey = key;
			if (cell === undefined) {
				const model = columns.contexts[place]?.model ?? '';
				const work = grain === 'work' ? new WorkSum() : null;
				cell = { model, day, weights: weightsOf(turn, place), costMicros: 0, work };
				known.set(key, cell);
				cells.push(cell);
			}
			cell.costMicros += costMicros[row] ?? 0;
			cell.work?.add(columns, row);
		}
	}
	return cells;
}

const workOf = (cells: readonly Cell[]): LinkWork =>
	cells.flatMap(({ model, day, work }) => (work === null ? [] : [work.part(model, day)]));

const costOfCells = (cells: readonly Cell[]): number =>
	cells.reduce((total, { costMicros }) => total + costMicros, 0);

/** Whether anything tells which turns a target's are. */
const hasTime = ({ moments, branch }: TurnTarget): boolean => moments.length > 0 || branch !== null;

/**
 * Divides a session's calls over what it worked on: turn by turn where anything tells (`Turns`: lines, commits, branch,
 * files, neighbours), else by matched lines, else equally. The spend of turns that several targets share is summed
 * first and rounded once, so nothing is lost and nothing counted twice.
 */
export function splitSpend(
	calls: SessionCalls,
	targets: readonly TurnTarget[],
	setting: TurnSetting,
	grain: SplitGrain = 'cost',
): Split {
	if (targets.length === 0) {
		const totalMicros = totalOf(calls, 'costMicros');
		return { shares: [], unlinkedMicros: totalMicros, totalMicros, rule: 'whole', work: null };
	}
	if (targets.length > 1 && !targets.some(hasTime)) {
		const lines = targets.map(({ matchedLines }) => matchedLines);
		const cells = cellsOf(calls, grain, [0], () => null);
		const totalMicros = costOfCells(cells);
		const group = { weights: new Map(lines.entries()), cells };
		return {
			...divided([group], targets.length, grain),
			unlinkedMicros: 0,
			totalMicros,
			rule: lines.some((count) => count > 0) ? 'matched-lines' : 'equal',
		};
	}
	if (grain === 'cost' && targets.length === 1 && isAllOfOne(calls, targets[0], setting)) {
		const totalMicros = totalOf(calls, 'costMicros');
		return { shares: [totalMicros], unlinkedMicros: 0, totalMicros, rule: 'whole', work: null };
	}
	const turns = new Turns(calls, targets, setting);
	const cells = cellsOf(calls, grain, turns.stretches(), (turn, place) =>
		turns.targetsOf(turn, calls.columns.contexts[place] ?? nowhere),
	);
	let unlinkedMicros = 0;
	for (const { weights, costMicros } of cells) if (weights === null) unlinkedMicros += costMicros;
	const parts = divided(groupsOf(cells), targets.length, grain);
	return {
		shares: parts.shares,
		unlinkedMicros,
		totalMicros: parts.shares.reduce((sum, share) => sum + share, unlinkedMicros),
		rule: targets.length === 1 && unlinkedMicros === 0 ? 'whole' : 'turns',
		work: parts.work === null ? null : { ...parts.work, whole: joined([workOf(cells)]) },
	};
}

/** Cells that belong to the same targets by the same weights. */
interface Group {
	readonly weights: Weights;
	readonly cells: Cell[];
}

/** The cells of equal weights together; those of nobody left out. */
function groupsOf(cells: readonly Cell[]): Group[] {
	const groups = new Map<string, Group>();
	for (const cell of cells) {
		const { weights } = cell;
		if (weights === null) continue;
		const key = [...weights]
			.sort(([one], [two]) => one - two)
			.map((part) => part.join(':'))
			.join(' ');
		const group = groups.get(key);
		if (group === undefined) groups.set(key, { weights, cells: [cell] });
		else group.cells.push(cell);
	}
	return [...groups.values()];
}

/** Groups of cells over targets, each by its weights; all weights zero: equally. */
function divided(
	groups: readonly Group[],
	count: number,
	grain: SplitGrain,
): { readonly shares: number[]; readonly work: Split['work'] } {
	const shares = Array.from({ length: count }, () => 0);
	const work = Array.from({ length: count }, (): LinkWork[] => []);
	for (const { weights, cells } of groups) {
		const indexes = [...weights.keys()].sort((one, two) => one - two);
		const micros = costOfCells(cells);
		const own = splitMicros(
			micros,
			indexes.map((index) => weights.get(index) ?? 0),
		);
		const all = grain === 'work' ? workOf(cells) : [];
		for (const [position, index] of indexes.entries()) {
			const share = own[position] ?? 0;
			shares[index] = (shares[index] ?? 0) + share;
			if (grain === 'cost') continue;
			const part = micros === 0 ? 1 / indexes.length : share / micros;
			work[index]?.push(indexes.length === 1 ? all : partOf(all, share, part));
		}
	}
	if (grain === 'cost') return { shares, work: null };
	const whole = joined([groups.flatMap(({ cells }) => workOf(cells))]);
	return { shares, work: { shares: work.map((pieces) => joined(pieces)), whole } };
}
