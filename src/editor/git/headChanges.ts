/** Where a repository's HEAD stands. */
export interface Head {
	/** Folder of the work tree. */
	readonly root: string;
	readonly branch: string | null;
	readonly commit: string | null;
}

/** HEAD moved on a branch that was seen before. */
export interface HeadMove {
	readonly root: string;
	readonly from: string;
	readonly to: string;
}

/**
 * Tells commits apart from everything else that changes a repository's state. The git extension reports no commits of
 * terminals or agents, so HEAD is compared with what was last seen on the same branch: switching branches is no
 * commit, and a branch's first sight is only remembered. Whether the move was a commit, a pull or a reset, the
 * caller asks git.
 */
export class HeadChanges {
	readonly #seen = new Map<string, string>();

	/** Takes the heads as they are now and gives the moves since the last time. */
	update(heads: readonly Head[]): HeadMove[] {
		const moves: HeadMove[] = [];
		for (const { root, branch, commit } of heads) {
			if (commit === null) continue;
			const key = `${root}\0${branch ?? ''}`;
			const from = this.#seen.get(key);
			this.#seen.set(key, commit);
			// Detached heads are checkouts and the steps of a rebase.
			if (from !== undefined && from !== commit && branch !== null) moves.push({ root, from, to: commit });
		}
		return moves;
	}
}
