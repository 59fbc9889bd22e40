import type { Candidate } from './candidates.js';
import type { CommitFacts } from './facts.js';
import { hasReason } from './reasons.js';
import type { RepositoryIndex } from './repositoryIndex.js';

const own = ['commit-sha', 'git-operation', 'note'] as const;

/** The session itself is known to have made the commit. */
const isOwn = ({ reasons }: Candidate): boolean => own.some((reason) => hasReason(reasons, reason));

/**
 * One candidate for one piece of work. A pull request without known commit joins its commits' candidates; of a
 * commit and its rebased copy, and of head commits and the squash commit that holds the same lines, one remains.
 * Candidates that rest on edited files alone remain only where nothing better is known of the commit (`isTaken`:
 * another session is surely linked to it).
 */
export function mergeCandidates(
	candidates: readonly Candidate[],
	repository: Pick<RepositoryIndex, 'commits' | 'mergeShas'>,
	isTaken: (commit: string) => boolean,
): readonly Candidate[] {
	const isKept = ({ strength, reasons, commit }: Candidate): boolean => {
		if (strength !== 'low' || hasReason(reasons, 'branch')) return true;
		return commit !== null && !isTaken(commit);
	};
	// Most sessions have one.
	if (candidates.length < 2) return candidates.every(isKept) ? candidates : [];
	const { commits, mergeShas } = repository;
	return byPullRequest(withoutStrayCopies(candidates, commits))
		.flatMap((group) => mergeGroup(group, commits, mergeShas))
		.filter(isKept);
}

/** Candidates of each pull request together; those without one each alone. */
function byPullRequest(candidates: readonly Candidate[]): Candidate[][] {
	const groups = new Map<string, Candidate[]>();
	for (const candidate of candidates) {
		const { repo, pullRequest, commit } = candidate;
		const key = pullRequest === null ? `${repo} ${commit ?? ''}` : `${repo}#${pullRequest}`;
		groups.set(key, [...(groups.get(key) ?? []), candidate]);
	}
	return [...groups.values()];
}

function mergeGroup(
	group: readonly Candidate[],
	commits: ReadonlyMap<string, CommitFacts>,
	mergeShas: ReadonlySet<string>,
): Candidate[] {
	const whole = group.find(({ commit }) => commit === null);
	const { kept, copied } = withoutCopies(
		group.filter(({ commit }) => commit !== null),
		commits,
	);
	const isMerge = ({ commit }: Candidate): boolean => commit !== null && mergeShas.has(commit);
	const isHead = ({ commit }: Candidate): boolean => commits.get(commit ?? '')?.isLanded !== true;
	// Beside heads that did not land, what landed is their squash; the last copy of a rebase merge is no such.
	const hasSquash = kept.some((candidate) => !isMerge(candidate) && isHead(candidate));
	const single = hasSquash
		? kept.filter((candidate) => !isMerge(candidate) || isOwn(candidate) || copied.has(candidate))
		: kept;
	const last = single.at(-1);
	if (whole === undefined) return single;
	if (last === undefined) return [whole];
	for (const candidate of single) {
		candidate.reasons |= whole.reasons;
		if (whole.strength === 'high' || candidate.strength === 'low') candidate.strength = whole.strength;
	}
	last.moments.push(...whole.moments);
	return single;
}

/**
 * Candidates less those for commits without a pull request that are copies of another one: what an amend or a rebase
 * left on some branch, a cherry-pick. Author, author time and files are the same. The copy in a pull request stays, else
 * the landed one, else the one that was made last.
 */
function withoutStrayCopies(
	candidates: readonly Candidate[],
	commits: ReadonlyMap<string, CommitFacts>,
): Candidate[] {
	const known = new Map<string, Candidate>();
	const dropped = new Set<Candidate>();
	const factsOf = ({ commit }: Candidate): CommitFacts | undefined => commits.get(commit ?? '');
	const rank = (candidate: Candidate): number =>
		candidate.pullRequest !== null
			? Infinity
			: factsOf(candidate)?.isLanded === true
				? 1e16
				: (factsOf(candidate)?.committedAtMs ?? 0);
	for (const candidate of candidates) {
		const facts = factsOf(candidate);
		if (facts?.files == null || facts.files.length === 0) continue;
		const paths = facts.files.map(({ path }) => path).sort();
		const key = [facts.authorEmail, facts.authoredAtMs, ...paths].join('\n');
		const other = known.get(key);
		if (other === undefined || (other.pullRequest !== null && candidate.pullRequest !== null)) {
			known.set(key, candidate);
			continue;
		}
		const [keep, drop] = rank(candidate) > rank(other) ? [candidate, other] : [other, candidate];
		if (drop.strength === 'high' || keep.strength === 'low') keep.strength = drop.strength;
		join(keep, drop);
		known.set(key, keep);
		dropped.add(drop);
	}
	return candidates.filter((candidate) => !dropped.has(candidate));
}

/** What is known of a copy of a commit is known of the commit. */
function join(keep: Candidate, drop: Candidate): void {
	keep.reasons |= drop.reasons;
	keep.matchedLines = Math.max(keep.matchedLines, drop.matchedLines);
	// Lines are matched in each copy; they were written once.
	if (!keep.moments.some(({ by }) => by === 'lines')) keep.moments.push(...drop.moments);
}

/** Of commits with one author and author time (a rebased copy) the one the session is known to have made, else the first. */
function withoutCopies(
	candidates: readonly Candidate[],
	commits: ReadonlyMap<string, CommitFacts>,
): { readonly kept: Candidate[]; readonly copied: ReadonlySet<Candidate> } {
	const byAuthor = new Map<string, Candidate>();
	const copied = new Set<Candidate>();
	for (const candidate of candidates) {
		const commit = commits.get(candidate.commit ?? '');
		const key =
			commit === undefined ? (candidate.commit ?? '') : `${commit.authorEmail} ${commit.authoredAtMs}`;
		const known = byAuthor.get(key);
		if (known === undefined) {
			byAuthor.set(key, candidate);
			continue;
		}
		const [keep, drop] = isOwn(candidate) && !isOwn(known) ? [candidate, known] : [known, candidate];
		join(keep, drop);
		byAuthor.set(key, keep);
		copied.add(keep);
	}
	return { kept: [...byAuthor.values()], copied };
}
