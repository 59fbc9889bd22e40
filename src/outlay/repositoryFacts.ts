import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OutlayError } from '../core/errors.js';
import type { NoteDigest } from '../core/evidence/noteDigest.js';
import type { AddedLines } from '../core/evidence/addedLines.js';
import { HistoryDigest, type HistoryCommit } from '../core/history.js';
import type { CommitFacts, RepositoryFacts } from '../core/links/facts.js';
import { contributionWindow } from '../core/evidence/contributionRule.js';
import { editWindowMs } from '../core/links/editMatches.js';
import type { PullRequest } from '../core/pullRequest.js';
import { commitsBySha } from '../core/pullRequests/commitIndex.js';
import { landingOf } from '../core/pullRequests/landing.js';
import type { Session, SessionEvent } from '../core/usage/session.js';
import { readCommitsBeyond } from '../sources/git/commits.js';
import { Git } from '../sources/git/git.js';
import { remoteNamesOf, repositoryNameOf } from '../sources/git/repositoryAddress.js';
import { headRefs, placesOf } from '../sources/git/repositoryLook.js';
import { shapeOf } from '../sources/git/repositoryShape.js';
import { outlayNotesRef } from '../sources/git/writeNotes.js';
import { gatherAddedLines } from './addedLines.js';

import type { OutlayContext } from './context.js';
import { defaultNoteRefs, gatherNotes, sessionFinder } from './authorshipNotes.js';
import { pullRequestsIn, type Repository } from './repositories.js';

/** What linking in one repository rests on, with the raw parts that evidence needs besides. */
export interface GatheredFacts {
	readonly facts: RepositoryFacts;
	readonly notes: ReadonlyMap<string, readonly NoteDigest[]>;
	readonly addedLines: ReadonlyMap<string, AddedLines>;
}

/** What is to be linked. */
export interface Activity {
	readonly sessions: readonly Session[];
	readonly events: readonly SessionEvent[];
	readonly pullRequests: readonly PullRequest[];
	/** Notes to read; default both known refs. */
	readonly noteRefs?: readonly string[];
}

/** What tells which commits the sessions may have made: worked out once for all repositories. */
export interface ActivityIndex extends Pick<Activity, 'pullRequests' | 'noteRefs'> {
	/** Comes at most 21 days after some edit. */
	readonly isNear: (commit: HistoryCommit) => boolean;
	/** Some session may have made or written for it. */
	readonly isInReach: (commit: HistoryCommit) => boolean;
	/** Sessions that a note names. */
	readonly sessionsNamed: (note: NoteDigest) => string[];
}

/** The index of what is to be linked. */
export function activityIndex({ sessions, events, ...rest }: Activity): ActivityIndex {
	const isInSpan = inReachOf(sessions);
	const { named, editTimes } = signsOf(events);
	return {
		...rest,
		isNear: nearEdits(editTimes),
		isInReach: (commit) => isInSpan(commit) || named.has(commit.sha.slice(0, startLength)),
		sessionsNamed: sessionFinder(sessions.map(({ sessionId }) => sessionId)),
	};
}

/** Collects the facts of one repository. Contents are read for commits that a session may have written only. */
export async function gatherFacts(
	context: OutlayContext,
	repository: Repository,
	{ pullRequests, noteRefs, isNear, isInReach, sessionsNamed }: ActivityIndex,
): Promise<GatheredFacts> {
	const own = pullRequestsIn(pullRequests, repository.name);
	const history = await repository.history();
	const beyond = await headCommits(repository, history);
	const { boundary } = await shapeOf(repository.git);
	const readable = [history, beyond]
		.flatMap((commits) => commits.filter((commit) => isNear(commit)))
		.filter(({ sha, parents }) => parents.length < 2 && !boundary.has(sha));
	const addedLines = await gatherAddedLines(
		context,
		repository,
		readable.map(({ sha }) => sha),
	);
	const [landed, unlanded] = [commitsBySha(history), commitsBySha(beyond)];
	const isKnown = (sha: string): boolean => landed.has(sha) || unlanded.has(sha);
	// Our own notes tell what sessions cost whose commits are not at hand, too.
	const isWanted = (sha: string, ref: string): boolean => isKnown(sha) || ref === outlayNotesRef;
	const notes = await gatherNotes(context, repository, noteRefs ?? defaultNoteRefs, isWanted);
	const concerns = (commit: HistoryCommit): boolean => isInReach(commit) || notes.has(commit.sha);
	const factsOf = (commit: HistoryCommit, isLanded: boolean): CommitFacts => ({
		sha: commit.sha,
		parents: commit.parents,
		authorEmail: commit.authorEmail,
		authoredAtMs: commit.authoredAtMs,
		committedAtMs: commit.committedAtMs,
		isLanded,
		files: addedLines.get(commit.sha)?.files ?? null,
		noteSessions: (notes.get(commit.sha) ?? []).flatMap(sessionsNamed),
	});
	const facts: RepositoryFacts = {
		repo: repository.name,
		aliases: [...(await remoteNamesOf(repository.git)), ...repository.otherNames],
		baseBranches: new Set(['main', 'master', repository.branch.name ?? 'main']),
		commits: [
			...history.filter(concerns).map((commit) => factsOf(commit, true)),
			...beyond.filter(concerns).map((commit) => factsOf(commit, false)),
		],
		pullRequests: own,
		pullRequestOf: lazily(() => pullRequestsOfCommits(own, history, repository.branch.tip)),
		roots: await workTreesOf(repository.git),
		paths: await pathsOf(repository, addedLines),
	};
	return { facts, notes, addedLines };
}

/** Commits of branches and pull request heads that the default branch does not reach. */
async function headCommits(
	{ git, branch, refs }: Repository,
	history: readonly HistoryCommit[],
): Promise<HistoryCommit[]> {
	if (branch.tip === null) return [];
	const known = commitsBySha(history);
	const heads = [...refs.objects].filter(([name]) => !name.startsWith('refs/notes/'));
	if (heads.every(([, sha]) => known.has(sha))) return [];
	const digest = new HistoryDigest();
	const commits: HistoryCommit[] = [];
	const beyond = readCommitsBeyond(git, { revisions: [`^${branch.tip}`], refs: headRefs });
	for await (const commit of beyond) {
		commits.push(digest.of(commit));
	}
	return commits;
}

/** How far the clock of a machine may be off from the one that wrote a commit's times. */
const clockErrorMs = 7 * 24 * 3_600_000;

/**
 * True for commits that some session may have made or written for: authored or committed while sessions ran, up to 21
 * days later, by any clock that is a week off at most. A long history is mostly older, and is not carried along.
 */
function inReachOf(sessions: readonly Session[]): (commit: HistoryCommit) => boolean {
	let sinceMs = Infinity;
	let untilMs = -Infinity;
	for (const { firstAtMs, lastAtMs } of sessions) {
		sinceMs = Math.min(sinceMs, firstAtMs - clockErrorMs);
		untilMs = Math.max(untilMs, lastAtMs + editWindowMs + clockErrorMs);
	}
	const isIn = (atMs: number): boolean => atMs >= sinceMs && atMs <= untilMs;
	return ({ authoredAtMs, committedAtMs }) => isIn(authoredAtMs) || isIn(committedAtMs);
}

/** A shorter word in git's output is not read as a SHA. */
const startLength = 7;

/** What tells of commits in what sessions did. */
interface CommitSigns {
	/** How the SHAs begin that sessions saw git print: such a commit counts whatever its times say. */
	readonly named: ReadonlySet<string>;
	/** Times of all edits, ascending. */
	readonly editTimes: Float64Array;
}

/** All signs in one pass: there are very many events. */
function signsOf(events: readonly SessionEvent[]): CommitSigns {
	const named = new Set<string>();
	const times: number[] = [];
	for (const event of events) {
		if (event.kind === 'edit') times.push(event.atMs);
		else if (event.kind === 'commit') named.add(event.sha.slice(0, startLength));
	}
	return { named, editTimes: new Float64Array(times).sort() };
}

/** True for commits that come at most 21 days after some edit, or 2 days before it: what some rule compares lines of. */
function nearEdits(edits: Float64Array): (commit: HistoryCommit) => boolean {
	return ({ authoredAtMs, committedAtMs }) => {
		const until = Math.max(authoredAtMs, committedAtMs) + contributionWindow.afterMs;
		const last = edits[countUntil(edits, until) - 1];
		return last !== undefined && last >= authoredAtMs - editWindowMs;
	};
}

/** How many of some ascending instants come no later than one. */
function countUntil(ascending: Float64Array, untilMs: number): number {
	let low = 0;
	let high = ascending.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((ascending[middle] ?? Infinity) <= untilMs) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Pull request of each commit: where it landed, else the first one whose head holds it. */
export function pullRequestsOfCommits(
	pullRequests: readonly PullRequest[],
	landed: readonly HistoryCommit[],
	tip: string | null,
): Map<string, number> {
	const found = new Map(landingOf(landed, tip, pullRequests).pullRequestOf);
	for (const { number, commits, headSha } of [...pullRequests].sort((one, two) => one.number - two.number)) {
		for (const { sha, isBaseMerge } of commits) if (!isBaseMerge && !found.has(sha)) found.set(sha, number);
		if (headSha !== null && !found.has(headSha)) found.set(headSha, number);
	}
	return found;
}

/** Linking asks for few of many commits, or for none: the map is made when the first is asked for. */
function lazily(make: () => ReadonlyMap<string, number>): Pick<ReadonlyMap<string, number>, 'get'> {
	let made: ReadonlyMap<string, number> | null = null;
	return { get: (sha) => (made ??= make()).get(sha) };
}

/** Work trees of the repository on this machine; none of a bare one without. */
async function workTreesOf(git: Git): Promise<string[]> {
	const { common, isBare } = await placesOf(git);
	if (isBare && !existsSync(join(common, 'worktrees'))) return [];
	const listed = (await git.textOrNull(['worktree', 'list', '--porcelain'])) ?? '';
	return listed.split('\n\n').flatMap((block) => {
		const root = /^worktree (.+)$/m.exec(block)?.[1];
		return root === undefined || /^bare$/m.test(block) ? [] : [root];
	});
}

async function pathsOf(
	repository: Repository,
	addedLines: ReadonlyMap<string, AddedLines>,
): Promise<Set<string>> {
	const paths = new Set(await repository.paths());
	for (const { files } of addedLines.values()) for (const { path } of files) paths.add(path);
	return paths;
}

/**
 * Repositories of the sessions' working folders that exist on this machine: by the common git folder (worktrees), else
 * by the remote's name. A folder in no repository is null; one that does not exist is absent.
 */
export async function foldersOf(
	context: OutlayContext,
	repositories: readonly Repository[],
	sessions: readonly Session[],
): Promise<Map<string, string | null>> {
	const found = new Map<string, string | null>();
	if (!context.mayRunGit) return found;
	const byGitFolder = new Map<string, string>();
	for (const { git, name } of repositories) byGitFolder.set((await commonFolder(git)) ?? '', name);
	const folders = new Set<string>();
	for (const { cwds } of sessions) for (const cwd of cwds) folders.add(cwd);
	for (const cwd of folders) {
		if (!existsSync(cwd)) continue;
		const git = new Git(cwd, { env: context.env, signal: context.signal });
		const common = await commonFolder(git);
		if (common === null) found.set(cwd, null);
		else found.set(cwd, byGitFolder.get(common) ?? (await repositoryNameOf(git)));
	}
	return found;
}

/** The git folder around a folder that may lie in no repository. */
async function commonFolder(git: Git): Promise<string | null> {
	try {
		return (await placesOf(git)).common;
	} catch (error) {
		if (OutlayError.is(error, 'environment')) return null;
		throw error;
	}
}
