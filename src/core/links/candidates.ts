import type { PullRequest } from '../pullRequest.js';
import type { CallColumns } from '../usage/callColumns.js';
import type { CallContext } from '../usage/callContext.js';
import type { SessionEvent } from '../usage/session.js';
import { plainBranch } from '../evidence/branch.js';
import type { EditMatch } from './editMatches.js';
import { clockSkewMs } from './editMatches.js';
import type { CommitFacts, RepositoryFacts } from './facts.js';
import type { Link, LinkReason } from './link.js';
import { noReasons, reasonsOf, type Reasons } from './reasons.js';
import type { SessionCalls } from './sessionCalls.js';
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
const reasonSets = {
	time: reasonsOf(['time']),
	branch: reasonsOf(['branch', 'time']),
	commitSha: reasonsOf(['commit-sha']),
	commitMade: reasonsOf(['commit-sha', 'git-operation']),
	commitRun: reasonsOf(['git-operation', 'time']),
	editedLines: reasonsOf(['edited-lines', 'edited-files']),
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
/** A branch says something for work that began at most so long before the pull request was opened. */
const branchLeadMs = 60 * 24 * 3_600_000;
const branchTailMs = 6 * 3_600_000;

/**
 * Adds the pull requests on whose head branch the session worked: (repository, branch) and time, never the default
 * branch, and of several pull requests from one branch the next to end. `isHere` tells calls made in the repository.
 */
export function addBranches(
	candidates: Candidates,
	calls: SessionCalls,
	branches: ReadonlyMap<string, readonly PullRequest[]>,
	isHere: (context: CallContext) => boolean,
): void {
	const { columns, places } = calls;
	/** Contexts whose pull requests are not all added yet; calls made elsewhere or on no branch of one have none. */
	const open: OpenPlace[] = [];
	for (const place of places) {
		const context = columns.contexts[place];
		const branch = context?.branch ?? null;
		const ofBranch = branch === null ? undefined : branches.get(branch);
		if (context !== undefined && ofBranch !== undefined && isHere(context)) open.push({ place, ofBranch });
	}
	const only = onlyPullRequestOf(open, columns);
	if (only !== null) {
		candidates.add({ commit: null, pullRequest: only.number }, reasonSets.branch, 'medium');
		return;
	}
	const added: number[] = [];
	const isOpen = ({ ofBranch }: OpenPlace): boolean => ofBranch.some(({ number }) => !added.includes(number));
	let left: readonly OpenPlace[] = open;
	// Rows are not asked for where nothing is open: putting those of all sessions in order takes long.
	for (const row of open.length === 0 ? noRows : calls.rows) {
		if (left.length === 0) return;
		const place = columns.contextPlaceAt(row);
		const ofBranch = left.find((one) => one.place === place)?.ofBranch;
		if (ofBranch === undefined) continue;
		const found = pullRequestAt(ofBranch, columns.atMs[row] ?? 0);
		if (found === null || added.includes(found.number)) continue;
		added.push(found.number);
		candidates.add({ commit: null, pullRequest: found.number }, reasonSets.branch, 'medium');
		left = left.filter(isOpen);
	}
}

const noRows = new Uint32Array(0);

/** A context with the pull requests of its branch. */
interface OpenPlace {
	readonly place: number;
	readonly ofBranch: readonly PullRequest[];
}

/**
 * The pull request of some contexts that all are on the branch of this one only, when the first or the last call of one
 * belongs to it: that of most sessions. Null when single calls have to be looked at.
 */
function onlyPullRequestOf(open: readonly OpenPlace[], columns: CallColumns): PullRequest | null {
	const [first] = open;
	if (first?.ofBranch.length !== 1) return null;
	if (open.some(({ ofBranch }) => ofBranch !== first.ofBranch)) return null;
	const { firstAtMs, lastAtMs } = columns.totals();
	for (const { place } of open) {
		const found =
			pullRequestAt(first.ofBranch, firstAtMs[place] ?? NaN) ??
			pullRequestAt(first.ofBranch, lastAtMs[place] ?? NaN);
		if (found !== null) return found;
	}
	return null;
}

/** The pull request of a branch that an instant belongs to. */
export function pullRequestAt(ofBranch: readonly PullRequest[], atMs: number): PullRequest | null {
	for (const pullRequest of ofBranch) {
		const endMs = pullRequest.mergedAtMs ?? pullRequest.closedAtMs ?? Infinity;
		if (atMs > endMs + branchTailMs) continue;
		const startMs = pullRequest.createdAtMs ?? firstCommitMs(pullRequest) ?? (endMs === Infinity ? 0 : endMs);
		return atMs >= startMs - branchLeadMs - clockSkewMs ? pullRequest : null;
	}
	return null;
}

const firstCommitMs = (pullRequest: PullRequest): number | null => {
	const times = pullRequest.commits.flatMap(({ authoredAtMs }) => authoredAtMs ?? []);
	return times.length === 0 ? null : Math.min(...times);
};

/** Pull requests by head branch, in the order in which they ended; the default branch and unknown heads left out. */
export function branchesOf(repository: RepositoryFacts): Map<string, PullRequest[]> {
	const found = new Map<string, PullRequest[]>();
	for (const pullRequest of repository.pullRequests) {
		const { headRef, baseRef } = pullRequest;
		if (headRef === null) continue;
		const branch = plainBranch(headRef);
		if (repository.baseBranches.has(branch) || branch === baseRef) continue;
		found.set(branch, [...(found.get(branch) ?? []), pullRequest]);
	}
	const end = ({ mergedAtMs, closedAtMs }: PullRequest): number => mergedAtMs ?? closedAtMs ?? Infinity;
	for (const list of found.values()) list.sort((one, two) => end(one) - end(two) || one.number - two.number);
	return found;
}
