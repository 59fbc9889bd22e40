import {
	colon,
	comma,
	isAt,
	openBrace,
	openBracket,
	quote,
	skipSpace,
	skipString,
	skipValue,
} from './jsonBytes.js';

/** Types of lines that say something about usage. */
export type LineKind = 'assistant' | 'progress' | 'cost-state';

const kinds: readonly LineKind[] = ['assistant', 'progress', 'cost-state'];

/**
 * What a line may be, from its head alone: its `type` where that stands before the first nested value. `other`: a
 * type that says nothing about usage, such as `user`; most bytes of a transcript are in such lines, and they are not
 * looked into any further. `open`: the head does not say.
 */
export function kindOfLine(bytes: Uint8Array, from: number, to: number): LineKind | 'other' | 'open' {
	if (bytes[from] !== openBrace) return 'open';
	let at = skipSpace(bytes, from + 1);
	while (at < to && bytes[at] === quote) {
		const key = at + 1;
		at = skipString(bytes, key, to);
		if (at < 0) return 'open';
		const isType = at - key === 5 && isAt(bytes, key, 'type');
		at = skipSpace(bytes, at);
		if (bytes[at] !== colon) return 'open';
		at = skipSpace(bytes, at + 1);
		if (bytes[at] === openBrace || bytes[at] === openBracket) return 'open';
		const value = at + 1;
		const isText = bytes[at] === quote;
		at = skipValue(bytes, at, to, 0);
		if (at < 0) return 'open';
		if (isType) {
			if (!isText) return 'open';
			const kind = kinds.find(({ length }, index) => {
				return at - 1 - value === length && isAt(bytes, value, kinds[index] ?? '');
			});
			return kind ?? 'other';
		}
		at = skipSpace(bytes, at);
		if (bytes[at] !== comma) return 'open';
		at = skipSpace(bytes, at + 1);
	}
	return 'open';
}
