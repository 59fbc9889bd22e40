/**
 * How often the inferred tier is right, measured on public histories whose fixes name their cause, the name hidden
 * (`npm run bench -- defects`); shown beside every figure that rests on it. Window of 30 days; fixes that change source.
 */
export const inferredTierError = {
	/** Share of the accused commits that the fix itself names. */
	precision: 0.84,
	/** Share of the named commits within the window that are found. */
	recall: 0.71,
	/** Wilson 95 % intervals. */
	precisionInterval: [0.8, 0.88],
	recallInterval: [0.66, 0.76],
	/** Repositories that had no part in choosing the weights. */
	measuredOn: [
		'linux-rdma/rdma-core',
		'FDio/vpp',
		'linux-nvme/nvme-cli',
		'riscv-software-src/opensbi',
		'thom311/libnl',
		'spdk/spdk',
		'ARM-software/arm-trusted-firmware',
		'bluez/bluez',
		'util-linux/util-linux',
	],
} as const;
