/** Values of a sorted sample below `limit`; with `orEqual`, at most `limit`. Starts from where the last call ended. */
function advance(sorted: readonly number[], from: number, limit: number, orEqual: boolean): number {
	let index = from;
	while (index < sorted.length) {
		const value = sorted[index] ?? 0;
		if (value > limit || (value === limit && !orEqual)) break;
		index += 1;
	}
	return index;
}

/**
 * Cliff's delta: P(one > two) − P(one < two) over all pairs, −1 to 1; 0 when neither tends to be larger. Null when a
 * sample is empty. Source: Cliff, Psychological Bulletin 114 (1993) 494–509.
 */
export function cliffsDelta(one: readonly number[], two: readonly number[]): number | null {
	if (one.length === 0 || two.length === 0) return null;
	const ascending = (left: number, right: number): number => left - right;
	const others = [...two].sort(ascending);
	let below = 0;
	let upTo = 0;
	let sum = 0;
	for (const value of [...one].sort(ascending)) {
		below = advance(others, below, value, false);
		upTo = advance(others, upTo, value, true);
		sum += below - (others.length - upTo);
	}
	return sum / (one.length * two.length);
}
