import { likelihoodsOf, modelOf, type DefectEvidence } from './defectModel.js';

/** One commit that may have brought in what a fix repairs. */
export interface BlamedCommit {
	readonly commit: string;
	readonly committedAtMs: number;
	readonly authoredAtMs: number;
	readonly authorEmail: string;
	/** Lines of the fix that are blamed on it. */
	readonly lines: number;
	/** The same lines, each with what it says (`AskedLine.weight`). */
	readonly weight: number;
	/** Lines near the fix that are blamed on it. */
	readonly nearLines: number;
	/** The same lines, each with its nearness and the names it shares with the changed lines. */
	readonly nearWeight: number;
	/** Share of its subject's words that the fix's message and changed lines use too. */
	readonly sharedWords: number;
	/** Its subject speaks of a change that should not change behaviour. */
	readonly isCosmetic: boolean;
}

/** What blame found for one fix; remembered by SHA, so that choosing again costs nothing. */
export interface BlamedFix {
	readonly fix: string;
	readonly committedAtMs: number;
	readonly authoredAtMs: number;
	readonly authorEmail: string;
	readonly commits: readonly BlamedCommit[];
	/** Lines and weights that are older than the bound blame was given. */
	readonly olderLines: number;
	readonly olderWeight: number;
	readonly olderNearWeight: number;
	/** Why there is nothing to blame; null when there is. */
	readonly nothing: string | null;
	/** Git could not read what it takes: not remembered, since the clone may get it later. */
	readonly isLost?: true;
}

/** A commit that may have brought the fault in. */
export interface DefectCandidate {
	readonly commit: string;
	readonly lines: number;
	readonly ageDays: number;
	/** How likely it is the one, 0 to 1, by weights learned on public histories. */
	readonly likelihood: number;
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
export const defectBlameVersion = '2';

const dayMs = 86_400_000;
/** Commits of one author within an hour before the fix are most often the same piece of work. */
const sameWorkMs = 3_600_000;
/** What landed this shortly before the fix landed with it. */
const samePushMs = 300_000;

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** A commit within the window, with what speaks for and against it. */
export type WeighedCommit = BlamedCommit & { readonly ageMs: number; readonly evidence: DefectEvidence };

type Scored = WeighedCommit & { readonly likelihood: number };

/** The commits within the window with their evidence, in the order they were found. */
export function weighedCommits(blamed: BlamedFix, windowDays: number | null): WeighedCommit[] {
	const sumOf = (key: 'weight' | 'nearWeight', older: number): number =>
		blamed.commits.reduce((sum, commit) => sum + commit[key], older) || 1;
	const allWeight = sumOf('weight', blamed.olderWeight);
	const allNearWeight = sumOf('nearWeight', blamed.olderNearWeight);
	const inWindow = blamed.commits
		.map((commit) => ({ ...commit, ageMs: blamed.committedAtMs - commit.committedAtMs }))
		.filter(({ ageMs }) => windowDays === null || ageMs <= windowDays * dayMs);
	const most = Math.max(0, ...inWindow.map(({ weight }) => weight));
	const isSameWork = (commit: (typeof inWindow)[number]): boolean =>
		commit.authorEmail === blamed.authorEmail && commit.ageMs < sameWorkMs;
	return inWindow.map((commit) => ({
		...commit,
		evidence: {
			lines: commit.weight / allWeight,
			mostLines: commit.weight > 0 && commit.weight === most ? 1 : 0,
			near: commit.nearWeight / allNearWeight,
			onlyNear: commit.weight === 0 && commit.nearLines > 0 ? 1 : 0,
			words: commit.sharedWords,
			sameWork: isSameWork(commit) ? 1 : 0,
			samePush: commit.ageMs < samePushMs ? 1 : 0,
			cosmetic: commit.isCosmetic ? 1 : 0,
			writtenLater: commit.authoredAtMs > blamed.authoredAtMs ? 1 : 0,
			age: Math.log1p(Math.max(0, commit.ageMs / dayMs)),
			rivals: Math.log(inWindow.length),
		},
	}));
}

/** The commits within the window with their likelihood, the likeliest first, ties to the newest. */
function scoredCommits(blamed: BlamedFix, windowDays: number | null): Scored[] {
	const weighed = weighedCommits(blamed, windowDays);
	const likelihoods = likelihoodsOf(
		weighed.map(({ evidence }) => evidence),
		modelOf(windowDays),
	);
	return weighed
		.map((commit, index) => ({ ...commit, likelihood: likelihoods[index] ?? 0 }))
		.sort(
			(one, two) =>
				two.likelihood - one.likelihood || one.ageMs - two.ageMs || (one.commit < two.commit ? -1 : 1),
		);
}

/** What speaks for a commit, in words. */
function reasonFor(commit: Scored, allLines: number): string {
	const parts = [
		commit.lines > 0
			? `wrote ${commit.lines} of the ${plural(allLines, 'line')} that the fix changed or added beside`
			: commit.nearLines > 0
				? `wrote ${plural(commit.nearLines, 'line')} near the fix`
				: 'touched the same file',
		...(commit.sharedWords > 0 ? [`shares ${percent(commit.sharedWords)} of its words with the fix`] : []),
		...(commit.evidence.sameWork === 1 ? ['is of the same author within the hour'] : []),
		...(commit.evidence.samePush === 1 ? ['landed with the fix'] : []),
		...(commit.isCosmetic ? ['calls itself a tidying'] : []),
		...(commit.evidence.writtenLater === 1 ? ['was written after the fix'] : []),
	];
	return `${parts.join(', ')}, ${(commit.ageMs / dayMs).toFixed(1)} days before`;
}

/**
 * Chooses the commit that a fix repairs: the likeliest of those that wrote changed lines, lines near them, or (with a
 * window) touched the same files, by the weights of `defectModel.ts`. With a window only commits at most `windowDays`
 * older than the fix are candidates. Below the model's threshold nobody is accused.
 * Published and own error rates stand beside every figure made of this; it is never a fact.
 */
export function chooseInducing(blamed: BlamedFix, windowDays: number | null): FixVerdict {
	const { fix } = blamed;
	if (blamed.nothing !== null) return { fix, candidates: [], inducing: null, why: blamed.nothing };
	const scored = scoredCommits(blamed, windowDays);
	const candidates = scored.map(({ commit, lines, ageMs, likelihood }) => {
		return { commit, lines, ageDays: ageMs / dayMs, likelihood };
	});
	const allLines = blamed.commits.reduce((sum, { lines }) => sum + lines, blamed.olderLines);
	const best = scored[0];
	if (best === undefined) {
		const why = `All ${plural(allLines, 'blamed line')} are older than ${windowDays ?? 0} days.`;
		return { fix, candidates, inducing: null, why };
	}
	const reason = reasonFor(best, allLines);
	const likely = `${percent(best.likelihood)} likely`;
	if (best.likelihood < modelOf(windowDays).threshold) {
		const why = `Nobody is likely enough. The likeliest (${likely}) ${reason}.`;
		return { fix, candidates, inducing: null, why };
	}
	return { fix, candidates, inducing: best.commit, why: `It ${reason}; ${likely}.` };
}
