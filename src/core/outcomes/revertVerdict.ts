/** One revert and what it undid. Rules R1–R4: `core/outcomes/reverts.ts`. */
export interface RevertVerdict {
	readonly repo: string;
	/** The reverting commit on the default branch. */
	readonly commit: string;
	readonly atMs: number;
	readonly reverts: string | null;
	readonly pullRequest: number | null;
	readonly revertsPullRequest: number | null;
	readonly rule: 'R1' | 'R2' | 'R3' | 'R4';
	/** 1: undoes original work; 2: undoes a revert (a reapply); and so on. */
	readonly depth: number;
	/**
	 * State of the original work at the end of the chain's story, the same in every verdict of one chain: a revert of a
	 * revert restores it. A defect counts only while `reverted`.
	 */
	readonly net: 'reverted' | 'restored';
	/** Names one commit of a pull request with several. */
	readonly isPartial: boolean;
	/** Within ten minutes by the same author. Counted all the same. */
	readonly isOops: boolean;
	readonly why: string;
}
