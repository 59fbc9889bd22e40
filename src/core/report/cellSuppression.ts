/** A cell of a breakdown: whose money it is, and how many pull requests. */
export interface BreakdownCell {
	readonly id: string;
	/** Spend by person. */
	readonly people: ReadonlyMap<string, number>;
	readonly mergedPrs: number;
	readonly costMicros: number;
}

/** One person, or one hidden cell, above this share of a sum gives it away. */
export const dominance = 0.75;

/** Why a cell may not be shown; null when it may. */
export function hiddenBecause(cell: BreakdownCell, k: number): string | null {
	if (cell.people.size < k) return `fewer than ${k} people`;
	if (cell.mergedPrs < k) return `fewer than ${k} merged PRs`;
	const largest = Math.max(...cell.people.values());
	return largest > dominance * cell.costMicros ? 'one person is over 75 % of it' : null;
}

/** Several cells as one. */
export function pooled(cells: readonly BreakdownCell[]): BreakdownCell {
	const people = new Map<string, number>();
	for (const cell of cells) {
		for (const [person, micros] of cell.people) people.set(person, (people.get(person) ?? 0) + micros);
	}
	return {
		id: cells.map(({ id }) => id).join('+'),
		people,
		mergedPrs: cells.reduce((sum, { mergedPrs }) => sum + mergedPrs, 0),
		costMicros: cells.reduce((sum, { costMicros }) => sum + costMicros, 0),
	};
}

/** True when the sum of some hidden cells gives none of them away. */
export function isSafePool(cells: readonly BreakdownCell[], k: number): boolean {
	if (cells.length === 0) return true;
	if (cells.length === 1) return false;
	const pool = pooled(cells);
	const largest = Math.max(...cells.map(({ costMicros }) => costMicros));
	return hiddenBecause(pool, k) === null && largest <= dominance * pool.costMicros;
}

/** What is hidden in one breakdown whose total is known, with the reason for each. */
export interface Suppression {
	readonly hidden: ReadonlyMap<string, string>;
	/** False: all cells are hidden and even their sum gives one away, so the total itself must not be shown. */
	readonly isSafe: boolean;
}

/**
 * Hides the cells of one breakdown that are too small, and then further ones, the cheapest first, until the total
 * minus what is shown gives no hidden cell away (complementary suppression). `alsoHidden` are cells that must not
 * show for another table's sake.
 */
export function suppress(
	cells: readonly BreakdownCell[],
	k: number,
	alsoHidden: ReadonlyMap<string, string> = new Map(),
): Suppression {
	const hidden = new Map<string, string>();
	for (const cell of cells) {
		const why = alsoHidden.get(cell.id) ?? hiddenBecause(cell, k);
		if (why !== null) hidden.set(cell.id, why);
	}
	const byCost = [...cells].sort((one, two) => one.costMicros - two.costMicros || (one.id < two.id ? -1 : 1));
	const hiddenCells = (): BreakdownCell[] => cells.filter(({ id }) => hidden.has(id));
	while (!isSafePool(hiddenCells(), k)) {
		const next = byCost.find(({ id }) => !hidden.has(id));
		if (next === undefined) return { hidden, isSafe: false };
		hidden.set(next.id, 'so that another withheld cell cannot be worked out');
	}
	return { hidden, isSafe: true };
}
