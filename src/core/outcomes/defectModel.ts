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
	/** 1: it landed within five minutes before the fix, as the same push does: nobody can have met the fault yet. */
	readonly samePush: number;
	/** 1: its subject speaks of tidying. */
	readonly cosmetic: number;
	/** 1: it was written after the fix was. */
	readonly writtenLater: number;
	/** Natural logarithm of one plus the days between it and the fix. */
	readonly age: number;
	/** Natural logarithm of the number of commits that may be the one: the same for all of them. */
	readonly rivals: number;
}

export interface DefectModel {
	readonly constant: number;
	readonly weights: DefectEvidence;
	/** Below this likelihood nobody is accused. */
	readonly threshold: number;
}

// Fitted by `npm run bench -- fitDefects` on public histories whose fixes name their cause, the name hidden; evidence and
// thresholds chosen by leaving out one repository at a time, then measured once on others (ADR 9 names them all).
const withinWindow: DefectModel = {
	constant: -3.53,
	weights: {
		lines: 3.22,
		mostLines: 2.12,
		near: 1.6,
		onlyNear: 1.56,
		words: 3.26,
		sameWork: -1.82,
		samePush: -3.89,
		cosmetic: -0.27,
		writtenLater: -2.28,
		age: -0.31,
		rivals: -0.36,
	},
	threshold: 0.28,
};
const wholeHistory: DefectModel = {
	constant: 1.24,
	weights: {
		lines: 1.76,
		mostLines: 0.06,
		near: 0.63,
		onlyNear: -0.59,
		words: 1.63,
		sameWork: -2.34,
		samePush: -2.31,
		cosmetic: -1.1,
		writtenLater: -0.96,
		age: -0.4,
		rivals: -0.34,
	},
	threshold: 0.2,
};

/** The weights for a window of some weeks, or for the whole history (null). */
export function modelOf(windowDays: number | null): DefectModel {
	return windowDays === null ? wholeHistory : withinWindow;
}

/**
 * Likelihood, 0 to 1, of each of the commits that may have brought in what a fix repairs, that it is the one: a choice
 * among them and "none of them" (conditional logit). Formula: e^s ÷ (1 + Σ e^s), s = constant + Σ weight × evidence.
 * So together they are at most 1. Source: McFadden, "Conditional logit analysis of qualitative choice behavior" (1974).
 */
export function likelihoodsOf(
	candidates: readonly DefectEvidence[],
	{ constant, weights }: DefectModel,
): number[] {
	const keys = Object.keys(weights) as (keyof DefectEvidence)[];
	const exponentials = candidates.map((evidence) =>
		Math.exp(keys.reduce((sum, key) => sum + weights[key] * evidence[key], constant)),
	);
	const all = exponentials.reduce((sum, one) => sum + one, 1);
	return exponentials.map((one) => one / all);
}
