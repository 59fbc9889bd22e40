/**
 * A value of a machine file: only `A–Z a–z 0–9 space . _ : / @ -`, at most 256 characters, anything else a hyphen. Titles,
 * branches and messages never get here at all; this keeps configured names from carrying formulas or markup.
 */
export function machineText(text: string): string {
	const clean = text
		.replace(/[^A-Za-z0-9 ._:/@-]+/g, '-')
		.trim()
		.slice(0, 256);
	const safe = clean.replace(/^[-@ ]+/, '');
	return safe === '' ? 'unknown' : safe;
}

/** Micros as a plain decimal: no exponent, no plus, no separators, no trailing zeros. */
export function decimalOfMicros(micros: number): string {
	return decimal(BigInt(Math.round(micros)), 6);
}

/** A share from 0 to 1 as a plain decimal of at most six digits. */
export const shareText = (share: number): string => decimal(BigInt(Math.round(share * 1_000_000)), 6);

/** An integer scaled by a power of ten, written exactly. */
export function decimal(scaled: bigint, digits: number): string {
	const sign = scaled < 0n ? '-' : '';
	const size = (scaled < 0n ? -scaled : scaled).toString().padStart(digits + 1, '0');
	const fraction = size.slice(-digits).replace(/0+$/, '');
	const whole = size.slice(0, -digits);
	return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}
