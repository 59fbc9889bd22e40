import type { BlamedCommit, BlamedFix } from './defectFix.js';

/** What landed on the default branch as one: a pull request (`#12`), or a commit pushed directly (its SHA). */
export type LandedUnit = string;

/** When each commit landed, and in what. Commits that are not on the branch are unknown. */
export interface LandedUnits {
	unitOf(sha: string): LandedUnit;
	/** When the unit landed (merge of the pull request); null when unknown: the commit's own date is taken. */
	landedAtMs(unit: LandedUnit): number | null;
}

/**
 * What blame found for everything one fix landed, by unit instead of by commit and at the time of landing. So a
 * squash, a rebase and a merge of the same work give the same; the fix's own commits accuse nobody.
 */
export function blameByUnit(
	fix: { readonly unit: LandedUnit; readonly landedAtMs: number },
	blamed: readonly BlamedFix[],
	units: LandedUnits,
): BlamedFix {
	const commits = new Map<LandedUnit, BlamedCommit>();
	for (const commit of blamed.flatMap((one) => one.commits)) {
		const unit = units.unitOf(commit.commit);
		if (unit === fix.unit) continue;
		const known = commits.get(unit);
		commits.set(unit, {
			commit: unit,
			committedAtMs: units.landedAtMs(unit) ?? Math.max(known?.committedAtMs ?? 0, commit.committedAtMs),
			authoredAtMs: Math.min(known?.authoredAtMs ?? Infinity, commit.authoredAtMs),
			authorEmail: known?.authorEmail ?? commit.authorEmail,
			lines: (known?.lines ?? 0) + commit.lines,
			weight: (known?.weight ?? 0) + commit.weight,
			nearLines: (known?.nearLines ?? 0) + commit.nearLines,
			nearWeight: (known?.nearWeight ?? 0) + commit.nearWeight,
			sharedWords: Math.max(known?.sharedWords ?? 0, commit.sharedWords),
			isCosmetic: (known?.isCosmetic ?? true) && commit.isCosmetic,
		});
	}
	const olderLines = blamed.reduce((sum, one) => sum + one.olderLines, 0);
	return {
		fix: fix.unit,
		committedAtMs: fix.landedAtMs,
		authoredAtMs: Math.max(0, ...blamed.map((one) => one.authoredAtMs)),
		authorEmail: blamed[0]?.authorEmail ?? '',
		commits: [...commits.values()],
		olderLines,
		olderWeight: blamed.reduce((sum, one) => sum + one.olderWeight, 0),
		olderNearWeight: blamed.reduce((sum, one) => sum + one.olderNearWeight, 0),
		nothing:
			commits.size > 0 || olderLines > 0
				? null
				: (blamed.find(({ nothing }) => nothing !== null)?.nothing ?? 'It only changes its own work.'),
	};
}
