import { callRowsOf } from './callRows.js';
import { changeDetail } from './pullRequestDetail.js';
import type { RowStore } from './rowStore.js';
import { removeSealed } from './sealing.js';

/** Everything the ledger holds about one person, by table, as plain records. */
export type PersonRows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** Stands for the user of this machine, whose sessions name no person. */
export const myself = 'me';

/** Which sessions are the person's. Parameters: the identities. */
function sessionsOf(identities: readonly string[]): string {
	const marks = identities.map(() => '?').join(', ');
	const named = `SELECT "sessionId" FROM "session" WHERE "personId" IN (${marks})`;
	if (!identities.includes(myself)) return named;
	// Mine are also those of which only calls are known.
	const calls =
		'SELECT "sessionId" FROM "callContext" WHERE "sessionId" NOT IN (SELECT "sessionId" FROM "session")';
	return `${named} OR "personId" IS NULL UNION ${calls}`;
}

/** The tables that hold rows of a person, and which rows. */
function selections(identities: readonly string[]): readonly (readonly [table: string, where: string])[] {
	const marks = identities.map(() => '?').join(', ');
	const bySession = `"sessionId" IN (${sessionsOf(identities)})`;
	return [
		['callRollup', bySession],
		['sessionEvent', bySession],
		['session', bySession],
		['billedUsage', `"actorId" IN (${marks})`],
		['orgRecord', `"key" IN (${marks})`],
	];
}

/** Facts about commits that name the person by an e-mail address: who wrote the lines that a fix changed. */
const factsNaming = (identities: readonly string[]): string =>
	identities
		.map((_, index) => `?${index + 1}`)
		.map((mark) => `(instr(${mark}, '@') > 0 AND instr(lower("value"), '"' || lower(${mark}) || '"') > 0)`)
		.join(' OR ');

function recordsOf(store: RowStore, sql: string, parameters: readonly string[]): Record<string, unknown>[] {
	const result = store.database.exec(sql, [...parameters])[0];
	if (result === undefined) return [];
	return result.values.map((values) =>
		Object.fromEntries(result.columns.map((name, index) => [name, values[index] ?? null])),
	);
}

/** What the ledger holds about a person, known by any of some identities (person id, e-mail, login, `me`). */
export function rowsOfPerson(store: RowStore, identities: readonly string[]): PersonRows {
	const contexts = contextsOf(store, identities);
	const calls = [
		...callRowsOf(store.calls, store.calls.organizations.keys(), (contextId) => contexts.has(contextId)),
	];
	const rows: [string, Record<string, unknown>[]][] = selections(identities).map(([table, where]) => [
		table,
		recordsOf(store, `SELECT * FROM "${table}" WHERE ${where}`, identities),
	]);
	rows.unshift(['call', calls.map((call) => ({ ...call }))]);
	rows.push(['pullRequest', namedIn(store, identities).map(({ repo, number }) => ({ repo, number }))]);
	// Not their values: those tell of others too.
	const facts = `SELECT "repo", "sha", "kind" FROM "commitFact" WHERE ${factsNaming(identities)}`;
	rows.push(['commitFact', recordsOf(store, facts, identities)]);
	return Object.fromEntries(rows.filter(([, found]) => found.length > 0));
}

/** Ids of what the person's calls have in common. */
function contextsOf(store: RowStore, identities: readonly string[]): Set<number> {
	const found = new Set<number>();
	store.scan(
		`SELECT "contextId" FROM "callContext" WHERE "sessionId" IN (${sessionsOf(identities)})`,
		identities,
		([contextId]) => found.add(Number(contextId)),
	);
	return found;
}

interface NamedPullRequest {
	readonly orgId: string;
	readonly repo: string;
	readonly number: number;
	readonly detail: string;
}

/** The pull requests that name the person, with the person taken out of them. */
function namedIn(store: RowStore, identities: readonly string[]): NamedPullRequest[] {
	const names = new Set(identities.map((identity) => identity.toLowerCase()));
	const found: NamedPullRequest[] = [];
	store.scan('SELECT "orgId", "repo", "number", "detail" FROM "pullRequest"', [], (row) => {
		const before = String(row[3]);
		const after = changeDetail(before, (record) => withoutPerson(record, names));
		if (after === before) return;
		found.push({ orgId: String(row[0]), repo: String(row[1]), number: Number(row[2]), detail: after });
	});
	return found;
}

const isAccount = (value: object): value is { login: string } =>
	'login' in value && typeof value.login === 'string';

/** The value with every account and e-mail of the person set to null: the pull request stays, its people do not. */
function withoutPerson(value: unknown, names: ReadonlySet<string>): unknown {
	if (typeof value === 'string') return names.has(value.toLowerCase()) ? null : value;
	if (Array.isArray(value)) {
		return value
			.map((item) => withoutPerson(item, names))
			.filter((item) => item !== null || value.includes(null));
	}
	if (typeof value !== 'object' || value === null) return value;
	if (isAccount(value) && names.has(value.login.toLowerCase())) return null;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutPerson(item, names)]));
}

/** Takes everything about a person out of the rows. Gives the number of rows removed or changed, by table. */
export function erasePersonRows(
	store: RowStore,
	identities: readonly string[],
): Readonly<Record<string, number>> {
	const { database } = store;
	const counts: Record<string, number> = {};
	for (const [table, rows] of Object.entries(rowsOfPerson(store, identities))) counts[table] = rows.length;
	for (const { orgId, repo, number, detail } of namedIn(store, identities)) {
		database.run('UPDATE "pullRequest" SET "detail" = ? WHERE "orgId" = ? AND "repo" = ? AND "number" = ?', [
			detail,
			orgId,
			repo,
			number,
		]);
	}
	database.run(`DELETE FROM "commitFact" WHERE ${factsNaming(identities)}`, [...identities]);
	const own = contextsOf(store, identities);
	removeSealed(store, ({ contextId }) => own.has(contextId));
	const contexts = `SELECT "contextId" FROM "callContext" WHERE "sessionId" IN (${sessionsOf(identities)})`;
	for (const table of ['callRow', 'rollupRow']) {
		database.run(`DELETE FROM "${table}" WHERE "contextId" IN (${contexts})`, [...identities]);
	}
	// Which sessions are the person's is told by these two, so they go last, contexts first.
	const others = selections(identities).filter(([name]) => !['callRollup', 'session'].includes(name));
	const bySession = `"sessionId" IN (${sessionsOf(identities)})`;
	for (const [table, where] of [...others, ['callContext', bySession], ['session', bySession]] as const) {
		database.run(`DELETE FROM "${table}" WHERE ${where}`, [...identities]);
	}
	return counts;
}
