/** The counts of a call. */
export const callCounts = [
	'inputTokens',
	'outputTokens',
	'cacheWrite5mTokens',
	'cacheWrite1hTokens',
	'cacheReadTokens',
	'webSearches',
] as const;
export type CountName = (typeof callCounts)[number];

/** Whole numbers, none negative. */
export type Counts = Uint32Array | Float64Array;
