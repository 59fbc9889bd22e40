import type { Commit } from '../commit.js';

/** Several rules look for commits of one long history: its index is made once, and let go with it. */
const known = new WeakMap<readonly Pick<Commit, 'sha'>[], ReadonlyMap<string, unknown>>();

/** The commits of a history by their SHA. */
export function commitsBySha<Of extends Pick<Commit, 'sha'>>(
	commits: readonly Of[],
): ReadonlyMap<string, Of> {
	const found = known.get(commits);
	if (found?.size === commits.length) return found as ReadonlyMap<string, Of>;
	const bySha = new Map<string, Of>();
	for (const commit of commits) bySha.set(commit.sha, commit);
	known.set(commits, bySha);
	return bySha;
}
