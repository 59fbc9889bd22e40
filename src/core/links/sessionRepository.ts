import type { SessionEvent } from '../usage/session.js';
import { oncePerText } from '../oncePerText.js';
import type { LinkInput, RepositoryFacts } from './facts.js';
import { KnownPlaces, type Counts } from './knownPlaces.js';
import { unknownHome, type LinkedSession, type SessionHome } from './linkedSession.js';
import { comparablePath, foldersAround } from './paths.js';
import type { RepositoryIndex } from './repositoryIndex.js';

/** Name of one of the repositories looked at, by any of its names; the name itself when it is another's. */
export type NameResolver = (name: string) => { readonly repo: string; readonly isKnown: boolean };

export function nameResolver(repositories: readonly RepositoryFacts[]): NameResolver {
	const byName = new Map<string, string>();
	for (const { repo, aliases } of repositories) {
		for (const name of [repo, ...aliases]) byName.set(name.toLowerCase(), repo);
	}
	return oncePerText((name) => {
		const repo = byName.get(name.toLowerCase());
		return repo === undefined ? { repo: name, isKnown: false } : { repo, isKnown: true };
	});
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
/**
 * Decides for every session which repository it worked in. Facts decide: the remote of a working folder that exists
 * here, commits of the repository that it made, pull requests that it created or was linked to, notes that name it,
 * edited paths that the repository has. What is known of a folder holds for all sessions in it and below it, because
 * folders of other machines do not exist here. Nothing known stays unknown.
 */
export function findHomes(
	sessions: readonly LinkedSession[],
	repositories: readonly RepositoryIndex[],
	input: Pick<LinkInput, 'repositories' | 'folders'>,
	resolve: NameResolver,
): void {
	const places = new KnownPlaces(input.repositories);
	const known = input.repositories.map(({ repo }): Vote => ({ repo, isKnown: true }));
	const own: Votes[] = [];
	const byFolder = new Map<string, Votes>();
	const noteVotes = notedSessions(input.repositories);
	for (const session of sessions) {
		const votes = new Votes();
		for (const repo of noteVotes.get(session.sessionId) ?? noNames) {
			votes.add({ repo, isKnown: true }, weights.note);
		}
		for (const event of session.events) voteOfEvent(event, votes, resolve, repositories);
		for (const [place, paths] of places.knownOf(session, cwdsOf(session)) ?? noCounts) {
			const vote = known[place];
			if (vote !== undefined) votes.add(vote, weights.path * paths);
		}
		own.push(votes);
		for (const cwd of cwdsOf(session)) {
			const folder = comparablePath(cwd);
			let known = byFolder.get(folder);
			if (known === undefined) byFolder.set(folder, (known = new Votes()));
			known.merge(votes);
		}
	}
	for (let at = 0; at < sessions.length; at++) {
		const session = sessions[at];
		const votes = own[at];
		if (session === undefined || votes === undefined) continue;
		session.home = homeOf(cwdsOf(session), votes, byFolder, input.folders, resolve);
	}
}

const noNames: readonly string[] = [];
const noCounts: Counts = new Map<number, number>();

/** Every working folder that was seen. */
const cwdsOf = ({ session }: LinkedSession): readonly string[] => session?.cwds ?? noNames;

function homeOf(
	cwds: readonly string[],
	votes: Votes,
	byFolder: ReadonlyMap<string, Votes>,
	folders: LinkInput['folders'],
	resolve: NameResolver,
): SessionHome {
	for (const cwd of cwds) {
		const repo = folders.get(cwd);
		if (repo !== undefined && repo !== null) votes.add(resolve(repo), weights.folder);
	}
	const direct = votes.winner();
	if (direct !== null) return direct;
	for (const cwd of cwds) {
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
	repositories: readonly RepositoryIndex[],
): void {
	if (event.kind === 'commit') {
		for (const { facts, shas } of repositories) {
			if (shas.find(event.sha) !== null) votes.add({ repo: facts.repo, isKnown: true }, weights.commit);
		}
	}
	if (event.kind === 'pull-request' && event.action !== 'mentioned') {
		votes.add(resolve(event.repo), event.action === 'created' ? weights.created : weights.linked);
	}
}

/** Names of the repositories whose notes name a session, by session. */
function notedSessions(repositories: readonly RepositoryFacts[]): Map<string, string[]> {
	const found = new Map<string, string[]>();
	for (const { repo, commits } of repositories) {
		for (const { noteSessions } of commits) {
			for (const sessionId of noteSessions) {
				const known = found.get(sessionId);
				if (known === undefined) found.set(sessionId, [repo]);
				else known.push(repo);
			}
		}
	}
	return found;
}
