import type { Candidate } from './candidates.js';
import type { RepositoryFacts, SessionEvidence } from './facts.js';
import { hasReason } from './reasons.js';

/**
 * Evidence that transcripts give about commits: a session is linked to the commit by its own operation, a note or
 * lines that it wrote. Edited files or time alone are no evidence, nor are lines of generated files. The strength is the
 * link's.
 */
export function sessionEvidence(
	candidatesOf: Iterable<readonly [string, readonly Candidate[]]>,
	aiLines: ReadonlyMap<string, number>,
	repositories: readonly Pick<RepositoryFacts, 'repo' | 'commits'>[],
): SessionEvidence[] {
	const byCommit = new Map<string, { candidate: Candidate; sessionIds: string[] }>();
	for (const [sessionId, candidates] of candidatesOf) {
		for (const candidate of candidates) {
			const { commit, reasons } = candidate;
			if (commit === null) continue;
			const isOwn = hasReason(reasons, 'commit-sha') || hasReason(reasons, 'git-operation');
			if (!isOwn && !(hasReason(reasons, 'edited-lines') && aiLines.has(commit))) continue;
			const known = byCommit.get(commit);
			if (known === undefined) byCommit.set(commit, { candidate, sessionIds: [sessionId] });
			else {
				known.sessionIds.push(sessionId);
				if (candidate.strength === 'high') known.candidate = candidate;
			}
		}
	}
	const order = new Map(
		repositories.flatMap(({ commits }) => commits.map(({ sha }) => sha)).map((sha, at) => [sha, at]),
	);
	return [...byCommit]
		.sort(([one], [two]) => (order.get(one) ?? 0) - (order.get(two) ?? 0))
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
