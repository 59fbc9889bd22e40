import { createHash } from 'node:crypto';
import type { Database, SqlValue, Statement } from 'sql.js';
import type { Cell, EntryRows } from './spoolEntry.js';

/** Columns of `callContext` in the order of its key, with `ownerSinceMs` at `ownerSince`. */
export const contextColumns = [
	'orgId',
	'sessionId',
	'origin',
	'ownerSinceMs',
	'model',
	'speed',
	'serviceTier',
	'inferenceGeo',
	'version',
	'cwd',
	'branch',
] as const;
const ownerSince = contextColumns.indexOf('ownerSinceMs');
const quotedContext = contextColumns.map((name) => `"${name}"`).join(', ');

const ownColumns = [
	'atMs',
	'inputTokens',
	'outputTokens',
	'cacheWrite5mTokens',
	'cacheWrite1hTokens',
	'cacheReadTokens',
	'webSearches',
	'outputIsPartial',
	'nested',
] as const;

type Context = readonly SqlValue[];

const greatest = (name: string): string => `"${name}" = max("${name}", excluded."${name}")`;
const least = (name: string): string => `"${name}" = min("${name}", excluded."${name}")`;
const upsert =
	`INSERT INTO "callRow" ("orgCode", "callId", "contextId", ${ownColumns.map((name) => `"${name}"`).join(', ')}) ` +
	`VALUES (?, ?, ?, ${ownColumns.map(() => '?').join(', ')}) ON CONFLICT DO UPDATE SET ` +
	`"contextId" = excluded."contextId", ${least('atMs')}, ${ownColumns.slice(1, 7).map(greatest).join(', ')}, ` +
	`${least('outputIsPartial')}, "nested" = CASE WHEN "nested" IS NULL ` +
	'OR length(excluded."nested") > length("nested") THEN excluded."nested" ELSE "nested" END';

const rememberedContexts = 1000;

/** The first row of a prepared query; empty when there is none. */
function only(statement: Statement, parameters: readonly SqlValue[]): SqlValue[] {
	const row = statement.get([...parameters]);
	statement.reset();
	return row;
}

/** Hash under which the id of a rolled-up call is remembered: 64 bits, as the text of a signed integer. */
export function callHash(orgId: string, callId: string): string {
	return createHash('sha256').update(`${orgId}\n${callId}`).digest().readBigInt64BE(0).toString();
}

/** The context of a call with two copies: the earlier session's, each gap filled from the other. */
function mergedContext(ours: Context, theirs: Context): Context {
	const [since, theirSince] = [ours[ownerSince], theirs[ownerSince]].map((value) =>
		typeof value === 'number' ? value : Number.POSITIVE_INFINITY,
	);
	const isEarlier = (theirSince ?? 0) < (since ?? 0);
	const [first, second] = isEarlier ? [theirs, ours] : [ours, theirs];
	return first.map((value, index) => value ?? second[index] ?? null);
}

/** Writes calls into the packed tables of one database. Merge rules are those of `tableSpecs.call`. */
export class PackedCalls {
	readonly #database: Database;
	readonly #upsert: Statement;
	readonly #contextOf: Statement;
	readonly #isRolled: Statement;
	readonly #hasRolled: boolean;
	readonly #contextLike: Statement;
	readonly #contextWith: Statement;
	/** Ids of the contexts used last, by their JSON: neighbouring calls mostly share theirs. */
	readonly #ids = new Map<string, number>();
	readonly #orgs = new Map<string, number>();

	constructor(database: Database) {
		this.#database = database;
		this.#upsert = database.prepare(upsert);
		this.#contextOf = database.prepare(
			'SELECT "contextId" FROM "callRow" WHERE "orgCode" = ? AND "callId" = ?',
		);
		this.#isRolled = database.prepare('SELECT 1 FROM "rolledCall" WHERE "hash" = ?');
		this.#hasRolled = database.exec('SELECT 1 FROM "rolledCall" LIMIT 1').length > 0;
		this.#contextLike = database.prepare(
			`SELECT "contextId" FROM "callContext" WHERE ${contextColumns.map((name) => `"${name}" IS ?`).join(' AND ')}`,
		);
		this.#contextWith = database.prepare(`SELECT ${quotedContext} FROM "callContext" WHERE "contextId" = ?`);
		for (const [code, orgId] of this.#all('SELECT "code", "orgId" FROM "orgCode"')) {
			this.#orgs.set(String(orgId), Number(code));
		}
	}

	/** A function that writes one row of some entry. */
	writer({ columns }: EntryRows): (row: readonly Cell[]) => void {
		const places = (names: readonly string[]): number[] => names.map((name) => columns.indexOf(name));
		const [contextPlaces, ownPlaces, [idPlace = 0]] = [contextColumns, ownColumns, ['callId']].map(
			places,
		) as [number[], number[], number[]];
		const at = (row: readonly Cell[], place: number): Cell => row[place] ?? null;
		return (row) => {
			const context = contextPlaces.map((place) => at(row, place));
			const own = ownPlaces.map((place) => at(row, place));
			this.#write(String(at(row, idPlace)), context, own);
		};
	}

	free(): void {
		for (const statement of [
			this.#upsert,
			this.#contextOf,
			this.#isRolled,
			this.#contextLike,
			this.#contextWith,
		])
			statement.free();
	}

	#write(callId: string, context: Context, own: readonly Cell[]): void {
		const orgId = String(context[0]);
		const org = this.#orgCode(orgId);
		const [found] = only(this.#contextOf, [org, callId]);
		if (found === undefined && this.#hasRolled && this.#wasRolledUp(orgId, callId)) return;
		const id = this.contextId(context);
		const merged =
			found === undefined || found === id ? id : this.contextId(this.#merged(Number(found), context));
		this.#upsert.run([org, callId, merged, ...own]);
	}

	#merged(known: number, context: Context): Context {
		return mergedContext(only(this.#contextWith, [known]), context);
	}

	#wasRolledUp(orgId: string, callId: string): boolean {
		return only(this.#isRolled, [callHash(orgId, callId)]).length > 0;
	}

	#orgCode(orgId: string): number {
		const known = this.#orgs.get(orgId);
		if (known !== undefined) return known;
		const code = this.#orgs.size + 1;
		this.#database.run('INSERT INTO "orgCode" VALUES (?, ?)', [code, orgId]);
		this.#orgs.set(orgId, code);
		return code;
	}

	/** The id of a context; a new one if it is not known yet. */
	contextId(context: Context): number {
		const key = JSON.stringify(context);
		const known = this.#ids.get(key);
		if (known !== undefined) return known;
		if (this.#ids.size >= rememberedContexts) this.#ids.clear();
		let [id] = only(this.#contextLike, context);
		if (id === undefined) {
			this.#database.run(
				`INSERT INTO "callContext" (${quotedContext}) VALUES (${contextColumns.map(() => '?').join(', ')})`,
				[...context],
			);
			[id] = only(this.#contextLike, context);
		}
		this.#ids.set(key, Number(id));
		return Number(id);
	}

	*#all(sql: string): Generator<SqlValue[]> {
		const statement = this.#database.prepare(sql);
		try {
			while (statement.step()) yield statement.get();
		} finally {
			statement.free();
		}
	}
}
