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
	readonly byBranch: ReadonlyMap<string, readonly number[]>;
}

/** The sessions to look at in each repository, in their order: going through all of them for each takes too long. */
export function actsIn(
	repositories: readonly RepositoryIndex[],
	sessions: readonly LinkedSession[],
	columns: CallColumns,
	folders: RepositoryFolders,
): readonly (readonly SessionActs[])[] {
	const concern = concernOf(repositories);
	const found = repositories.map((): SessionActs[] => []);
	for (const session of sessions) {
		addOperations(session, concern.byName, found);
		for (const place of session.calls.places) {
			const context = columns.contexts[place];
			if (context === undefined || context.branch === null) continue;
			const { branch, cwd } = context;
			for (const index of concern.byBranch.get(branch) ?? noIndexes) {
				const repository = repositories[index];
				const ofBranch = repository?.branches.get(branch);
				if (ofBranch === undefined || folders.repoOf(session, cwd) !== repository?.facts.repo) continue;
				actsOf(session, found[index]).open.push({ place, ofBranch });
			}
		}
	}
	return found;
}

/** Places in the list of repositories by their names, and by the head branches of their pull requests. */
function concernOf(repositories: readonly RepositoryIndex[]): Concern {
	const byName = new Map<string, number[]>();
	const byBranch = new Map<string, number[]>();
	const add = (found: Map<string, number[]>, key: string, index: number): void => {
		const known = found.get(key);
		if (known === undefined) found.set(key, [index]);
		else known.push(index);
	};
	for (const [index, { names, branches }] of repositories.entries()) {
		for (const name of names) add(byName, name, index);
		for (const branch of branches.keys()) add(byBranch, branch, index);
	}
	return { byName, byBranch };
}

/** A session's commands concern the repository that they name, and all of them where they name none. */
function addOperations(
	session: LinkedSession,
	byName: Concern['byName'],
	found: readonly SessionActs[][],
): void {
	const operations = operationsOf(session.events);
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

/** The events that are no edits. Most sessions have none. */
function operationsOf(events: readonly SessionEvent[]): readonly SessionEvent[] {
	for (const { kind } of events) if (kind !== 'edit') return events.filter((event) => event.kind !== 'edit');
	return noEvents;
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
