/** The seed of every bootstrap and simulation of the report: the same ledger gives the same bytes. */
export const reportSeed = 20_261_122;

/**
 * A repeatable stream of numbers in [0, 1), 32 bits each (the mulberry32 generator). Good enough to resample with,
 * never for secrets.
 */
export function seededRandom(seed: number): () => number {
	// With a sign, as engines keep such numbers without a box; its bits are the same.
	let state = seed | 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}
