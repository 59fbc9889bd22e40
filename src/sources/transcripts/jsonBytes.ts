/**
 * Steps over JSON in bytes, checking it exactly as `JSON.parse` does. Positions are indexes into `bytes`; -1 stands
 * for "not JSON", -2 for "too deep to say", which sends the line to `JSON.parse` itself.
 */
export const notJson = -1;
export const tooDeep = -2;

/** Nesting that is followed; real lines stay below 30. */
const deepest = 200;

export const quote = 0x22;
export const backslash = 0x5c;
export const comma = 0x2c;
export const colon = 0x3a;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;
export const openBracket = 0x5b;
const closeBracket = 0x5d;

const isHex = (byte: number): boolean =>
	(byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** First position at or behind `at` that is no JSON white space. */
export function skipSpace(bytes: Uint8Array, at: number): number {
	for (;;) {
		const byte = bytes[at];
		if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
		at += 1;
	}
}

/** `at` is behind the opening quote; gives the position behind the closing one. */
export function skipString(bytes: Uint8Array, at: number, end: number): number {
	while (at < end) {
		const byte = bytes[at] ?? 0;
		at += 1;
		if (byte >= 0x20 && byte !== quote && byte !== backslash) continue;
		if (byte === quote) return at;
		if (byte !== backslash || at >= end) return notJson;
		const escaped = bytes[at] ?? 0;
		at += 1;
		switch (escaped) {
			case 0x6e: // n
			case quote:
			case backslash:
			case 0x74: // t
			case 0x72: // r
			case 0x2f: // /
			case 0x62: // b
			case 0x66: // f
				continue;
			case 0x75: // u
				if (at + 4 > end) return notJson;
				for (let digit = 0; digit < 4; digit++) if (!isHex(bytes[at + digit] ?? 0)) return notJson;
				at += 4;
				continue;
			default:
				return notJson;
		}
	}
	return notJson;
}

function skipDigits(bytes: Uint8Array, at: number, end: number): number {
	while (at < end && isDigit(bytes[at] ?? 0)) at += 1;
	return at;
}

function skipNumber(bytes: Uint8Array, from: number, end: number): number {
	let at = bytes[from] === 0x2d ? from + 1 : from;
	const whole = skipDigits(bytes, at, end);
	if (whole === at || (bytes[at] === 0x30 && whole > at + 1)) return notJson;
	at = whole;
	if (at < end && bytes[at] === 0x2e) {
		const fraction = skipDigits(bytes, at + 1, end);
		if (fraction === at + 1) return notJson;
		at = fraction;
	}
	if (at < end && (bytes[at] === 0x65 || bytes[at] === 0x45)) {
		at += 1;
		if (at < end && (bytes[at] === 0x2b || bytes[at] === 0x2d)) at += 1;
		const exponent = skipDigits(bytes, at, end);
		if (exponent === at) return notJson;
		at = exponent;
	}
	return at;
}

/** True when the ASCII text stands at a position. */
export function isAt(bytes: Uint8Array, at: number, text: string): boolean {
	for (let index = 0; index < text.length; index++) {
		if (bytes[at + index] !== text.charCodeAt(index)) return false;
	}
	return true;
}

function skipWord(bytes: Uint8Array, at: number, end: number, word: string): number {
	return at + word.length <= end && isAt(bytes, at, word) ? at + word.length : notJson;
}

/** Behind the comma of a list, or behind its end. */
function skipMembers(bytes: Uint8Array, from: number, end: number, depth: number, isObject: boolean): number {
	if (depth > deepest) return tooDeep;
	const close = isObject ? closeBrace : closeBracket;
	let at = skipSpace(bytes, from);
	if (bytes[at] === close) return at < end ? at + 1 : notJson;
	for (;;) {
		if (isObject) {
			if (bytes[at] !== quote) return notJson;
			at = skipString(bytes, at + 1, end);
			if (at < 0) return at;
			at = skipSpace(bytes, at);
			if (bytes[at] !== colon) return notJson;
			at = skipSpace(bytes, at + 1);
		}
		at = skipValue(bytes, at, end, depth);
		if (at < 0) return at;
		at = skipSpace(bytes, at);
		if (at >= end) return notJson;
		const byte = bytes[at];
		at += 1;
		if (byte === close) return at;
		if (byte !== comma) return notJson;
		at = skipSpace(bytes, at);
	}
}

/** `at` is the first byte of a value; gives the position behind it. */
export function skipValue(bytes: Uint8Array, at: number, end: number, depth: number): number {
	if (at >= end) return notJson;
	switch (bytes[at] ?? 0) {
		case quote:
			return skipString(bytes, at + 1, end);
		case openBrace:
			return skipMembers(bytes, at + 1, end, depth + 1, true);
		case openBracket:
			return skipMembers(bytes, at + 1, end, depth + 1, false);
		case 0x74: // t
			return skipWord(bytes, at, end, 'true');
		case 0x66: // f
			return skipWord(bytes, at, end, 'false');
		case 0x6e: // n
			return skipWord(bytes, at, end, 'null');
		default:
			return skipNumber(bytes, at, end);
	}
}
