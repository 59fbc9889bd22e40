/**
 * How often the inferred tier is right, measured on public histories whose fixes name their cause, the name hidden
 * (`npm run bench -- defects`); shown beside every figure that rests on it. Window of 30 days; fixes that change source.
 */
export const inferredTierError = {
	/** Share of the accused commits that the fix itself names. */
	precision: 0.79,
	/** Share of the named commits within the window that are found. */
	recall: 0.62,
	/** Wilson 95 % intervals. */
	precisionInterval: [0.75, 0.83],
	recallInterval: [0.58, 0.66],
	/** Repositories that had no part in choosing the weights. */
	measuredOn: [
		'FRRouting/frr',
		'NetworkManager/NetworkManager',
		'cilium/tetragon',
		'ovn-org/ovn',
		'u-boot/u-boot',
	],
} as const;
