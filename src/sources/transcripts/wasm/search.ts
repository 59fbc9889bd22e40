import { lineFeed, quote } from './json';

const letterU: u8 = 0x75;
/** `usage"`, behind the opening quote: six bytes of a little-endian number. */
const usageQuote: u64 = 0x226567617375;
const sixBytes: u64 = 0xffffffffffff;

/** Position of the next line feed at or behind `at`; `to` when there is none before it. */
export function endOfLine(at: i32, to: i32): i32 {
	const wanted = i8x16.splat(lineFeed);
	while (at < to) {
		const one = i8x16.eq(v128.load(at), wanted);
		const two = i8x16.eq(v128.load(at, 16), wanted);
		const three = i8x16.eq(v128.load(at, 32), wanted);
		const four = i8x16.eq(v128.load(at, 48), wanted);
		if (v128.any_true(v128.or(v128.or(one, two), v128.or(three, four)))) {
			let mask: u64 = (<u32>i8x16.bitmask(one)) | ((<u32>i8x16.bitmask(two)) << 16);
			mask |= (<u64>((<u32>i8x16.bitmask(three)) | ((<u32>i8x16.bitmask(four)) << 16))) << 32;
			const found = at + <i32>ctz(mask);
			return found < to ? found : to;
		}
		at += 64;
	}
	return to;
}

/** True when `"usage"` stands somewhere between two positions. */
export function hasUsageKey(at: i32, to: i32): bool {
	const first = i8x16.splat(quote);
	const second = i8x16.splat(letterU);
	for (; at < to; at += 16) {
		const pairs = v128.and(i8x16.eq(v128.load(at), first), i8x16.eq(v128.load(at, 1), second));
		let mask = i8x16.bitmask(pairs);
		while (mask !== 0) {
			const found = at + ctz(mask);
			if (found + 7 <= to && (load<u64>(found + 1) & sixBytes) === usageQuote) return true;
			mask &= mask - 1;
		}
	}
	return false;
}
