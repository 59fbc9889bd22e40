import type { Session, SessionEvent } from '../usage/session.js';
import type { LinkInput, RepositoryFacts } from './facts.js';
import { below, comparablePath, foldersAround, isWindowsPath } from './paths.js';
import type { ShaIndex } from './shaIndex.js';

/** Where a session belongs. */
export interface SessionHome {
	/** Known repository; null when nothing tells. */
	readonly repo: string | null;
	/** It is known to belong to a repository that is not looked at. */
	readonly isElsewhere: boolean;
}

/** Name of one of the repositories looked at, by any of its names; the name itself when it is another's. */
export type NameResolver = (name: string) => { readonly repo: string; readonly isKnown: boolean };

export function nameResolver(repositories: readonly RepositoryFacts[]): NameResolver {
	const byName = new Map<string, string>();
	for (const { repo, aliases } of repositories) {
		for (const name of [repo, ...aliases]) byName.set(name.toLowerCase(), repo);
	}
	const known = new Map<string, ReturnType<NameResolver>>();
	return (name) => {
		let found = known.get(name);
		if (found === undefined) {
			const repo = byName.get(name.toLowerCase());
			found = repo === undefined ? { repo: name, isKnown: false } : { repo, isKnown: true };
			known.set(name, found);
		}
		return found;
	};
}

/** A repository that something speaks for; one that is not looked at when it is not known. */
type Vote = ReturnType<NameResolver>;

/** Votes of facts for repositories; a name that is not looked at votes for "elsewhere". */
class Votes {
	/** Votes for the first repository, which mostly is the only one. */
	#first: string | null = null;
	#firstWeight = 0;
	#others: Map<string, number> | null = null;
	#elsewhere = 0;
	/** Undefined while it is to be worked out. */
	#winner: SessionHome | null | undefined = undefined;

	add(vote: Vote, weight: number): void {
		this.#winner = undefined;
		if (vote.isKnown) this.#addKnown(vote.repo, weight);
		else this.#elsewhere += weight;
	}

	merge(other: Votes): void {
		this.#winner = undefined;
		if (other.#first !== null) this.#addKnown(other.#first, other.#firstWeight);
		for (const [repo, weight] of other.#others ?? []) this.#addKnown(repo, weight);
		this.#elsewhere += other.#elsewhere;
	}

	#addKnown(repo: string, weight: number): void {
		this.#first ??= repo;
		if (this.#first === repo) {
			this.#firstWeight += weight;
			return;
		}
		const others = (this.#others ??= new Map<string, number>());
		others.set(repo, (others.get(repo) ?? 0) + weight);
	}

	/** The strongest; ties go to the repository looked at, then to the first name. Null without any vote. */
	winner(): SessionHome | null {
		if (this.#winner === undefined) this.#winner = this.#strongest();
		return this.#winner;
	}

	#strongest(): SessionHome | null {
		let [best, most] = [this.#first, this.#firstWeight];
		for (const [repo, weight] of this.#others ?? []) {
			if (best !== null && (weight < most || (weight === most && repo >= best))) continue;
			[best, most] = [repo, weight];
		}
		if (best !== null && most >= this.#elsewhere) return { repo: best, isElsewhere: false };
		return this.#elsewhere > 0 ? { repo: null, isElsewhere: true } : null;
	}
}

const weights = { folder: 1000, commit: 100, created: 100, note: 100, linked: 20, path: 1 } as const;
/** Names that stand in every repository and so identify none. */
const commonName =
	/(?:^|\/)(?:readme|license|changelog|index|main|package|makefile|dockerfile|\.gitignore)[^/]*$/i;

/**
 * Decides for every session which repository it worked in. Facts decide: the remote of a working folder that exists
 * here, commits of the repository that it made, pull requests that it created or was linked to, notes that name it,
 * edited paths that the repository has. What is known of a folder holds for all sessions in it and below it, because
 * folders of other machines do not exist here. Nothing known stays unknown.
 */
export function sessionHomes(
	input: LinkInput,
	eventsOf: ReadonlyMap<string, readonly SessionEvent[]>,
	shas: ReadonlyMap<string, ShaIndex>,
): Map<string, SessionHome> {
	const resolve = nameResolver(input.repositories);
	const places = new KnownPlaces(input.repositories);
	const own: Votes[] = [];
	const byFolder = new Map<string, Votes>();
	const noteVotes = notedSessions(input.repositories);
	for (const session of input.sessions) {
		const votes = new Votes();
		for (const repo of noteVotes.get(session.sessionId) ?? noNames)
			votes.add({ repo, isKnown: true }, weights.note);
		const events = eventsOf.get(session.sessionId) ?? noEvents;
		for (const event of events) voteOfEvent(event, votes, resolve, shas);
		voteOfPaths(session, events, places, votes);
		own.push(votes);
		for (const cwd of session.cwds) {
			const folder = comparablePath(cwd);
			const known = byFolder.get(folder) ?? new Votes();
			known.merge(votes);
			byFolder.set(folder, known);
		}
	}
	const homes = new Map<string, SessionHome>();
	for (const [index, session] of input.sessions.entries()) {
		homes.set(session.sessionId, homeOf(session, own[index] ?? new Votes(), byFolder, input, resolve));
	}
	return homes;
}

const noEvents: readonly SessionEvent[] = [];
const noNames: readonly string[] = [];
const unknownHome: SessionHome = { repo: null, isElsewhere: false };

function homeOf(
	session: Session,
	votes: Votes,
	byFolder: ReadonlyMap<string, Votes>,
	input: LinkInput,
	resolve: NameResolver,
): SessionHome {
	for (const cwd of session.cwds) {
		const repo = input.folders.get(cwd);
		if (repo !== undefined && repo !== null) votes.add(resolve(repo), weights.folder);
	}
	const direct = votes.winner();
	if (direct !== null) return direct;
	for (const cwd of session.cwds) {
		for (const folder of foldersAround(comparablePath(cwd), 8)) {
			const learned = byFolder.get(folder)?.winner();
			if (learned !== undefined && learned !== null) return learned;
		}
	}
	return unknownHome;
}

function voteOfEvent(
	event: SessionEvent,
	votes: Votes,
	resolve: NameResolver,
	shas: ReadonlyMap<string, ShaIndex>,
): void {
	if (event.kind === 'commit') {
		for (const [repo, index] of shas) {
			if (index.find(event.sha) !== null) votes.add({ repo, isKnown: true }, weights.commit);
		}
	}
	if (event.kind === 'pull-request' && event.action !== 'mentioned') {
		votes.add(resolve(event.repo), event.action === 'created' ? weights.created : weights.linked);
	}
}

/** The repositories' paths, and the folders around working folders: the same few are asked for again and again. */
class KnownPlaces {
	readonly repositories: readonly WithPaths[];
	readonly #roots = new Map<string, readonly string[]>();

	constructor(repositories: readonly RepositoryFacts[]) {
		this.repositories = repositories.map(({ repo, paths }) => ({
			vote: { repo, isKnown: true },
			paths,
			foldedPaths: new Set([...paths].map((path) => path.toLowerCase())),
		}));
	}

	/** A working folder and the folders around it. */
	readonly rootsOf = (cwd: string): readonly string[] => {
		const known = this.#roots.get(cwd) ?? foldersAround(comparablePath(cwd), 6);
		this.#roots.set(cwd, known);
		return known;
	};
}

/** Paths of a repository as they are, and as Windows compares them. */
interface WithPaths {
	/** What speaks for the repository. */
	readonly vote: Vote;
	readonly paths: ReadonlySet<string>;
	readonly foldedPaths: ReadonlySet<string>;
}

/**
 * Edited files vote for a repository when they lie, below one folder at or around a working folder, at paths that
 * the repository has: at least two of them, or one with a telling name, and at least a third of all edited ones.
 */
function voteOfPaths(
	session: Session,
	events: readonly SessionEvent[],
	{ repositories, rootsOf }: KnownPlaces,
	votes: Votes,
): void {
	const edited = editedPaths(events);
	if (edited.size === 0) return;
	const [only = '', ...others] = session.cwds;
	const roots = others.length === 0 ? rootsOf(only) : new Set(session.cwds.flatMap(rootsOf));
	const folders = [...roots].map((root) => pathsBelow(root, edited)).filter((found) => found !== null);
	for (const { vote, paths, foldedPaths } of repositories) {
		let best = 0;
		for (const { inside, isWindows } of folders) {
			best = Math.max(best, countKnown(inside, isWindows ? foldedPaths : paths));
		}
		if (best > 0) votes.add(vote, weights.path * best);
	}
}

/** The edited paths below a folder; null without any. */
function pathsBelow(
	root: string,
	edited: ReadonlySet<string>,
): { readonly inside: readonly string[]; readonly isWindows: boolean } | null {
	let inside: string[] | null = null;
	for (const path of edited) {
		const inRoot = below(root, path);
		if (inRoot !== null) (inside ??= []).push(inRoot);
	}
	return inside === null ? null : { inside, isWindows: isWindowsPath(root) };
}

const noPaths: ReadonlySet<string> = new Set<string>();

function editedPaths(events: readonly SessionEvent[]): ReadonlySet<string> {
	let edited: Set<string> | null = null;
	for (const event of events) {
		if (event.kind === 'edit') (edited ??= new Set<string>()).add(comparablePath(event.path));
	}
	return edited ?? noPaths;
}

/** How many of some edited paths a repository has; 0 when that is too few to tell. */
function countKnown(inside: readonly string[], paths: ReadonlySet<string>): number {
	let known = 0;
	let telling = 0;
	for (const path of inside) {
		if (!paths.has(path)) continue;
		known += 1;
		if (path.includes('/') && !commonName.test(path)) telling += 1;
	}
	const isEnough = known >= 2 ? telling > 0 : telling === 1;
	return isEnough && known * 3 >= inside.length ? known : 0;
}

function notedSessions(repositories: readonly RepositoryFacts[]): Map<string, string[]> {
	const found = new Map<string, string[]>();
	for (const { repo, commits } of repositories) {
		for (const sessionId of commits.flatMap(({ noteSessions }) => noteSessions)) {
			found.set(sessionId, [...(found.get(sessionId) ?? []), repo]);
		}
	}
	return found;
}
