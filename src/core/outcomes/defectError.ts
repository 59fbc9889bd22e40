/**
 * How often blame names the commit that a fix itself names, measured on public histories with the name hidden
 * (`npm run bench -- defects`, ADR 9); stands beside every figure and word that rests on it. Fixes that change source.
 */
export interface InferredTierError {
	/** Commits more than so many days older than the fix are not accused; null: the whole history. */
	readonly windowDays: number | null;
	/** Share of the accused commits that the fix itself names. */
	readonly precision: number;
	/** Share of the named commits (within the window) that are found. */
	readonly recall: number;
	/** Wilson 95 % intervals. */
	readonly precisionInterval: readonly [low: number, high: number];
	readonly recallInterval: readonly [low: number, high: number];
	/** Repositories that had no part in choosing the weights. */
	readonly measuredOn: readonly string[];
}

/** The error of the report's inferred tier: a window of 30 days. */
export const inferredTierError: InferredTierError = {
	windowDays: 30,
	precision: 0.86,
	recall: 0.72,
	precisionInterval: [0.82, 0.89],
	recallInterval: [0.67, 0.77],
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
};

const wholeHistoryError: InferredTierError = {
	windowDays: null,
	precision: 0.71,
	recall: 0.63,
	precisionInterval: [0.66, 0.75],
	recallInterval: [0.59, 0.68],
	measuredOn: [
		'linux-rdma/rdma-core',
		'riscv-software-src/opensbi',
		'thom311/libnl',
		'linux-nvme/nvme-cli',
		'ARM-software/arm-trusted-firmware',
	],
};

/** The measured error of blame within some days (as measured with 30), or over the whole history (null). */
export function inferredErrorOf(windowDays: number | null): InferredTierError {
	return windowDays === null ? wholeHistoryError : inferredTierError;
}

const estimate = (value: number, [low, high]: readonly [number, number]): string =>
	`${value.toFixed(2)} [${low.toFixed(2)}–${high.toFixed(2)}]`;

/** `0.84 [0.80–0.88]`: value and interval, for people. */
export function inferredErrorText(error: InferredTierError): {
	readonly precision: string;
	readonly recall: string;
} {
	return {
		precision: estimate(error.precision, error.precisionInterval),
		recall: estimate(error.recall, error.recallInterval),
	};
}

/** The sentence that stands beside every accusation. */
export function inferredErrorSentence(error: InferredTierError = inferredTierError): string {
	const { precision, recall } = inferredErrorText(error);
	return `Inferred, not a fact: measured precision ${precision}, recall ${recall}.`;
}
