/** Digits after the point of a currency's main unit: 2 for USD and EUR, 0 for JPY. */
export function minorDigits(currency: string): number {
	const format = new Intl.NumberFormat('en', { style: 'currency', currency });
	return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * Micros of a currency's main unit from a decimal string in its minor units (`"31402.5"` US cents = 314,025,000),
 * exact, halves away from zero. `digits` is how many digits the minor unit has; null when the text is no decimal.
 */
export function microsOfMinorUnits(decimal: string, digits: number): number | null {
	const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal.trim());
	if (match === null) return null;
	const [, sign, whole = '0', fraction = ''] = match;
	const scale = Math.max(0, 6 - digits);
	const kept = fraction.slice(0, scale).padEnd(scale, '0');
	const rest = fraction.slice(scale);
	let micros = BigInt(whole + kept);
	if (rest !== '' && rest >= '5') micros += 1n;
	const value = Number(micros);
	if (!Number.isSafeInteger(value)) return null;
	return sign === '-' && value !== 0 ? -value : value;
}
