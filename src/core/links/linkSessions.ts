import type { Contribution } from '../evidence/contributionRule.js';
import { CallColumns } from '../usage/callColumns.js';
import { bridgeOf } from './bridge.js';
import { contributionsOf } from './contributions.js';
import { EditMatches } from './editMatches.js';
import type { LinkInput, SessionEvidence } from './facts.js';
import { findCandidates } from './findCandidates.js';
import { giveEvents } from './giveEvents.js';
import type { Bridge, SessionLinks } from './link.js';
import { LinkedSessions } from './linkedSession.js';
import { linksOfSessions } from './linksOfSessions.js';
import { RepositoryFolders } from './repositoryFolders.js';
import { RepositoryIndex } from './repositoryIndex.js';
import { actsIn } from './sessionActs.js';
import { sessionEvidence } from './sessionEvidence.js';
import { findHomes, nameResolver } from './sessionRepository.js';

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

/**
 * Links sessions to commits and pull requests and divides their spend over them. Pure: the same input gives the same
 * links. Each session's shares and unlinked part sum to its cost; nothing is counted twice.
 */
export function linkSessions(input: LinkInput): LinkResult {
	if (input.sessions.length === 0 && input.withContributions === false) return nothingLinked(input);
	const columns = 'rowsOf' in input.calls ? input.calls : CallColumns.ofPriced(input.calls);
	const sessions = new LinkedSessions(input.sessions, columns);
	giveEvents(input.events, sessions);
	const repositories = input.repositories.map((facts) => new RepositoryIndex(facts));
	const resolve = nameResolver(input.repositories);
	findHomes(sessions.toLink, repositories, input, resolve);
	const folders = new RepositoryFolders(input, resolve);
	const acts = actsIn(repositories, sessions.toLink, columns, folders);
	const edits = editsByRepository(sessions, folders);
	const aiLines = new Map<string, number>();
	const contributions = new Map<string, ReadonlyMap<string, Contribution>>();
	for (const [index, repository] of repositories.entries()) {
		const { facts } = repository;
		const own = edits.get(facts.repo) ?? new EditMatches();
		if (input.withContributions !== false) contributions.set(facts.repo, contributionsOf(facts, own));
		// What was matched in one repository is not needed for the next.
		edits.delete(facts.repo);
		findCandidates(repository, { edits: own, acts: acts[index] ?? [] }, sessions, input.ignore, aiLines);
	}
	const links = linksOfSessions(sessions.toLink, input, folders);
	return {
		sessions: links,
		bridge: bridgeOf(links, input.repositories),
		evidence: sessionEvidence(sessions.toLink, aiLines, input.repositories),
		contributions,
		elsewhere: sessions.toLink.filter(({ home }) => home.isElsewhere).map(idOf),
		unknown: links.filter(({ repo }) => repo === null).map(idOf),
	};
}

const idOf = ({ sessionId }: Pick<SessionLinks, 'sessionId'>): string => sessionId;

/** What there is without sessions: a team that only syncs pull requests has thousands of them and nothing to link. */
const nothingLinked = ({ repositories }: LinkInput): LinkResult => ({
	sessions: [],
	bridge: bridgeOf([], repositories),
	evidence: [],
	contributions: new Map(),
	elsewhere: [],
	unknown: [],
});

/** Edits by the repository that they were made in; other events are no matter of a path. */
function editsByRepository(sessions: LinkedSessions, folders: RepositoryFolders): Map<string, EditMatches> {
	const found = new Map<string, EditMatches>();
	for (const session of sessions.all) {
		if (!session.hasEdits) continue;
		for (const event of session.events) {
			if (event.kind !== 'edit') continue;
			const repo = folders.repoOf(session, event.path);
			if (repo === null) continue;
			let edits = found.get(repo);
			if (edits === undefined) found.set(repo, (edits = new EditMatches()));
			edits.add(session.place, event);
		}
	}
	return found;
}
