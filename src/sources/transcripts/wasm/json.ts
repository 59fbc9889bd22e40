// Steps over JSON in memory, checking it exactly as `JSON.parse` does. A position of `notJson` stands for "not JSON",
// one of `unusual` for "better read by JSON.parse". The byte at `end` is a line feed, so that no reading runs past it
// unseen.

export const notJson: i32 = -1;
export const unusual: i32 = -2;

/** Nesting that is followed; real lines stay below 30. */
const deepest: i32 = 200;

export const tab: u8 = 0x09;
export const lineFeed: u8 = 0x0a;
export const carriageReturn: u8 = 0x0d;
export const space: u8 = 0x20;
export const quote: u8 = 0x22;
export const backslash: u8 = 0x5c;
export const comma: u8 = 0x2c;
export const colon: u8 = 0x3a;
export const openBrace: u8 = 0x7b;
export const closeBrace: u8 = 0x7d;
export const openBracket: u8 = 0x5b;
const closeBracket: u8 = 0x5d;
const minus: u8 = 0x2d;
const plus: u8 = 0x2b;
const dot: u8 = 0x2e;
const zero: u8 = 0x30;
const nine: u8 = 0x39;

/** First position at or behind `at`, and not behind `end`, that is no JSON white space. */
export function skipSpace(at: i32, end: i32): i32 {
	while (at < end) {
		const byte = load<u8>(at);
		if (byte > space || (byte !== space && byte !== lineFeed && byte !== carriageReturn && byte !== tab))
			break;
		at += 1;
	}
	return at;
}

/** First position at or behind `at` of a quote, a backslash or a control character; the line's end has one. */
function endOfPlainText(at: i32): i32 {
	while (true) {
		const bytes = v128.load(at);
		const special = v128.or(
			v128.or(i8x16.eq(bytes, i8x16.splat(quote)), i8x16.eq(bytes, i8x16.splat(backslash))),
			i8x16.lt_u(bytes, i8x16.splat(space)),
		);
		const mask = i8x16.bitmask(special);
		if (mask !== 0) return at + ctz(mask);
		at += 16;
	}
}

function isHex(at: i32): bool {
	const byte = load<u8>(at);
	const letter = byte | 0x20;
	return (byte >= zero && byte <= nine) || (letter >= 0x61 && letter <= 0x66);
}

/** `at` is behind the opening quote; gives the position behind the closing one. */
export function skipString(at: i32, end: i32): i32 {
	while (true) {
		at = endOfPlainText(at);
		if (at >= end) return notJson;
		const byte = load<u8>(at);
		if (byte === quote) return at + 1;
		if (byte !== backslash || at + 1 >= end) return notJson;
		const escaped = load<u8>(at + 1);
		at += 2;
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
				if (at + 4 > end || !isHex(at) || !isHex(at + 1) || !isHex(at + 2) || !isHex(at + 3)) return notJson;
				at += 4;
				continue;
			default:
				return notJson;
		}
	}
}

function skipDigits(at: i32, end: i32): i32 {
	while (at < end && load<u8>(at) >= zero && load<u8>(at) <= nine) at += 1;
	return at;
}

function skipNumber(from: i32, end: i32): i32 {
	const start = load<u8>(from) === minus ? from + 1 : from;
	let at = skipDigits(start, end);
	if (at === start || (load<u8>(start) === zero && at > start + 1)) return notJson;
	if (at < end && load<u8>(at) === dot) {
		const fraction = skipDigits(at + 1, end);
		if (fraction === at + 1) return notJson;
		at = fraction;
	}
	if (at < end && (load<u8>(at) | 0x20) === 0x65) {
		at += 1;
		if (at < end && (load<u8>(at) === plus || load<u8>(at) === minus)) at += 1;
		const exponent = skipDigits(at, end);
		if (exponent === at) return notJson;
		at = exponent;
	}
	return at;
}

/** `true`, `null`: a word of four letters as one little-endian number. */
function skipWord(at: i32, end: i32, word: u32): i32 {
	return at + 4 <= end && load<u32>(at) === word ? at + 4 : notJson;
}

const wordTrue: u32 = 0x65757274;
const wordNull: u32 = 0x6c6c756e;
/** `alse`, behind the `f`. */
const wordAlse: u32 = 0x65736c61;

/** Behind an opening bracket or brace; gives the position behind the closing one. */
function skipMembers(from: i32, end: i32, depth: i32, isObject: bool): i32 {
	if (depth > deepest) return unusual;
	const close = isObject ? closeBrace : closeBracket;
	let at = skipSpace(from, end);
	if (at >= end) return notJson;
	if (load<u8>(at) === close) return at + 1;
	while (true) {
		if (isObject) {
			if (at >= end || load<u8>(at) !== quote) return notJson;
			at = skipString(at + 1, end);
			if (at < 0) return at;
			at = skipSpace(at, end);
			if (at >= end || load<u8>(at) !== colon) return notJson;
			at = skipSpace(at + 1, end);
		}
		at = skipValue(at, end, depth);
		if (at < 0) return at;
		at = skipSpace(at, end);
		if (at >= end) return notJson;
		const byte = load<u8>(at);
		at += 1;
		if (byte === close) return at;
		if (byte !== comma) return notJson;
		at = skipSpace(at, end);
	}
}

/** `at` is the first byte of a value; gives the position behind it. */
export function skipValue(at: i32, end: i32, depth: i32): i32 {
	if (at >= end) return notJson;
	switch (load<u8>(at)) {
		case quote:
			return skipString(at + 1, end);
		case openBrace:
			return skipMembers(at + 1, end, depth + 1, true);
		case openBracket:
			return skipMembers(at + 1, end, depth + 1, false);
		case 0x74: // t
			return skipWord(at, end, wordTrue);
		case 0x66: // f
			return skipWord(at + 1, end, wordAlse);
		case 0x6e: // n
			return skipWord(at, end, wordNull);
		default:
			return skipNumber(at, end);
	}
}
