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

function isHex(at: i32): bool {
	const byte = load<u8>(at);
	const letter = byte | 0x20;
	return (byte >= zero && byte <= nine) || (letter >= 0x61 && letter <= 0x66);
}

/** One bit for each of 64 bytes, from what comparing them sixteen at a time gave. */
function bitsOf(one: v128, two: v128, three: v128, four: v128): u64 {
	const low = (<u32>i8x16.bitmask(one)) | ((<u32>i8x16.bitmask(two)) << 16);
	const high = (<u32>i8x16.bitmask(three)) | ((<u32>i8x16.bitmask(four)) << 16);
	return (<u64>low) | ((<u64>high) << 32);
}

/** The bytes that end plain text: a quote, a backslash, a control character. */
function special(bytes: v128): v128 {
	const marks = v128.or(i8x16.eq(bytes, i8x16.splat(quote)), i8x16.eq(bytes, i8x16.splat(backslash)));
	return v128.or(marks, i8x16.lt_u(bytes, i8x16.splat(space)));
}

/** The bytes that may stand behind a backslash alone: `"` `/` `\` `b` `f` `n` `r` `t`, each known by its two halves. */
function simpleEscape(bytes: v128): v128 {
	const lowHalf = v128.and(bytes, i8x16.splat(0x0f));
	const highHalf = v128.and(i16x8.shr_u(bytes, 4), i8x16.splat(0x0f));
	const byLow = i8x16.swizzle(i8x16(0, 0, 13, 0, 8, 0, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1), lowHalf);
	const byHigh = i8x16.swizzle(i8x16(0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0), highHalf);
	return i8x16.ne(v128.and(byLow, byHigh), i8x16.splat(0));
}

/** True when each of the bits from `base` on stands for the `u` of `\u` with its four digits. */
function areUnits(bits: u64, base: i32): bool {
	for (; bits !== 0; bits &= bits - 1) {
		const at = base + <i32>ctz(bits);
		if (load<u8>(at) !== 0x75) return false;
		if (!isHex(at + 1) || !isHex(at + 2) || !isHex(at + 3) || !isHex(at + 4)) return false;
	}
	return true;
}

const evenBits: u64 = ((<u64>0x55555555) << 32) | 0x55555555;

/**
 * `at` is behind the opening quote; gives the position behind the closing one. Code is full of escapes, so 64 bytes are
 * judged at once, without a step for each: a byte is escaped when an odd number of backslashes stands before it.
 */
export function skipString(at: i32, end: i32): i32 {
	const short = i8x16.bitmask(special(v128.load(at)));
	if (short !== 0) {
		const first = at + ctz(short);
		if (load<u8>(first) === quote) return first + 1;
	}
	let carried: u64 = 0;
	for (; at < end; at += 64) {
		const one = v128.load(at);
		const two = v128.load(at, 16);
		const three = v128.load(at, 32);
		const four = v128.load(at, 48);
		let marked = i8x16.splat(quote);
		const quotes = bitsOf(
			i8x16.eq(one, marked),
			i8x16.eq(two, marked),
			i8x16.eq(three, marked),
			i8x16.eq(four, marked),
		);
		marked = i8x16.splat(space);
		const controls = bitsOf(
			i8x16.lt_u(one, marked),
			i8x16.lt_u(two, marked),
			i8x16.lt_u(three, marked),
			i8x16.lt_u(four, marked),
		);
		marked = i8x16.splat(backslash);
		const backslashes =
			bitsOf(i8x16.eq(one, marked), i8x16.eq(two, marked), i8x16.eq(three, marked), i8x16.eq(four, marked)) &
			~carried;
		const behind = (backslashes << 1) | carried;
		const oddStarts = backslashes & ~evenBits & ~behind;
		// Adding runs through each row of backslashes that begins at an odd place, and out of it.
		const through = oddStarts + backslashes;
		const escaped = (evenBits ^ (through << 1)) & behind;
		carried = through < backslashes ? 1 : 0;
		const ends = (quotes & ~escaped) | controls;
		const escapedBefore = escaped & (ends === 0 ? ~(<u64>0) : (ends & (0 - ends)) - 1);
		if (escapedBefore !== 0) {
			const simple = bitsOf(simpleEscape(one), simpleEscape(two), simpleEscape(three), simpleEscape(four));
			const rest = escapedBefore & ~simple;
			if (rest !== 0 && !areUnits(rest, at)) return notJson;
		}
		if (ends !== 0) {
			const first = at + <i32>ctz(ends);
			return load<u8>(first) === quote ? first + 1 : notJson;
		}
	}
	return notJson;
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
