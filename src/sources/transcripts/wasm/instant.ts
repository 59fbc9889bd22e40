const hyphen: u8 = 0x2d;
const colonByte: u8 = 0x3a;
const usualLength: i32 = 24;
const msPerDay: f64 = 86_400_000;

/** So many decimal digits as a number; far above any when one of them is none. */
function digits(at: i32, count: i32): i32 {
	let number = 0;
	for (let index = 0; index < count; index++) {
		const digit = <i32>load<u8>(at + index) - 0x30;
		if (digit < 0 || digit > 9) return 1_000_000;
		number = number * 10 + digit;
	}
	return number;
}

/** Days since 1970-01-01 of a date of the Gregorian calendar, from 1970 on. */
function daysBefore(year: i32, month: i32, day: i32): i32 {
	// Years that begin in March have their leap day at the end.
	const shifted = month > 2 ? year : year - 1;
	const monthFromMarch = month > 2 ? month - 3 : month + 9;
	const leapDays = shifted / 4 - shifted / 100 + shifted / 400;
	return shifted * 365 + leapDays + (monthFromMarch * 153 + 2) / 5 + day - 1 - 719_468;
}

/**
 * Milliseconds since the epoch of `YYYY-MM-DDTHH:MM:SS.mmmZ`; not a number for any other form, and for days that not
 * every month has: those are left to `Date.parse`.
 */
export function instantOf(from: i32, to: i32): f64 {
	const isUsual =
		to - from === usualLength &&
		load<u8>(from + 4) === hyphen &&
		load<u8>(from + 7) === hyphen &&
		load<u8>(from + 10) === 0x54 &&
		load<u8>(from + 13) === colonByte &&
		load<u8>(from + 16) === colonByte &&
		load<u8>(from + 19) === 0x2e &&
		load<u8>(from + 23) === 0x5a;
	if (!isUsual) return NaN;
	const year = digits(from, 4);
	const month = digits(from + 5, 2);
	const day = digits(from + 8, 2);
	if (year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1) return NaN;
	if (day > 30 ? !has31(month, day) : day > 28 && month === 2) return NaN;
	const hours = digits(from + 11, 2);
	const minutes = digits(from + 14, 2);
	const seconds = digits(from + 17, 2);
	const milliseconds = digits(from + 20, 3);
	if (hours > 23 || minutes > 59 || seconds > 59 || milliseconds > 999) return NaN;
	const inDay = ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
	return <f64>daysBefore(year, month, day) * msPerDay + <f64>inDay;
}

function has31(month: i32, day: i32): bool {
	return day === 31 && month !== 2 && month !== 4 && month !== 6 && month !== 9 && month !== 11;
}
