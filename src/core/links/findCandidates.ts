import type { PullRequest } from '../pullRequest.js';
import { addBranches } from './branchCandidates.js';
import { addEdits, addOperations, Candidates, reasonSets, type Candidate } from './candidates.js';
import type { EditMatches } from './editMatches.js';
import type { CommitFacts, LinkInput, RepositoryFacts } from './facts.js';
import type { LinkedSession, LinkedSessions } from './linkedSession.js';
import { mergeCandidates } from './mergeCandidates.js';
import { reasonsOf, type Reasons } from './reasons.js';
import type { RepositoryIndex } from './repositoryIndex.js';
import type { SessionActs } from './sessionActs.js';

/** What sessions did in one repository. */
interface InRepository {
	readonly edits: EditMatches;
	/** In the order of the sessions. */
	readonly acts: readonly SessionActs[];
}

/**
 * Finds what all sessions worked on in one repository and adds it to each. Own git operations count wherever they were
 * run; edits and branches only in the repository that they were made in. `aiLines` is given the lines of each commit that
 * sessions wrote.
 */
export function findCandidates(
	repository: RepositoryIndex,
	{ edits, acts }: InRepository,
	sessions: LinkedSessions,
	ignore: LinkInput['ignore'],
	aiLines: Map<string, number>,
): void {
	const { facts } = repository;
	const found = new CandidatesHere(facts, repository.pullRequests, reasonsOf(ignore));
	for (const { session, operations, open } of acts) {
		const candidates = found.of(session);
		if (operations.length > 0) addOperations(candidates, operations, repository);
		if (open.length > 0) addBranches(candidates, session.calls, open);
	}
	for (const { sha, noteSessions } of facts.commits) {
		for (const sessionId of noteSessions) {
			const session = sessions.get(sessionId);
			if (session === undefined || session.session === null) continue;
			found.of(session).add({ commit: sha, pullRequest: null }, reasonSets.note, 'high');
		}
	}
	// In a repository that nobody edited a file of, no commit needs to be looked at.
	for (const commit of edits.isEmpty ? noCommits : inAuthorOrder(facts.commits)) {
		const { matches, aiLines: lines } = edits.take(commit, commit.isLanded ? 'landed' : 'heads');
		if (lines > 0) aiLines.set(commit.sha, lines);
		for (const match of matches) {
			const session = sessions.all[match.session];
			if (session !== undefined) addEdits(found.of(session), commit, match, ignore);
		}
	}
	keepMerged(found.sessions, repository);
}

const noCommits: readonly CommitFacts[] = [];

const inAuthorOrder = (commits: readonly CommitFacts[]): readonly CommitFacts[] =>
	[...commits].sort((one, two) => one.authoredAtMs - two.authoredAtMs);

/** The candidates of sessions in one repository. */
class CandidatesHere {
	/** Those that have some. */
	readonly sessions: LinkedSession[] = [];
	readonly #facts: RepositoryFacts;
	readonly #pullRequests: ReadonlyMap<number, PullRequest>;
	readonly #ignored: Reasons;

	constructor(facts: RepositoryFacts, pullRequests: ReadonlyMap<number, PullRequest>, ignored: Reasons) {
		this.#facts = facts;
		this.#pullRequests = pullRequests;
		this.#ignored = ignored;
	}

	of(session: LinkedSession): Candidates {
		if (session.candidates === null) {
			session.candidates = new Candidates(this.#facts, this.#pullRequests, this.#ignored);
			this.sessions.push(session);
		}
		return session.candidates;
	}
}

/** Keeps one candidate of each session for each piece of work, and lets go of the others. */
function keepMerged(sessions: readonly LinkedSession[], repository: RepositoryIndex): void {
	const taken = new Set<string>();
	for (const { candidates } of sessions) {
		for (const { commit, strength } of candidates?.all ?? noCandidates) {
			if (commit !== null && strength === 'high') taken.add(commit);
		}
	}
	const isTaken = (commit: string): boolean => taken.has(commit);
	for (const session of sessions) {
		const all = session.candidates?.all ?? noCandidates;
		session.candidates = null;
		if (all.length === 0) continue;
		const linked = mergeCandidates(all, repository, isTaken);
		session.linked = both(session.linked, linked);
		session.shown = both(session.shown, linked.length === all.length ? all : shownOf(all, linked));
	}
}

const noCandidates: readonly Candidate[] = [];

/** One list behind the other; mostly one of them is empty. */
function both<Item>(first: readonly Item[], second: readonly Item[]): readonly Item[] {
	if (second.length === 0) return first;
	return first.length === 0 ? second : [...first, ...second];
}

/** The candidates that are linked, and those besides that say more than that files were edited. */
function shownOf(all: readonly Candidate[], linked: readonly Candidate[]): readonly Candidate[] {
	const isLinked = new Set(linked);
	return all.filter((candidate) => isLinked.has(candidate) || candidate.strength !== 'low');
}
