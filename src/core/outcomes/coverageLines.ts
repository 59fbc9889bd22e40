/**
 * State of each line of a file: 0 not coverable or unknown, 1 missed, 2 partly covered (a branch was not taken),
 * 3 covered. Index 0 is line 1. Merging takes the higher state, so it does not depend on the order of reports.
 */
export type LineStates = Uint8Array;

export const lineState = { none: 0, missed: 1, partial: 2, covered: 3 } as const;

/** Longest file that is taken for real; larger line numbers in a report are refused. */
export const maxLine = 1_000_000;

const marks = ['-', 'm', 'p', 'c'] as const;

/** Packs line states by run length, e.g. `4-2c1m`; uncoverable lines at the end are dropped. */
export function packLines(states: LineStates, length = states.length): string {
	const packed: string[] = [];
	let from = 0;
	while (from < length) {
		const state = states[from] ?? 0;
		let to = from + 1;
		while (to < length && states[to] === state) to++;
		if (to < length || state !== 0) packed.push(`${to - from}${marks[state] ?? '-'}`);
		from = to;
	}
	return packed.join('');
}

/** Runs of packed line states: [lines, state]. What is not in the format ends the reading. */
function* runs(packed: string): Generator<readonly [length: number, state: number]> {
	let length = 0;
	for (let at = 0; at < packed.length; at++) {
		const code = packed.charCodeAt(at);
		if (code >= 48 && code <= 57) {
			length = length * 10 + code - 48;
			if (length > maxLine) return;
			continue;
		}
		const state = marks.indexOf((packed[at] ?? '') as (typeof marks)[number]);
		if (state === -1) return;
		yield [length, state];
		length = 0;
	}
}

/** Inverse of `packLines`. */
export function unpackLines(packed: string): LineStates {
	let total = 0;
	for (const [length] of runs(packed)) total += length;
	const states = new Uint8Array(Math.min(total, maxLine));
	let at = 0;
	for (const [length, state] of runs(packed)) {
		states.fill(state, at, at + length);
		at += length;
	}
	return states;
}

/** Coverable and covered lines. A partly covered line was reached, so it counts as covered, as in every tool's sum. */
export interface LineCounts {
	readonly coverable: number;
	readonly covered: number;
}

/** Counts of packed line states. */
export function countLines(packed: string): LineCounts {
	let coverable = 0;
	let covered = 0;
	for (const [length, state] of runs(packed)) {
		if (state > 0) coverable += length;
		if (state > 1) covered += length;
	}
	return { coverable, covered };
}

/** Union of two packed files: a line has the higher of its states. Commutative, associative, idempotent. */
export function mergeLines(one: string, two: string): string {
	if (one === two || two === '') return one;
	if (one === '') return two;
	const [first, second] = [unpackLines(one), unpackLines(two)];
	const [long, short] = first.length >= second.length ? [first, second] : [second, first];
	for (let at = 0; at < short.length; at++) {
		const state = short[at] ?? 0;
		if (state > (long[at] ?? 0)) long[at] = state;
	}
	return packLines(long);
}
