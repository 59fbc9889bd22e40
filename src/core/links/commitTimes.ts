import type { CommitFacts } from './facts.js';

/** Commits by the second of their author and committer times, to find the one that a command made. */
export class CommitTimes {
	readonly #byTime: readonly { readonly atMs: number; readonly commit: CommitFacts }[];

	constructor(commits: readonly CommitFacts[]) {
		this.#byTime = commits
			.flatMap((commit) => [
				{ atMs: commit.authoredAtMs, commit },
				...(commit.committedAtMs === commit.authoredAtMs ? [] : [{ atMs: commit.committedAtMs, commit }]),
			])
			.sort((one, two) => one.atMs - two.atMs);
	}

	/**
	 * The commit that a command made which ran between two instants: the last one, because hooks run before git
	 * commits, and other sessions may commit meanwhile. Git's whole seconds are allowed for.
	 */
	madeBy(startMs: number, endMs: number): CommitFacts | null {
		let low = 0;
		let high = this.#byTime.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.#byTime[middle]?.atMs ?? Infinity) <= endMs + 1000) low = middle + 1;
			else high = middle;
		}
		const last = this.#byTime[low - 1];
		return last !== undefined && last.atMs >= startMs - 1000 ? last.commit : null;
	}
}
