import type { PullRequest } from '../pullRequest.js';
import type { SessionEvent } from '../usage/session.js';
import { plainBranch } from '../evidence/branch.js';
import type { CommitTimes } from './commitTimes.js';
import type { EditMatch } from './editMatches.js';
import type { CommitFacts, RepositoryFacts } from './facts.js';
import { pullRequestAt } from './headBranches.js';
import type { Link, LinkReason } from './link.js';
import { noReasons, reasonsOf, type Reasons } from './reasons.js';
import type { ShaIndex } from './shaIndex.js';

/** An instant at which a session worked on something. */
export interface Moment {
	readonly atMs: number;
	/** Lines that ended in its commits, files that its commits change, or an operation: commit, pull request. */
	readonly by: 'lines' | 'files' | 'operations';
	/** Lines; else 1. */
	readonly weight: number;
}

const operationAt = (atMs: number): Moment => ({ atMs, by: 'operations', weight: 1 });

/** A commit or pull request that a session may have worked on, with everything that says so. */
export interface Candidate {
	readonly repo: string;
	readonly pullRequest: number | null;
	readonly commit: string | null;
	reasons: Reasons;
	strength: Link['strength'];
	matchedLines: number;
	/** When the session worked on it, and what shows so. */
	readonly moments: Moment[];
	/** Head branch, when the pull request's is known. */
	readonly branch: string | null;
}

const rank = { high: 3, medium: 2, low: 1 } as const;

/** Fewer candidates are looked through: most sessions have one. */
const indexedFrom = 12;

/** What is said together of a candidate. */
export const reasonSets = {
	time: reasonsOf(['time']),
	branch: reasonsOf(['branch', 'time']),
	commitSha: reasonsOf(['commit-sha']),
	commitMade: reasonsOf(['commit-sha', 'git-operation']),
	commitRun: reasonsOf(['git-operation', 'time']),
	editedLines: reasonsOf(['edited-lines', 'edited-files']),
	note: reasonsOf(['note']),
	editedFiles: reasonsOf(['edited-files', 'time']),
	'git-operation': reasonsOf(['git-operation']),
	'pr-link': reasonsOf(['pr-link']),
	'pr-url': reasonsOf(['pr-url']),
} as const;

const nothingMore = {};
const noMoments: readonly Moment[] = [];

const keyOf = (commit: string | null, number: number | null): string => commit ?? `#${number ?? ''}`;

/** Candidates of one session in one repository, one a commit and one a pull request without known commit. */
export class Candidates {
	readonly #repository: RepositoryFacts;
	readonly #pullRequests: ReadonlyMap<number, PullRequest>;
	readonly #ignored: Reasons;
	readonly #found: Candidate[] = [];
	/** By commit or number, once there are many. */
	#byKey: Map<string, Candidate> | null = null;

	constructor(repository: RepositoryFacts, pullRequests: ReadonlyMap<number, PullRequest>, ignored: Reasons) {
		this.#repository = repository;
		this.#pullRequests = pullRequests;
		this.#ignored = ignored;
	}

	/** Adds reasons, those that are ignored left out; nothing without a reason left. */
	add(
		target: { readonly commit: string | null; readonly pullRequest: number | null },
		reasons: Reasons,
		strength: Link['strength'],
		more: { readonly moments?: readonly Moment[]; readonly matchedLines?: number } = nothingMore,
	): void {
		const counted = reasons & ~this.#ignored;
		if ((counted & ~reasonSets.time) === 0) return;
		const number = target.pullRequest ?? (target.commit === null ? null : this.numberOf(target.commit));
		const known = this.#find(target.commit, number) ?? this.#candidate(target.commit, number);
		known.reasons |= counted;
		if (rank[strength] > rank[known.strength]) known.strength = strength;
		known.matchedLines += more.matchedLines ?? 0;
		for (const moment of more.moments ?? noMoments) known.moments.push(moment);
	}

	/** Adds when work on a commit that is a candidate anyway was done; no reason of its own. */
	addMoments(commit: string, moments: readonly Moment[], matchedLines: number): void {
		const known = this.#find(commit, null);
		if (known === undefined) return;
		for (const moment of moments) known.moments.push(moment);
		known.matchedLines += matchedLines;
	}

	/** True when a commit is a candidate. */
	hasCommit(commit: string): boolean {
		return this.#find(commit, null) !== undefined;
	}

	/** True for a pull request of the repository. */
	knows(pullRequest: number): boolean {
		return this.#pullRequests.has(pullRequest);
	}

	/** Number of the pull request that is known to hold a commit. */
	numberOf(commit: string): number | null {
		return this.#repository.pullRequestOf.get(commit) ?? null;
	}

	get all(): readonly Candidate[] {
		return this.#found;
	}

	/** The candidate of a commit, else the one of a pull request without known commit. */
	#find(commit: string | null, number: number | null): Candidate | undefined {
		if (this.#found.length < indexedFrom) {
			for (const one of this.#found) {
				if (one.commit === commit && (commit !== null || one.pullRequest === number)) return one;
			}
			return undefined;
		}
		this.#byKey ??= new Map(this.#found.map((one) => [keyOf(one.commit, one.pullRequest), one]));
		return this.#byKey.get(keyOf(commit, number));
	}

	#candidate(commit: string | null, number: number | null): Candidate {
		const headRef = number === null ? null : (this.#pullRequests.get(number)?.headRef ?? null);
		const candidate: Candidate = {
			repo: this.#repository.repo,
			pullRequest: number,
			commit,
			reasons: noReasons,
			strength: 'low',
			matchedLines: 0,
			moments: [],
			branch: headRef === null ? null : plainBranch(headRef),
		};
		this.#found.push(candidate);
		this.#byKey?.set(keyOf(commit, number), candidate);
		return candidate;
	}
}

/** What a session's commands are looked up in. */
export interface OperationIndex {
	readonly shas: ShaIndex;
	readonly times: CommitTimes;
	readonly names: ReadonlySet<string>;
	readonly commits: ReadonlyMap<string, CommitFacts>;
	readonly branches: ReadonlyMap<string, readonly PullRequest[]>;
}

/** Adds what a session's own git and gh commands show. */
export function addOperations(
	candidates: Candidates,
	events: readonly SessionEvent[],
	index: OperationIndex,
): void {
	for (const event of events) {
		if (event.kind === 'commit') {
			const sha = index.shas.find(event.sha);
			if (sha === null) continue;
			const reasons = event.how === 'git-operation' ? reasonSets.commitMade : reasonSets.commitSha;
			const target = { commit: sha, pullRequest: pullRequestMadeFor(sha, event, candidates, index) };
			candidates.add(target, reasons, 'high', { moments: [operationAt(event.atMs)] });
		} else if (event.kind === 'commit-run') {
			const sha = index.times.madeBy(event.startedAtMs, event.atMs)?.sha;
			if (sha === undefined) continue;
			const target = { commit: sha, pullRequest: pullRequestMadeFor(sha, event, candidates, index) };
			candidates.add(target, reasonSets.commitRun, 'high', { moments: [operationAt(event.atMs)] });
		} else if (event.kind === 'pull-request' && index.names.has(event.repo)) {
			addPullRequest(candidates, event);
		}
	}
}

/**
 * Pull request that a commit was made for: the one that holds it, else the one whose head branch the session was on.
 * The second is all that is known where a file or a squash merge tells a pull request's branch but not its commits.
 */
function pullRequestMadeFor(
	sha: string,
	{ branch, atMs }: SessionEvent,
	candidates: Candidates,
	{ commits, branches }: OperationIndex,
): number | null {
	const holder = candidates.numberOf(sha);
	const ofBranch = branch === null ? undefined : branches.get(branch);
	if (holder !== null || ofBranch === undefined || commits.get(sha)?.isLanded !== false) return holder;
	return pullRequestAt(ofBranch, atMs)?.number ?? null;
}

/** Created is the session's own work; changed or linked is work on it; mentioned is nothing. */
function addPullRequest(
	candidates: Candidates,
	event: SessionEvent & { readonly kind: 'pull-request' },
): void {
	if (event.action === 'mentioned' || !candidates.knows(event.number)) return;
	const reason =
		event.how === 'git-operation' ? 'git-operation' : event.how === 'pr-link' ? 'pr-link' : 'pr-url';
	const strength = event.action === 'created' ? 'high' : 'medium';
	// A pr-link is written whenever the session is resumed: its time says nothing about the turn.
	const moments = event.how === 'pr-link' ? [] : [operationAt(event.atMs)];
	candidates.add({ commit: null, pullRequest: event.number }, reasonSets[reason], strength, { moments });
}

/** How sure a match of lines is: most of the commit, or very many lines, cannot be chance. */
export function strengthOfLines(matchedLines: number, effectiveLines: number): Link['strength'] | null {
	const share = effectiveLines === 0 ? 0 : matchedLines / effectiveLines;
	if (matchedLines >= 20 || (matchedLines >= 3 && share >= 0.5)) return 'high';
	if (matchedLines >= 5 || (matchedLines >= 1 && share >= 0.2)) return 'medium';
	return matchedLines >= 2 ? 'low' : null;
}

/** Adds what a session's edits show about a commit. */
export function addEdits(
	candidates: Candidates,
	commit: CommitFacts,
	match: EditMatch,
	ignore: ReadonlySet<LinkReason>,
): void {
	const target = { commit: commit.sha, pullRequest: null };
	const strength = strengthOfLines(match.matchedLines, effectiveLinesOf(commit));
	const matchedLines = ignore.has('edited-lines') ? 0 : match.matchedLines;
	if (strength !== null && !ignore.has('edited-lines')) {
		const moments = momentsOf(match, ignore);
		candidates.add(target, reasonSets.editedLines, strength, { moments, matchedLines });
		return;
	}
	const last = match.editTimes.at(-1);
	const isSoon = last !== undefined && commit.authoredAtMs - last <= filesWindowMs;
	const share = match.files / Math.max(1, commit.files?.length ?? 0);
	if (isSoon && share >= 0.5) {
		candidates.add(target, reasonSets.editedFiles, 'low', { moments: momentsOf(match, ignore) });
	} else if (candidates.hasCommit(commit.sha)) {
		candidates.addMoments(commit.sha, momentsOf(match, ignore), matchedLines);
	}
}

function effectiveLinesOf({ files }: CommitFacts): number {
	let lines = 0;
	for (const { hashes } of files ?? []) lines += hashes.length;
	return lines;
}

/** When the matched lines were written, and the commit's files edited. */
function momentsOf({ linesAt, fileTimes }: EditMatch, ignore: ReadonlySet<LinkReason>): Moment[] {
	const moments: Moment[] = [];
	if (!ignore.has('edited-lines')) {
		for (const [atMs, weight] of linesAt) moments.push({ atMs, by: 'lines', weight });
	}
	if (!ignore.has('edited-files')) {
		for (const atMs of fileTimes) moments.push({ atMs, by: 'files', weight: 1 });
	}
	return moments;
}

/** Edited files without matching lines say something only shortly before the commit. */
const filesWindowMs = 6 * 3_600_000;
