// The copies of calls, as `CallTable` keeps them: a row of cells for every session that holds a call, a further copy in
// the same session merged into its row.

import { addBytes, beginTable, bytesOf, endsOf, findBytes, hashesOf, sizeOf, tableBytes } from './byteTable';
import { branchCell, cellCount, flagsCell, inputCell, modelCell, searchesCell, sessionCell } from './cells';
import { allocate, allocateLast, enlarged, enlargedLast, hashOf } from './heap';

const firstRows: i32 = 256;
const rowBytes: i32 = cellCount * 8;

const keys: i32 = <i32>memory.data(tableBytes, 16);
/** The cells of the call that is taken in next. */
const next: i32 = <i32>memory.data(rowBytes, 16);

let cells: i32 = 0;
let keyOfRow: i32 = 0;
/** The next row of the same call, in another session; -1 for none. */
let nextRow: i32 = 0;
let rowsRoom: i32 = 0;
let rows: i32 = 0;
let firstRow: i32 = 0;
let keysRoom: i32 = 0;
/** Number of the text that stands for no model. */
let unknownModel: i32 = 0;

export function beginCalls(modelPlace: i32): void {
	unknownModel = modelPlace;
	beginTable(keys);
	rows = 0;
	rowsRoom = firstRows;
	cells = allocateLast(firstRows * rowBytes);
	keyOfRow = allocate(firstRows * 4);
	nextRow = allocate(firstRows * 4);
	keysRoom = firstRows;
	firstRow = allocate(firstRows * 4);
}

export function nextCells(): i32 {
	return next;
}
export function setCell(cell: i32, value: f64): void {
	store<f64>(next + cell * 8, value);
}
export function setPlaceCell(cell: i32, place: i32): void {
	store<f64>(next + cell * 8, <f64>place);
}

export function rowCount(): i32 {
	return rows;
}
export function cellsBegin(): i32 {
	return cells;
}
export function keyOfRowBegin(): i32 {
	return keyOfRow;
}
export function keyCount(): i32 {
	return sizeOf(keys);
}
export function keyBytesBegin(): i32 {
	return bytesOf(keys);
}
export function keyEndsBegin(): i32 {
	return endsOf(keys);
}
export function keyHashesBegin(): i32 {
	return hashesOf(keys);
}

/** Takes the next cells in as a copy of the call whose key stands between two positions; gives its row. */
export function addCall(idFrom: i32, idTo: i32): i32 {
	return addHashed(idFrom, idTo, hashOf(idFrom, idTo));
}

function addHashed(idFrom: i32, idTo: i32, hash: u32): i32 {
	const known = findBytes(keys, idFrom, idTo, hash);
	if (known < 0) {
		const key = addBytes(keys, idFrom, idTo, hash);
		if (key === keysRoom) {
			keysRoom = key * 2;
			firstRow = enlarged(firstRow, key * 4, keysRoom * 4);
		}
		const row = newRow(key);
		store<i32>(firstRow + key * 4, row);
		return row;
	}
	const session = load<f64>(next + sessionCell * 8);
	let row = load<i32>(firstRow + known * 4);
	while (true) {
		if (load<f64>(cells + row * rowBytes + sessionCell * 8) === session) {
			merge(cells + row * rowBytes);
			return row;
		}
		const following = load<i32>(nextRow + row * 4);
		if (following < 0) break;
		row = following;
	}
	const added = newRow(known);
	store<i32>(nextRow + row * 4, added);
	return added;
}

function newRow(key: i32): i32 {
	if (rows === rowsRoom) {
		rowsRoom = rows * 2;
		cells = enlargedLast(cells, rows * rowBytes, rowsRoom * rowBytes);
		keyOfRow = enlarged(keyOfRow, rows * 4, rowsRoom * 4);
		nextRow = enlarged(nextRow, rows * 4, rowsRoom * 4);
	}
	memory.copy(cells + rows * rowBytes, next, rowBytes);
	store<i32>(keyOfRow + rows * 4, key);
	store<i32>(nextRow + rows * 4, -1);
	rows += 1;
	return rows - 1;
}

/** The same as `mergeCells` of `callCells.ts`. */
function merge(row: i32): void {
	for (let cell = inputCell; cell <= searchesCell; cell++) {
		const other = load<f64>(next + cell * 8);
		if (other > load<f64>(row + cell * 8)) store<f64>(row + cell * 8, other);
	}
	const isEarlier = load<f64>(next) < load<f64>(row);
	if (isEarlier) store<f64>(row, load<f64>(next));
	for (let cell = modelCell; cell <= branchCell; cell++) {
		const own = load<f64>(row + cell * 8);
		const other = load<f64>(next + cell * 8);
		const early = isEarlier ? other : own;
		const isMissing = cell === modelCell ? early === <f64>unknownModel : early === 0;
		store<f64>(row + cell * 8, isMissing === isEarlier ? own : other);
	}
	const flags = (<i32>load<f64>(row + flagsCell * 8)) & (<i32>load<f64>(next + flagsCell * 8));
	store<f64>(row + flagsCell * 8, <f64>flags);
}

/**
 * Takes in rows of another table: their cells, the key of each, the keys' bytes, ends and hashes, and the number here of
 * each text there. The key of each row is replaced by the number of its row here.
 */
export function addRows(
	count: i32,
	otherCells: i32,
	otherKeys: i32,
	bytes: i32,
	ends: i32,
	hashes: i32,
	textPlaces: i32,
): void {
	for (let row = 0; row < count; row++) {
		const from = otherCells + row * rowBytes;
		memory.copy(next, from, rowBytes);
		for (let cell = sessionCell; cell <= branchCell; cell++) {
			const place = <i32>load<f64>(from + cell * 8);
			store<f64>(next + cell * 8, <f64>load<i32>(textPlaces + place * 4));
		}
		const key = load<i32>(otherKeys + row * 4);
		const idFrom = bytes + (key === 0 ? 0 : load<i32>(ends + (key - 1) * 4));
		const idTo = bytes + load<i32>(ends + key * 4);
		store<i32>(otherKeys + row * 4, addHashed(idFrom, idTo, load<u32>(hashes + key * 4)));
	}
}
