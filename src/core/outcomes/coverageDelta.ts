/** Coverage change of one merged pull request on the source files it touched. Rules: `core/outcomes/coverage.ts`. */
export interface CoverageDelta {
	readonly repo: string;
	readonly number: number;
	/** Percentage points, pooled over the touched files; null with a reason when it cannot be known. */
	readonly deltaPoints: number | null;
	readonly medianFileDeltaPoints: number | null;
	/** Share of added or changed coverable lines that are covered, 0–1; null without line detail. */
	readonly patchCoverage: number | null;
	/** Lines outside the diff whose state changed; null without line detail or with a base further away. */
	readonly indirectLines: number | null;
	/** The delta without deleted lines, so that removing covered code does not look like lost coverage. */
	readonly adjustedDeltaPoints?: number | null;
	readonly files: number;
	readonly headCommit: string | null;
	readonly baseCommit: string | null;
	/** Commits between the merge base and the ancestor whose report stood in for it. */
	readonly baseDistance: number | null;
	/** Why `deltaPoints` is null; null otherwise. */
	readonly missing: string | null;
}
