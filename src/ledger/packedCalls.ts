import { createHash } from 'node:crypto';
import type { Database, SqlValue, Statement } from 'sql.js';
import {
	countNames,
	type BlockHead,
	type CallBlock,
	type CountName,
	type StoredContext,
} from './callBlock.js';
import { ContextReader, readContextColumns } from './contextReader.js';
import type { NumberColumn } from './numberColumn.js';
import { SealedCalls, type SealedPlace } from './sealedCalls.js';
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

const digestOf = (orgId: string, callId: string): Buffer =>
	createHash('sha256').update(`${orgId}\n${callId}`).digest();

/** Hash under which the id of a rolled-up call is remembered: 64 bits, as the text of a signed integer. */
export const callHash = (orgId: string, callId: string): string =>
	digestOf(orgId, callId).readBigInt64BE(0).toString();

/** The part of that hash by which a packed call is found. */
export const callPrint = (orgId: string, callId: string): number => digestOf(orgId, callId).readUInt32BE(0);

/** The context of a call with two copies: the earlier session's, each gap filled from the other. */
function mergedContext(ours: Context, theirs: Context): Context {
	const [since, theirSince] = [ours[ownerSince], theirs[ownerSince]].map((value) =>
		typeof value === 'number' ? value : Number.POSITIVE_INFINITY,
	);
	const isEarlier = (theirSince ?? 0) < (since ?? 0);
	const [first, second] = isEarlier ? [theirs, ours] : [ours, theirs];
	return first.map((value, index) => value ?? second[index] ?? null);
}

/** Reads and writes the calls of one database. Merge rules are those of `tableSpecs.call`. */
export class PackedCalls {
	/** Those that are packed in blocks. */
	readonly sealed: SealedCalls;
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
		this.sealed = new SealedCalls(database);
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
		let [found] = only(this.#contextOf, [org, callId]);
		if (found === undefined) {
			const place = this.sealed.find(org, callId, callPrint(orgId, callId));
			if (place !== null) {
				if (this.#holds(place, context, own)) return;
				found = this.#unseal(org, callId, place);
			} else if (this.#hasRolled && this.#wasRolledUp(orgId, callId)) return;
		}
		const id = this.contextId(context);
		const merged =
			found === undefined || found === id ? id : this.contextId(this.#merged(Number(found), context));
		this.#upsert.run([org, callId, merged, ...own]);
	}

	/** True when a packed call would not change by another copy of it. */
	#holds({ blockId, row }: SealedPlace, context: Context, own: readonly Cell[]): boolean {
		const block = this.sealed.block(blockId);
		const [atMs, ...rest] = own;
		const nested = rest[countNames.length];
		const isLess = (name: CountName, index: number): boolean =>
			name === 'outputIsPartial'
				? Number(rest[index]) >= (block[name][row] ?? 0)
				: Number(rest[index]) <= (block[name][row] ?? 0);
		const known = block.contextIds[row] ?? 0;
		return (
			Number(atMs) >= (block.atMs[row] ?? 0) &&
			countNames.every(isLess) &&
			String(nested ?? '').length <= (block.nested.get(row)?.length ?? 0) &&
			(known === this.contextId(context) || known === this.contextId(this.#merged(known, context)))
		);
	}

	/** Puts a packed call back where it can change; gives the id of its context. */
	#unseal(org: number, callId: string, place: SealedPlace): number {
		const block = this.sealed.block(place.blockId);
		const contextId = block.contextIds[place.row] ?? 0;
		const counts = countNames.map((name) => block[name][place.row] ?? 0);
		const nested = block.nested.get(place.row) ?? null;
		this.#upsert.run([org, callId, contextId, block.atMs[place.row] ?? 0, ...counts, nested]);
		this.sealed.leaveOut(place);
		return contextId;
	}

	/** Session of a call, packed or not; null for one that is not here. */
	sessionOf(orgId: string, callId: string): string | null {
		const org = this.#orgs.get(orgId);
		if (org === undefined) return null;
		let [contextId] = only(this.#contextOf, [org, callId]);
		if (contextId === undefined) {
			const place = this.sealed.find(org, callId, callPrint(orgId, callId));
			if (place === null) return null;
			contextId = this.sealed.block(place.blockId).contextIds[place.row];
		}
		return String(only(this.#contextWith, [contextId ?? null])[1]);
	}

	/**
	 * The calls of an organisation that a span touches, in columns: every packed block, then those not packed yet. Each holds
	 * until the next one is asked for.
	 */
	*blocksIn(orgId: string, span: { sinceMs: number; untilMs: number } | null = null): Generator<CallBlock> {
		const org = this.#orgs.get(orgId);
		if (org === undefined) return;
		yield* this.sealed.blocksIn(org, span);
		const loose = this.looseIn(orgId);
		if (loose !== null) yield loose;
	}

	/** The packed blocks in that order. */
	*sealedIn(orgId: string): Generator<CallBlock> {
		const org = this.#orgs.get(orgId);
		if (org !== undefined) yield* this.sealed.blocksIn(org, null);
	}

	/** The same without their columns. */
	headsIn(orgId: string): BlockHead[] {
		const org = this.#orgs.get(orgId);
		return org === undefined ? [] : this.sealed.headsIn(org);
	}

	/** The calls that are not packed yet; null without any. */
	looseIn(orgId: string): CallBlock | null {
		const org = this.#orgs.get(orgId);
		const loose = org === undefined ? null : this.#looseBlock(org);
		return loose === null || loose.rows === 0 ? null : loose;
	}

	#looseBlock(org: number): CallBlock {
		const rows = [
			...this.#all(
				`SELECT "callId", "contextId", "nested", ${ownColumns
					.slice(0, -1)
					.map((name) => `"${name}"`)
					.join(', ')}
				FROM "callRow" WHERE "orgCode" = ? ORDER BY "atMs", "callId"`,
				[org],
			),
		];
		const column = (index: number): Float64Array => Float64Array.from(rows, (row) => Number(row[index]));
		const counts = Object.fromEntries(
			countNames.map((name) => [name, column(3 + ownColumns.indexOf(name))]),
		) as Record<CountName, NumberColumn>;
		return {
			...{ rows: rows.length, contextIds: column(1), atMs: column(3), gone: new Set() },
			...counts,
			nested: new Map(rows.flatMap((row, index) => (row[2] === null ? [] : [[index, String(row[2])]]))),
			ids: () => rows.map(([callId]) => String(callId)),
		};
	}

	/** What the calls of an organisation have in common, by the ids that blocks name; those that follow an id. */
	contexts(orgId: string, after = 0): Map<number, StoredContext> {
		const found = new Map<number, StoredContext>();
		const reader = new ContextReader();
		const rows = this.#all(
			`SELECT "contextId", ${readContextColumns} FROM "callContext" WHERE "orgId" = ? AND "contextId" > ? ORDER BY "contextId"`,
			[orgId, after],
		);
		for (const row of rows) found.set(Number(row[0]), reader.read(row, 1));
		return found;
	}

	/** Number of calls of every organisation. */
	count(): number {
		const [loose] = [...this.#all('SELECT count(*) FROM "callRow"')];
		const [packed] = [...this.#all('SELECT coalesce(sum("rows"), 0) FROM "callBlock"')];
		const [gone] = [...this.#all('SELECT count(*) FROM "unsealedCall"')];
		return Number(loose?.[0]) + Number(packed?.[0]) - Number(gone?.[0]);
	}

	/** Organisations and their codes. */
	get organizations(): ReadonlyMap<string, number> {
		return this.#orgs;
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

	*#all(sql: string, parameters: readonly SqlValue[] = []): Generator<SqlValue[]> {
		const statement = this.#database.prepare(sql);
		try {
			statement.bind([...parameters]);
			while (statement.step()) yield statement.get();
		} finally {
			statement.free();
		}
	}
}
