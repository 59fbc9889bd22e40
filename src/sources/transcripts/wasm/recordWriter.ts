import { flagsAt, recordWords, textsAt } from './record';

const recordBytes: i32 = recordWords * 4;
const record: i32 = <i32>memory.data(recordBytes, 16);

/** Empties the record. */
export function beginRecord(): void {
	memory.fill(record, 0, recordBytes);
}

export function setText(text: i32, from: i32, to: i32): void {
	store<i32>(record + (textsAt + text * 2) * 4, from);
	store<i32>(record + (textsAt + text * 2 + 1) * 4, to);
}

export function textFrom(text: i32): i32 {
	return load<i32>(record + (textsAt + text * 2) * 4);
}

export function textTo(text: i32): i32 {
	return load<i32>(record + (textsAt + text * 2 + 1) * 4);
}

export function setNumber(number: i32, value: f64): void {
	store<f64>(record + number * 8, value);
}

export function numberAt(number: i32): f64 {
	return load<f64>(record + number * 8);
}

export function setFlag(flag: i32, isSet: bool): void {
	const flags = load<i32>(record + flagsAt * 4);
	store<i32>(record + flagsAt * 4, isSet ? flags | flag : flags & ~flag);
}

export function hasFlag(flag: i32): bool {
	return (load<i32>(record + flagsAt * 4) & flag) !== 0;
}

/** Decimal digits as a number; -1 when one of them is none. */
export function countOf(from: i32, to: i32): i64 {
	let number: i64 = 0;
	for (let at = from; at < to; at++) {
		const digit = <i32>load<u8>(at) - 0x30;
		if (digit < 0 || digit > 9) return -1;
		number = number * 10 + digit;
	}
	return number;
}
