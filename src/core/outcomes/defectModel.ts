/** What speaks for or against one commit as the cause of a fault, each from 0 to 1 unless it says otherwise. */
export interface DefectEvidence {
	/** Share of the weight of all blamed lines, older ones included. */
	readonly lines: number;
	/** 1: no other commit of the window has more of that weight. */
	readonly mostLines: number;
	/** Share of the lines near the fix that use the same names, older ones included. */
	readonly near: number;
	/** 1: it wrote lines near the fix, but none that the fix changed. */
	readonly onlyNear: number;
	/** Share of its subject's words that the fix uses too. */
	readonly words: number;
	/** 1: the fix's own author wrote it within the hour before. */
	readonly sameWork: number;
	/** 1: its subject speaks of tidying. */
	readonly cosmetic: number;
	/** 1: it was written after the fix was. */
	readonly writtenLater: number;
	/** Natural logarithm of one plus the days between it and the fix. */
	readonly age: number;
}

export interface DefectModel {
	readonly constant: number;
	readonly weights: DefectEvidence;
	/** Below this likelihood nobody is accused. */
	readonly threshold: number;
}

// Logistic regression on public histories whose fixes name their cause, the name hidden: DPDK, frr, NetworkManager,
// optee_os, criu, tetragon, iproute2, ovs, ovn and u-boot. Evidence and thresholds were chosen by leaving out one
// repository at a time, and checked once on others (test/bench/defects.ts).
const withinWindow: DefectModel = {
	constant: -5.18,
	weights: {
		lines: 3.42,
		mostLines: 2.5,
		near: 1.64,
		onlyNear: 1.52,
		words: 2.52,
		sameWork: -3.09,
		cosmetic: -0.51,
		writtenLater: -2.34,
		age: 0,
	},
	threshold: 0.21,
};
const wholeHistory: DefectModel = {
	constant: -1.27,
	weights: {
		lines: 3.35,
		mostLines: -0.02,
		near: 0.78,
		onlyNear: -0.62,
		words: 1.44,
		sameWork: -2.82,
		cosmetic: -1.15,
		writtenLater: -1.15,
		age: -0.31,
	},
	threshold: 0.2,
};

/** The weights for a window of some weeks, or for the whole history (null). */
export function modelOf(windowDays: number | null): DefectModel {
	return windowDays === null ? wholeHistory : withinWindow;
}

/** Likelihood, 0 to 1, that a commit brought in what the fix repairs. */
export function likelihoodOf(evidence: DefectEvidence, { constant, weights }: DefectModel): number {
	const keys = Object.keys(weights) as (keyof DefectEvidence)[];
	return 1 / (1 + Math.exp(-keys.reduce((sum, key) => sum + weights[key] * evidence[key], constant)));
}
