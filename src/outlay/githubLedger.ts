import type { Ledger, LedgerBatch } from '../ledger/ledger.js';
import { issueRows } from '../ledger/issueLabels.js';
import { pullRequestRows } from '../ledger/pullRequests.js';
import type { SyncStep } from '../sources/github/run.js';
import { syncStateSchema, type SyncState } from '../sources/github/syncState.js';

/**
 * Where the ledger keeps a repository of GitHub. Its rows stay under the name of its first sync (`storedAs`), however
 * often it is renamed afterwards: GitHub's own number tells that it is the same. A second repository of one name (on
 * another host, or made after the first was deleted) is kept under a name with a suffix, so that rows never mix.
 */

const stateSource = 'github';
const nameSource = 'github.name';

const keyOf = (host: string, repo: string): string => `${host}/${repo}`;

/** The parts of `keyOf`. */
function placeOf(key: string): { readonly host: string; readonly storedAs: string } {
	const at = key.indexOf('/');
	return { host: key.slice(0, at), storedAs: key.slice(at + 1) };
}

/** How far the rows of one stored name have been read. */
interface StoredState {
	readonly host: string;
	readonly storedAs: string;
	/** Null for a state that another version wrote. */
	readonly state: SyncState | null;
}

async function cursorValue(ledger: Ledger, source: string, key: string): Promise<string | null> {
	const row = await ledger.db
		.selectFrom('cursor')
		.select('value')
		.where('orgId', '=', ledger.orgId)
		.where('source', '=', source)
		.where('key', '=', key)
		.executeTakeFirst();
	return row?.value ?? null;
}

function parseState(value: string): SyncState | null {
	const checked = syncStateSchema.safeParse(JSON.parse(value));
	return checked.success ? checked.data : null;
}

/** How far a repository has been read; null for never, and for a state that another version wrote. */
export async function readState(ledger: Ledger, host: string, storedAs: string): Promise<SyncState | null> {
	const value = await cursorValue(ledger, stateSource, keyOf(host, storedAs));
	return value === null ? null : parseState(value);
}

async function readStates(ledger: Ledger): Promise<StoredState[]> {
	const rows = await ledger.db
		.selectFrom('cursor')
		.select(['key', 'value'])
		.where('orgId', '=', ledger.orgId)
		.where('source', '=', stateSource)
		.execute();
	return rows.map(({ key, value }) => ({ ...placeOf(key), state: parseState(value) }));
}

/** Stored name that has the rows of a repository, by GitHub's number; null when none has. */
export async function holderOf(ledger: Ledger, host: string, repositoryId: number): Promise<string | null> {
	const states = await readStates(ledger);
	const holder = states.find((one) => one.host === host && one.state?.repositoryId === repositoryId);
	return holder?.storedAs ?? null;
}

/** Name under which the ledger keeps what is `repo` on that host. */
export async function storedNameOf(ledger: Ledger, host: string, repo: string): Promise<string> {
	const noted = await cursorValue(ledger, nameSource, keyOf(host, repo));
	if (noted !== null) return noted;
	const taken = await ledger.db
		.selectFrom('cursor')
		.select('key')
		.where('orgId', '=', ledger.orgId)
		.where('source', '=', stateSource)
		.execute();
	const isFree = taken
		.map(({ key }) => placeOf(key))
		.every((one) => one.storedAs !== repo || one.host === host);
	return isFree ? repo : `${repo}@${host}`;
}

/**
 * Notes that `repo` now is the repository with that number. Gives the stored name: of its rows from under another
 * name, else a new one.
 */
export async function renameStored(
	ledger: Ledger,
	host: string,
	repo: string,
	repositoryId: number,
): Promise<string> {
	const storedAs = (await holderOf(ledger, host, repositoryId)) ?? `${repo}@${repositoryId}`;
	const { orgId } = ledger;
	await ledger.write({
		cursor: [{ orgId, source: nameSource, key: keyOf(host, repo), value: storedAs }],
	});
	return storedAs;
}

/** Rows and state of one step; the ledger takes all of it or nothing. */
export function batchOf(
	orgId: string,
	place: { readonly host: string; readonly storedAs: string },
	step: SyncStep,
	nowMs: number,
): LedgerBatch {
	const key = keyOf(place.host, place.storedAs);
	return {
		pullRequest: pullRequestRows(orgId, step.pullRequests),
		orgRecord: issueRows(orgId, step.issues, nowMs),
		cursor: [{ orgId, source: stateSource, key, value: JSON.stringify(step.state) }],
	};
}
