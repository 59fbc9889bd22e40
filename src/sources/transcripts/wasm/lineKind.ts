import { colon, comma, openBrace, openBracket, quote, skipSpace, skipString, skipValue } from './json';

export const openKind: i32 = 0;
export const assistantKind: i32 = 1;
export const progressKind: i32 = 2;
export const costStateKind: i32 = 3;
export const otherKind: i32 = 4;

/** True when the ASCII text stands at a position. */
export function isAt(at: i32, text: string): bool {
	for (let index = 0; index < text.length; index++) {
		if (load<u8>(at + index) !== <u8>text.charCodeAt(index)) return false;
	}
	return true;
}

function kindNamed(from: i32, to: i32): i32 {
	if (to - from === 9 && isAt(from, 'assistant')) return assistantKind;
	if (to - from === 8 && isAt(from, 'progress')) return progressKind;
	if (to - from === 10 && isAt(from, 'cost-state')) return costStateKind;
	return otherKind;
}

/** The same judgement as `kindOfLine` of `lineHead.ts`: what a line that begins with `{` may be, from its head. */
export function kindOfLine(from: i32, to: i32): i32 {
	let at = skipSpace(from + 1, to);
	while (at < to && load<u8>(at) === quote) {
		const key = at + 1;
		at = skipString(key, to);
		if (at < 0) return openKind;
		const isType = at - key === 5 && isAt(key, 'type');
		at = skipSpace(at, to);
		if (at >= to || load<u8>(at) !== colon) return openKind;
		at = skipSpace(at + 1, to);
		const byte = load<u8>(at);
		if (byte === openBrace || byte === openBracket) return openKind;
		const value = at + 1;
		at = skipValue(at, to, 0);
		if (at < 0) return openKind;
		if (isType) return byte === quote ? kindNamed(value, at - 1) : openKind;
		at = skipSpace(at, to);
		if (at >= to || load<u8>(at) !== comma) return openKind;
		at = skipSpace(at + 1, to);
	}
	return openKind;
}
