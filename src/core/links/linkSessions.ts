import type { PullRequest } from '../pullRequest.js';
import { CallColumns } from '../usage/callColumns.js';
import type { Contribution } from '../evidence/contributionRule.js';
import type { SessionEvent } from '../usage/session.js';
import { bridgeOf } from './bridge.js';
import { contributionsOf } from './contributions.js';
import {
	addBranches,
	addEdits,
	addOperations,
	branchesOf,
	Candidates,
	CommitTimes,
	type Candidate,
} from './candidates.js';
import { EditMatches } from './editMatches.js';
import type { CommitFacts, LinkInput, RepositoryFacts, SessionEvidence } from './facts.js';
import { laterEdit } from './laterEdit.js';
import type { Bridge, Link, SessionLinks } from './link.js';
import { mergeCandidates } from './mergeCandidates.js';
import { ownEvents } from './ownEvents.js';
import { orderedReasons, reasonsOf } from './reasons.js';
import { RepositoryFolders, type PathRepository } from './repositoryFolders.js';
import { nameResolver, sessionHomes, type SessionHome } from './sessionRepository.js';
import { sessionCalls, totalOf, type SessionCalls } from './sessionCalls.js';
import { ShaIndex } from './shaIndex.js';
import { sessionEvidence } from './sessionEvidence.js';
import { splitSpend } from './splitSpend.js';

/** What linking gives. */
export interface LinkResult {
	/** In the order of the input; sessions that are known to belong to other repositories are left out. */
	readonly sessions: readonly SessionLinks[];
	readonly bridge: Bridge;
	/** What transcripts show about commits. */
	readonly evidence: readonly SessionEvidence[];
	/** By repository and SHA, for commits whose lines were compared: Anthropic's contribution rule. */
	readonly contributions: ReadonlyMap<string, ReadonlyMap<string, Contribution>>;
	/** Sessions left out because they belong elsewhere. */
	readonly elsewhere: readonly string[];
	/** Sessions of which nothing tells the repository; part of `sessions`, with `repo: null`. */
	readonly unknown: readonly string[];
}

/** A repository with the indexes that linking looks things up in. */
interface Indexed {
	readonly facts: RepositoryFacts;
	readonly names: ReadonlySet<string>;
	readonly shas: ShaIndex;
	readonly times: CommitTimes;
	readonly commits: ReadonlyMap<string, CommitFacts>;
	readonly pullRequests: ReadonlyMap<number, PullRequest>;
	readonly branches: ReadonlyMap<string, readonly PullRequest[]>;
	readonly mergeShas: ReadonlySet<string>;
}

function indexed(facts: RepositoryFacts): Indexed {
	const headShas = facts.pullRequests.flatMap(({ commits }) => commits.map(({ sha }) => sha));
	return {
		facts,
		names: new Set([facts.repo, ...facts.aliases].map((name) => name.toLowerCase())),
		shas: new ShaIndex([...facts.commits.map(({ sha }) => sha), ...headShas]),
		times: new CommitTimes(facts.commits),
		commits: new Map(facts.commits.map((commit) => [commit.sha, commit])),
		pullRequests: new Map(facts.pullRequests.map((pullRequest) => [pullRequest.number, pullRequest])),
		branches: branchesOf(facts),
		mergeShas: new Set(facts.pullRequests.flatMap(({ mergeSha }) => mergeSha ?? [])),
	};
}

/**
 * Links sessions to commits and pull requests and divides their spend over them. Pure: the same input gives the same
 * links. Each session's shares and unlinked part sum to its cost; nothing is counted twice.
 */
export function linkSessions(input: LinkInput): LinkResult {
	if (input.sessions.length === 0 && input.withContributions === false) return nothingLinked(input);
	const spans = new Map(input.sessions.map((session) => [session.sessionId, session]));
	const eventsOf = ownEvents(input.events, spans);
	const repositories = input.repositories.map(indexed);
	const shas = new Map(repositories.map(({ facts, shas: index }) => [facts.repo, index]));
	const homes = sessionHomes(input, eventsOf, shas);
	const columns = 'rowsOf' in input.calls ? input.calls : CallColumns.ofPriced(input.calls);
	const callsOf = (sessionId: string): SessionCalls => sessionCalls(columns, sessionId);
	const scope = new SessionScope(homes, new RepositoryFolders(input, nameResolver(input.repositories)));
	const editsIn = scope.editsByRepository(eventsOf);
	const present = new Set(spans.keys());
	const around: Around = { scope, eventsOf, present, columns, callsOf, input };
	const acts = actsIn(repositories, around);
	const found = new Map<string, readonly Candidate[]>();
	const shown = new Map<string, readonly Candidate[]>();
	const aiLines = new Map<string, number>();
	const contributions = new Map<string, ReadonlyMap<string, Contribution>>();
	for (const [index, repository] of repositories.entries()) {
		const edits = new EditMatches(editsIn.get(repository.facts.repo) ?? new Map());
		if (input.withContributions !== false) {
			contributions.set(repository.facts.repo, contributionsOf(repository.facts, edits));
		}
		const own: InRepository = { edits, acts: acts[index] ?? [] };
		for (const [sessionId, { linked, shown: also }] of findCandidates(repository, own, around, aiLines)) {
			found.set(sessionId, both(found.get(sessionId), linked));
			shown.set(sessionId, both(shown.get(sessionId), also));
		}
	}
	const sessions = input.sessions
		.filter(({ sessionId }) => homes.get(sessionId)?.isElsewhere !== true)
		.map(({ sessionId }): SessionLinks => {
			const repo = homes.get(sessionId)?.repo ?? null;
			return linksOf({ sessionId, repo }, found.get(sessionId) ?? noCandidates, around);
		});
	return {
		sessions,
		bridge: bridgeOf(sessions, input.repositories),
		evidence: sessionEvidence(inOrder(input.sessions, shown), aiLines, input.repositories),
		contributions,
		elsewhere: [...homes].filter(([, { isElsewhere }]) => isElsewhere).map(([sessionId]) => sessionId),
		unknown: sessions.filter(({ repo }) => repo === null).map(({ sessionId }) => sessionId),
	};
}

/** What there is without sessions: a team that only syncs pull requests has thousands of them and nothing to link. */
const nothingLinked = ({ repositories }: LinkInput): LinkResult => ({
	sessions: [],
	bridge: bridgeOf([], repositories),
	evidence: [],
	contributions: new Map(),
	elsewhere: [],
	unknown: [],
});

const noCandidates: readonly Candidate[] = [];

/** What was found of each session, in the order of the sessions. */
function* inOrder(
	sessions: LinkInput['sessions'],
	found: ReadonlyMap<string, readonly Candidate[]>,
): Generator<readonly [string, readonly Candidate[]]> {
	for (const { sessionId } of sessions) {
		const own = found.get(sessionId);
		if (own !== undefined) yield [sessionId, own];
	}
}

/** One list behind the other; mostly one of them is empty. */
function both<Item>(first: readonly Item[] = [], second: readonly Item[]): readonly Item[] {
	if (second.length === 0) return first;
	return first.length === 0 ? second : [...first, ...second];
}

/** A session that a repository may concern: by its own git and gh commands, or by the branches of its calls. */
interface SessionActs {
	readonly sessionId: string;
	readonly operations: readonly SessionEvent[];
	readonly isOnBranch: boolean;
}

/** The sessions to look at in each repository, in their order: going through all of them for each takes too long. */
function actsIn(
	repositories: readonly Indexed[],
	{ eventsOf, columns, input }: Pick<Around, 'eventsOf' | 'columns' | 'input'>,
): SessionActs[][] {
	const everywhere = [...repositories.keys()];
	const byName = new Map<string, number[]>();
	const byBranch = new Map<string, number[]>();
	for (const [index, { names, branches }] of repositories.entries()) {
		for (const name of names) byName.set(name, [...(byName.get(name) ?? []), index]);
		for (const branch of branches.keys()) byBranch.set(branch, [...(byBranch.get(branch) ?? []), index]);
	}
	const found = repositories.map((): SessionActs[] => []);
	const concerned = new Set<number>();
	const onBranch = new Set<number>();
	for (const { sessionId } of input.sessions) {
		const operations = operationsOf(eventsOf.get(sessionId) ?? noEvents);
		concerned.clear();
		for (const event of operations) {
			const where = event.kind === 'pull-request' ? (byName.get(event.repo) ?? []) : everywhere;
			for (const index of where) concerned.add(index);
		}
		onBranch.clear();
		for (const place of columns.placesOf(sessionId)) {
			const branch = columns.contexts[place]?.branch ?? '';
			for (const index of byBranch.get(branch) ?? noIndexes) onBranch.add(index);
		}
		for (const index of concerned) {
			found[index]?.push({ sessionId, operations, isOnBranch: onBranch.has(index) });
		}
		for (const index of onBranch) {
			if (!concerned.has(index)) found[index]?.push({ sessionId, operations: noEvents, isOnBranch: true });
		}
	}
	return found;
}

const noEvents: readonly SessionEvent[] = [];
const noIndexes: readonly number[] = [];

/** The events that are no edits. Most sessions have none. */
function operationsOf(events: readonly SessionEvent[]): readonly SessionEvent[] {
	return events.every(({ kind }) => kind === 'edit')
		? noEvents
		: events.filter(({ kind }) => kind !== 'edit');
}

/** Which repository a session's single acts belong to: that of the path where one is known, else its home. */
class SessionScope {
	readonly #homes: ReadonlyMap<string, SessionHome>;
	readonly folders: RepositoryFolders;

	constructor(homes: ReadonlyMap<string, SessionHome>, folders: RepositoryFolders) {
		this.#homes = homes;
		this.folders = folders;
	}

	isIn(repo: string, sessionId: string, path: string | null): boolean {
		return this.#repoOf(sessionId, path) === repo;
	}

	#repoOf(sessionId: string, path: string | null): string | undefined {
		const known = path === null ? null : this.folders.of(path);
		return (known === null ? this.#homes.get(sessionId)?.repo : known.repo) ?? undefined;
	}

	/** Edits by the repository that they were made in and by session; other events are no matter of a path. */
	editsByRepository(eventsOf: EventsOf): Map<string | undefined, Map<string, SessionEvent[]>> {
		const found = new Map<string | undefined, Map<string, SessionEvent[]>>();
		for (const [sessionId, events] of eventsOf) {
			for (const event of events) {
				if (event.kind !== 'edit') continue;
				const repo = this.#repoOf(sessionId, event.path);
				const sessions = found.get(repo) ?? new Map<string, SessionEvent[]>();
				found.set(repo, sessions);
				const edits = sessions.get(sessionId);
				if (edits === undefined) sessions.set(sessionId, [event]);
				else edits.push(event);
			}
		}
		return found;
	}
}

type EventsOf = ReadonlyMap<string, readonly SessionEvent[]>;

/** What candidates and shares are found with. */
interface Around {
	readonly scope: SessionScope;
	readonly eventsOf: EventsOf;
	/** Ids of the sessions. */
	readonly present: ReadonlySet<string>;
	/** The calls of all sessions. */
	readonly columns: CallColumns;
	readonly callsOf: (sessionId: string) => SessionCalls;
	readonly input: LinkInput;
}

const noteReason = reasonsOf(['note']);

/** What sessions did in one repository. */
interface InRepository {
	readonly edits: EditMatches;
	/** In the order of the sessions. */
	readonly acts: readonly SessionActs[];
}

/**
 * Candidates of all sessions in one repository. Own git operations count wherever they were run; edits and branches only
 * in the repository that they were made in.
 */
function findCandidates(
	repository: Indexed,
	{ edits, acts }: InRepository,
	{ scope, present, callsOf, input }: Around,
	aiLines: Map<string, number>,
): Map<string, SessionCandidates> {
	const { facts } = repository;
	const bySession = new Map<string, Candidates>();
	const ignored = reasonsOf(input.ignore);
	const candidatesOf = (sessionId: string): Candidates => {
		const known = bySession.get(sessionId);
		if (known !== undefined) return known;
		const fresh = new Candidates(facts, repository.pullRequests, ignored);
		bySession.set(sessionId, fresh);
		return fresh;
	};
	for (const { sessionId, operations, isOnBranch } of acts) {
		if (operations.length > 0) addOperations(candidatesOf(sessionId), operations, repository);
		if (!isOnBranch) continue;
		const isHere = ({ cwd }: { readonly cwd: string | null }): boolean =>
			scope.isIn(facts.repo, sessionId, cwd);
		addBranches(candidatesOf(sessionId), callsOf(sessionId), repository.branches, isHere);
	}
	for (const { sha, noteSessions } of facts.commits) {
		for (const sessionId of noteSessions) {
			if (!present.has(sessionId)) continue;
			candidatesOf(sessionId).add({ commit: sha, pullRequest: null }, noteReason, 'high');
		}
	}
	for (const commit of edits.isEmpty ? noCommits : inAuthorOrder(facts.commits)) {
		const { matches, aiLines: lines } = edits.take(commit, commit.isLanded ? 'landed' : 'heads');
		if (lines > 0) aiLines.set(commit.sha, lines);
		for (const match of matches) addEdits(candidatesOf(match.sessionId), commit, match, input.ignore);
	}
	return mergedBySession(bySession, repository);
}

const noCommits: readonly CommitFacts[] = [];

const inAuthorOrder = (commits: readonly CommitFacts[]): readonly CommitFacts[] =>
	[...commits].sort((one, two) => one.authoredAtMs - two.authoredAtMs);

/** Candidates of each session, one for each piece of work. */
function mergedBySession(
	bySession: ReadonlyMap<string, Candidates>,
	{ commits, mergeShas }: Pick<Indexed, 'commits' | 'mergeShas'>,
): Map<string, SessionCandidates> {
	const taken = new Set<string>();
	for (const { all } of bySession.values()) {
		for (const { commit, strength } of all) if (commit !== null && strength === 'high') taken.add(commit);
	}
	const isTaken = (commit: string): boolean => taken.has(commit);
	const merged = new Map<string, SessionCandidates>();
	for (const [sessionId, { all }] of bySession) {
		const linked = mergeCandidates(all, commits, mergeShas, isTaken);
		merged.set(sessionId, { linked, shown: linked.length === all.length ? all : shownOf(all, linked) });
	}
	return merged;
}

/** The candidates that are linked, and those besides that say more than that files were edited. */
function shownOf(all: readonly Candidate[], linked: readonly Candidate[]): readonly Candidate[] {
	const isLinked = new Set(linked);
	return all.filter((candidate) => isLinked.has(candidate) || candidate.strength !== 'low');
}

/** What a session worked on in a repository. */
interface SessionCandidates {
	/** One for each piece of work: these carry its spend. */
	readonly linked: readonly Candidate[];
	/** Those, and the copies of the same work besides (a squash, rebased commits): the session shows in them, too. */
	readonly shown: readonly Candidate[];
}

function linksOf(
	{ sessionId, repo }: { readonly sessionId: string; readonly repo: string | null },
	candidates: readonly Candidate[],
	{ scope, eventsOf, callsOf, input }: Around,
): SessionLinks {
	const calls = callsOf(sessionId);
	const events = eventsOf.get(sessionId) ?? noEvents;
	const base =
		input.repositories.find((repository) => repository.repo === repo)?.baseBranches ?? new Set<string>();
	const repoOf = (cwd: string): PathRepository | null => scope.folders.of(cwd);
	const setting = { baseBranches: base, laterEditMs: laterEdit(calls, candidates, events), repoOf };
	const split = splitSpend(calls, candidates, setting, input.withWork === true ? 'work' : 'cost');
	const links = candidates.map((candidate, index): Link => ({
		sessionId,
		repo: candidate.repo,
		pullRequest: candidate.pullRequest,
		commit: candidate.commit,
		shareMicros: split.shares[index] ?? 0,
		strength: candidate.strength,
		reasons: orderedReasons(candidate.reasons),
		split: split.rule,
		...(split.work === null ? {} : { work: split.work.shares[index] ?? [] }),
	}));
	return {
		sessionId,
		repo: repo ?? links[0]?.repo ?? null,
		costMicros: split.totalMicros,
		links,
		unlinkedMicros: split.unlinkedMicros,
		recorded: { calls: totalOf(calls, 'calls'), partialOutputCalls: totalOf(calls, 'partialOutputCalls') },
		...(split.work === null ? {} : { work: split.work.whole }),
	};
}
