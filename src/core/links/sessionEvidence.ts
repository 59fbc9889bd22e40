import type { Candidate } from './candidates.js';
import type { RepositoryFacts, SessionEvidence } from './facts.js';
import type { LinkedSession } from './linkedSession.js';
import { hasReason } from './reasons.js';

/**
 * Evidence that transcripts give about commits: a session is linked to the commit by its own operation, a note or
 * lines that it wrote. Edited files or time alone are no evidence, nor are lines of generated files. The strength is the
 * link's.
 */
export function sessionEvidence(
	sessions: Iterable<Pick<LinkedSession, 'sessionId' | 'shown'>>,
	aiLines: ReadonlyMap<string, number>,
	repositories: readonly Pick<RepositoryFacts, 'repo' | 'commits'>[],
): SessionEvidence[] {
	const byCommit = new Map<string, CommitShown>();
	for (const { sessionId, shown } of sessions) {
		for (const candidate of shown) {
			const { commit, reasons } = candidate;
			if (commit === null) continue;
			const isOwn = hasReason(reasons, 'commit-sha') || hasReason(reasons, 'git-operation');
			if (!isOwn && !(hasReason(reasons, 'edited-lines') && aiLines.has(commit))) continue;
			const known = byCommit.get(commit);
			if (known === undefined) byCommit.set(commit, { candidate, sessionIds: [sessionId], order: 0 });
			else {
				known.sessionIds.push(sessionId);
				if (candidate.strength === 'high') known.candidate = candidate;
			}
		}
	}
	if (byCommit.size === 0) return [];
	let order = 0;
	for (const { commits } of repositories) {
		for (const { sha } of commits) {
			const known = byCommit.get(sha);
			if (known !== undefined) known.order = order;
			order += 1;
		}
	}
	return [...byCommit]
		.sort(([, one], [, two]) => one.order - two.order)
		.map(([sha, { candidate, sessionIds }]) => {
			const lines = aiLines.get(sha) ?? null;
			const where = lines === null ? 'transcript: git commit' : 'transcript: edited lines';
			return {
				sha,
				repo: candidate.repo,
				evidence: { kind: 'session', tool: 'claude-code', model: null, strength: candidate.strength, where },
				aiLines: lines,
				sessionIds,
			};
		});
}

/** The sessions that show in a commit. */
interface CommitShown {
	/** The surest of their candidates. */
	candidate: Candidate;
	readonly sessionIds: string[];
	/** Place among the commits of all repositories; 0 for one of a head branch that was not read. */
	order: number;
}
