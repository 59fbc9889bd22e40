import type { SessionLinks } from '../core/links/link.js';
import type { SessionOwner } from './spendSlices.js';

/** Who a pull request or commit counts for; null when nobody is known. */
export interface WorkOwners {
	ofPullRequest(repo: string, number: number): string | null;
	ofCommit(repo: string, sha: string): string | null;
}

/**
 * Whose session it was. A transcript does not say, so it is whoever the linked work counts for: the person with the
 * greatest linked share; on a tie the one linked first. Without a link nobody is known, and the spend stays with no
 * person: it is never guessed from a folder's name.
 */
export function sessionOwners(
	sessions: readonly SessionLinks[],
	owners: WorkOwners,
): ReadonlyMap<string, SessionOwner> {
	const found = new Map<string, SessionOwner>();
	const ownerOf = ({ repo, pullRequest, commit }: SessionLinks['links'][number]): string | null =>
		(pullRequest === null ? null : owners.ofPullRequest(repo, pullRequest)) ??
		(commit === null ? null : owners.ofCommit(repo, commit));
	for (const { sessionId, repo, links } of sessions) {
		const [only] = links;
		if (links.length < 2) {
			found.set(sessionId, { sessionId, personId: only === undefined ? null : ownerOf(only), repo });
			continue;
		}
		const shares = new Map<string, number>();
		for (const link of links) {
			const personId = ownerOf(link);
			if (personId !== null) shares.set(personId, (shares.get(personId) ?? 0) + link.shareMicros);
		}
		let best: { readonly personId: string; readonly micros: number } | null = null;
		for (const [personId, micros] of shares) {
			if (best === null || micros > best.micros) best = { personId, micros };
		}
		found.set(sessionId, { sessionId, personId: best?.personId ?? null, repo });
	}
	return found;
}
