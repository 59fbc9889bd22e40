/** Cumulative tiers of defects, the surest first. */
export const defectTiers = ['revert', 'explicit', 'inferred'] as const;
export type DefectTier = (typeof defectTiers)[number];

/** A defect that hit a merged pull request within the window after its merge. The surest tier found is given. */
export interface DefectVerdict {
	readonly repo: string;
	readonly number: number;
	readonly tier: DefectTier;
	/** When the fix, revert or issue landed. */
	readonly atMs: number;
	readonly ageDays: number;
	/** The fixing commit or pull request. */
	readonly fixCommit: string | null;
	readonly fixPullRequest: number | null;
	/** How sure it is that the fix is a bug fix. */
	readonly confidence: 'high' | 'medium' | 'low';
	/** Blamed lines, for the inferred tier. */
	readonly lines: number | null;
	readonly why: string;
}
