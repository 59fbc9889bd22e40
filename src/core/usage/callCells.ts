/**
 * A copy of a call as cells of a row: seven numbers, the places of eight texts in a list where place 0 stands for
 * none, and flags. There are very many copies, so they are kept and merged in this form.
 */
export const instantCell = 0;
export const inputCell = 1;
export const outputCell = 2;
export const writes5mCell = 3;
export const writes1hCell = 4;
export const readsCell = 5;
export const searchesCell = 6;
export const sessionCell = 7;
export const modelCell = 8;
export const speedCell = 9;
export const serviceTierCell = 10;
export const inferenceGeoCell = 11;
export const versionCell = 12;
export const cwdCell = 13;
export const branchCell = 14;
export const flagsCell = 15;
export const cellCount = 16;

/** Flag: the final output count was never written. */
export const partialFlag = 1;
/** Flag: the call was a subagent's. */
export const subagentFlag = 2;

/**
 * Merges the copy `more[from]…` into the copy `cells[at]…` of the same call: each count is the maximum of the copies
 * (counts grow while a response streams); facts come from the earlier copy, the first at equal times; a copy of the
 * main conversation wins over a replay in a subagent; the output is partial only when no copy knows how the response
 * ended. The session stays that of `cells`. `unknownModel` is the place of the text that stands for no model.
 */
export function mergeCells(
	cells: Float64Array,
	at: number,
	more: Float64Array,
	from: number,
	unknownModel: number,
): void {
	for (let cell = inputCell; cell <= searchesCell; cell++) {
		const other = more[from + cell] ?? 0;
		if (other > (cells[at + cell] ?? 0)) cells[at + cell] = other;
	}
	const isEarlier = (more[from] ?? 0) < (cells[at] ?? 0);
	if (isEarlier) cells[at] = more[from] ?? 0;
	for (let cell = modelCell; cell <= branchCell; cell++) {
		const own = cells[at + cell] ?? 0;
		const other = more[from + cell] ?? 0;
		const early = isEarlier ? other : own;
		const isMissing = cell === modelCell ? early === unknownModel : early === 0;
		cells[at + cell] = isMissing === isEarlier ? own : other;
	}
	// Each flag holds only while every copy has it.
	cells[at + flagsCell] = (cells[at + flagsCell] ?? 0) & (more[from + flagsCell] ?? 0);
}
