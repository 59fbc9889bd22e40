/** One commit that wrote some of the lines a fix changed. */
export interface BlamedCommit {
	readonly commit: string;
	readonly committedAtMs: number;
	readonly authorEmail: string;
	/** Lines of the fix that are blamed on it. */
	readonly lines: number;
	/** The same lines, each with what it says (`AskedLine.weight`). */
	readonly weight: number;
}

/** What blame found for one fix; remembered by SHA, so that choosing again costs nothing. */
export interface BlamedFix {
	readonly fix: string;
	readonly committedAtMs: number;
	readonly authorEmail: string;
	readonly commits: readonly BlamedCommit[];
	/** Lines and weight that are older than the bound blame was given. */
	readonly olderLines: number;
	readonly olderWeight: number;
	/** Why there is nothing to blame; null when there is. */
	readonly nothing: string | null;
}

/** A commit that may have brought the fault in. */
export interface DefectCandidate {
	readonly commit: string;
	readonly lines: number;
	readonly ageDays: number;
}

/** The commit that a fix is held to repair, if any, and why that one. */
export interface FixVerdict {
	readonly fix: string;
	/** Within the window, the likeliest first. */
	readonly candidates: readonly DefectCandidate[];
	readonly inducing: string | null;
	readonly why: string;
}

/** Version of everything that decides what blame finds; part of the memory's key. */
export const defectBlameVersion = '1';

const dayMs = 86_400_000;
/** Commits of one author within an hour before the fix are most often the same piece of work. */
const sameWorkMs = 3_600_000;
const sameWorkWeight = 0.1;
/** With a window: what is older must not outweigh the choice by more than four to one. */
const leastShare = 0.2;

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/**
 * Chooses the commit that a fix repairs: the one with most of the changed lines (K-SZZ), lines weighted, ties to the
 * newest. With a window only commits at most `windowDays` older than the fix are candidates, and the choice must hold
 * a fifth of all weight, older lines included: a fix of old code that grazes a new line accuses nobody.
 * Published and own error rates stand beside every figure made of this; it is never a fact.
 */
export function chooseInducing(blamed: BlamedFix, windowDays: number | null): FixVerdict {
	const { fix } = blamed;
	if (blamed.nothing !== null) return { fix, candidates: [], inducing: null, why: blamed.nothing };
	const scored = blamed.commits.map((commit) => {
		const ageMs = blamed.committedAtMs - commit.committedAtMs;
		const isSameWork = commit.authorEmail === blamed.authorEmail && ageMs < sameWorkMs;
		return { ...commit, ageMs, score: commit.weight * (isSameWork ? sameWorkWeight : 1) };
	});
	const total = scored.reduce((sum, { score }) => sum + score, blamed.olderWeight);
	const inWindow = scored
		.filter(({ ageMs }) => windowDays === null || ageMs <= windowDays * dayMs)
		.sort((one, two) => two.score - one.score || one.ageMs - two.ageMs || (one.commit < two.commit ? -1 : 1));
	const candidates = inWindow.map(({ commit, lines, ageMs }) => ({ commit, lines, ageDays: ageMs / dayMs }));
	const allLines = blamed.commits.reduce((sum, { lines }) => sum + lines, blamed.olderLines);
	const best = inWindow[0];
	if (best === undefined) {
		return {
			fix,
			candidates,
			inducing: null,
			why: `All ${plural(allLines, 'blamed line')} are older than ${windowDays ?? 0} days.`,
		};
	}
	if (windowDays !== null && best.score < leastShare * total) {
		const why = `Only ${best.lines} of ${plural(allLines, 'blamed line')} within ${windowDays} days: the fix is of older code.`;
		return { fix, candidates, inducing: null, why };
	}
	const age = (best.ageMs / dayMs).toFixed(1);
	const why = `It wrote ${best.lines} of the ${plural(allLines, 'line')} that the fix changed or added beside, ${age} days before.`;
	return { fix, candidates, inducing: best.commit, why };
}
