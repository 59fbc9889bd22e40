import type { PullRequest } from '../pullRequest.js';
import type { CallColumns } from '../usage/callColumns.js';
import type { SessionEvent } from '../usage/session.js';
import type { OpenPlace } from './branchCandidates.js';
import type { LinkedSession } from './linkedSession.js';
import type { RepositoryFolders } from './repositoryFolders.js';
import type { RepositoryIndex } from './repositoryIndex.js';

/** A session that a repository may concern: by its own git and gh commands, or by the branches of its calls. */
export interface SessionActs {
	readonly session: LinkedSession;
	operations: readonly SessionEvent[];
	/** Contexts of calls made in the repository on head branches of its pull requests. */
	readonly open: OpenPlace[];
}

/** What is looked up to tell which repositories an act concerns. */
interface Concern {
	readonly byName: ReadonlyMap<string, readonly number[]>;
	readonly byBranch: ReadonlyMap<string, readonly HeadBranch[]>;
}

/** A branch that pull requests of a repository, at a place in the list, are merged from. */
interface HeadBranch {
	readonly index: number;
	readonly repo: string;
	readonly ofBranch: readonly PullRequest[];
}

/** The sessions to look at in each repository, in their order: going through all of them for each takes too long. */
export function actsIn(
	repositories: readonly RepositoryIndex[],
	sessions: readonly LinkedSession[],
	columns: CallColumns,
	folders: RepositoryFolders,
): readonly (readonly SessionActs[])[] {
	const { byName, byBranch } = concernOf(repositories);
	const found = repositories.map((): SessionActs[] => []);
	for (const session of sessions) {
		if (session.hasOperations) addOperations(session, byName, found);
		// The contexts of a session mostly have one branch.
		let lastBranch: string | null = null;
		let heads = noHeads;
		for (const place of session.calls.places) {
			const context = columns.contexts[place];
			if (context === undefined || context.branch === null) continue;
			if (context.branch !== lastBranch) heads = byBranch.get(context.branch) ?? noHeads;
			lastBranch = context.branch;
			for (const { index, repo, ofBranch } of heads) {
				if (folders.repoOf(session, context.cwd) !== repo) continue;
				actsOf(session, found[index]).open.push({ place, ofBranch });
			}
		}
	}
	return found;
}

/** Places in the list of repositories by their names, and by the head branches of their pull requests. */
function concernOf(repositories: readonly RepositoryIndex[]): Concern {
	const byName = new Map<string, number[]>();
	const byBranch = new Map<string, HeadBranch[]>();
	for (const [index, { facts, names, branches }] of repositories.entries()) {
		for (const name of names) addTo(byName, name, index);
		for (const [branch, ofBranch] of branches) addTo(byBranch, branch, { index, repo: facts.repo, ofBranch });
	}
	return { byName, byBranch };
}

function addTo<Item>(found: Map<string, Item[]>, key: string, item: Item): void {
	const known = found.get(key);
	if (known === undefined) found.set(key, [item]);
	else known.push(item);
}

/** A session's commands concern the repository that they name, and all of them where they name none. */
function addOperations(
	session: LinkedSession,
	byName: Concern['byName'],
	found: readonly SessionActs[][],
): void {
	const operations = session.hasEdits ? session.events.filter(({ kind }) => kind !== 'edit') : session.events;
	for (const event of operations) {
		if (event.kind !== 'pull-request') {
			for (const acts of found) actsOf(session, acts).operations = operations;
			return;
		}
		for (const index of byName.get(event.repo) ?? noIndexes) {
			actsOf(session, found[index]).operations = operations;
		}
	}
}

/** The session's acts, which stand last in a repository's list while the session is looked at. */
function actsOf(session: LinkedSession, acts: SessionActs[] = []): SessionActs {
	const last = acts[acts.length - 1];
	if (last?.session === session) return last;
	const own: SessionActs = { session, operations: noEvents, open: [] };
	acts.push(own);
	return own;
}

const noEvents: readonly SessionEvent[] = [];
const noIndexes: readonly number[] = [];
const noHeads: readonly HeadBranch[] = [];
