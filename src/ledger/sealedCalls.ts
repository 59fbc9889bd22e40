import type { Database, SqlValue, Statement } from 'sql.js';
import { countBelow } from '../core/ascending.js';
import {
	BlockRoom,
	callInBlock,
	idsFrom,
	mostCallsOfBlock,
	packBlock,
	unpackBlock,
	type BlockHead,
	type CallBlock,
	type SealedCall,
} from './callBlock.js';

/** A packed call: its block and its row there. */
export interface SealedPlace {
	readonly blockId: number;
	readonly row: number;
}

/** Where the calls of one block are found by their ids. */
interface Prints {
	readonly blockId: number;
	readonly orgCode: number;
	readonly sorted: Uint32Array;
	readonly rows: Uint16Array;
}

/** Blocks kept unpacked for calls of which another copy comes: such copies come from one session, so from one month. */
const blocksKept = 4;

/** Blocks come in the order of their first calls. */
const inOrder = 'ORDER BY "firstAtMs", "blockId"';

const bytesOf = (value: SqlValue | undefined): Uint8Array =>
	value instanceof Uint8Array ? value : new Uint8Array(0);

/** Reads and writes the packed calls of one database. */
export class SealedCalls {
	readonly #database: Database;
	#prints: readonly Prints[] | null = null;
	#gone: Map<number, Set<number>> | null = null;
	readonly #unpacked = new Map<number, CallBlock>();

	constructor(database: Database) {
		this.#database = database;
	}

	/** The place of a packed call; null when none has this id. */
	find(orgCode: number, callId: string, print: number): SealedPlace | null {
		this.#prints ??= this.#readPrints();
		for (const { blockId, orgCode: org, sorted, rows } of this.#prints) {
			if (org !== orgCode) continue;
			for (let at = countBelow(sorted, print); sorted[at] === print; at++) {
				const row = rows[at] ?? 0;
				if (this.#isGone(blockId, row)) continue;
				if (this.block(blockId).ids()[row] === callId) return { blockId, row };
			}
		}
		return null;
	}

	/** A block, kept unpacked with its ids for the next question about it. */
	block(blockId: number): CallBlock {
		const known = this.#unpacked.get(blockId);
		if (known !== undefined) return known;
		const [found] = this.#blocks('WHERE "blockId" = ?', [blockId]);
		if (found === undefined) throw new Error(`The ledger has no block ${blockId} of calls.`);
		let ids: readonly string[] | null = null;
		const stored = { ...found, ids: () => (ids ??= found.ids()) };
		for (const oldest of this.#unpacked.keys()) {
			if (this.#unpacked.size < blocksKept) break;
			this.#unpacked.delete(oldest);
		}
		this.#unpacked.set(blockId, stored);
		return stored;
	}

	/** Every block of an organisation that may hold calls of a span, unpacked until the next one is asked for. */
	*blocksIn(orgCode: number, span: { sinceMs: number; untilMs: number } | null): Generator<CallBlock> {
		const { sinceMs, untilMs } = span ?? { sinceMs: 0, untilMs: Number.MAX_SAFE_INTEGER };
		yield* this.#blocks(
			`WHERE "orgCode" = ? AND "lastAtMs" >= ? AND "firstAtMs" < ? ${inOrder}`,
			[orgCode, sinceMs, untilMs],
			new BlockRoom(),
		);
	}

	/** The blocks of an organisation in the order of `blocksIn`, without reading their columns. */
	headsIn(orgCode: number): BlockHead[] {
		const found = this.#rows(`SELECT "blockId", "rows" FROM "callBlock" WHERE "orgCode" = ? ${inOrder}`, [
			orgCode,
		]);
		return found.map(([id, rows]) => {
			const blockId = Number(id);
			return { rows: Number(rows), gone: this.#goneOf(blockId), ids: idsFrom(() => this.#idsIn(blockId)) };
		});
	}

	/** Notes that a packed call is kept in `callRow` from now on. */
	leaveOut({ blockId, row }: SealedPlace): void {
		this.#database.run('INSERT OR IGNORE INTO "unsealedCall" VALUES (?, ?)', [blockId, row]);
		this.#goneOf(blockId).add(row);
	}

	/** Packs calls of one organisation and month together with what its last block has room for. */
	seal(orgCode: number, month: { sinceMs: number; untilMs: number }, fresh: readonly SealedCall[]): void {
		const [open] = this.#rows(
			`SELECT "blockId" FROM "callBlock" WHERE "orgCode" = ? AND "firstAtMs" >= ? AND "lastAtMs" < ?
				AND "rows" < ? ORDER BY "rows" LIMIT 1`,
			[orgCode, month.sinceMs, month.untilMs, mostCallsOfBlock],
		);
		const kept = open === undefined ? [] : this.callsOf(Number(open[0]));
		if (open !== undefined) this.drop(Number(open[0]));
		this.add(orgCode, [...kept, ...fresh]);
	}

	/** Packs calls of one organisation, as many to a block as it holds. */
	add(orgCode: number, calls: readonly SealedCall[]): void {
		const sorted = [...calls].sort((one, two) => one.atMs - two.atMs || (one.callId < two.callId ? -1 : 1));
		for (let from = 0; from < sorted.length; from += mostCallsOfBlock) {
			const block = packBlock(sorted.slice(from, from + mostCallsOfBlock));
			this.#database.run(
				'INSERT INTO "callBlock" ("orgCode", "firstAtMs", "lastAtMs", "rows", "numbers") VALUES (?, ?, ?, ?, ?)',
				[orgCode, block.firstAtMs, block.lastAtMs, block.rows, block.numbers],
			);
			const [id] = this.#rows('SELECT last_insert_rowid()', []);
			const blockId = id?.[0] ?? null;
			this.#database.run('INSERT INTO "callBlockPrints" VALUES (?, ?)', [blockId, block.prints]);
			this.#database.run('INSERT INTO "callBlockIds" VALUES (?, ?)', [blockId, block.ids]);
		}
		this.#forget();
	}

	/** The calls of a block that count. */
	callsOf(blockId: number): SealedCall[] {
		return this.storedCallsOf(blockId)
			.filter(({ isGone }) => !isGone)
			.map(({ call }) => call);
	}

	/** All calls whose bytes a block holds, also those that are kept elsewhere since. */
	storedCallsOf(blockId: number): { readonly call: SealedCall; readonly isGone: boolean }[] {
		const block = this.block(blockId);
		const [stored] = this.#rows('SELECT "prints" FROM "callBlockPrints" WHERE "blockId" = ?', [blockId]);
		const { sorted, rows } = printsIn(bytesOf(stored?.[0]));
		const ids = block.ids();
		return Array.from(sorted, (print, place) => {
			const row = rows[place] ?? 0;
			const call = { callId: ids[row] ?? '', print, ...callInBlock(block, row) };
			return { call, isGone: block.gone.has(row) };
		});
	}

	/** Ids of all blocks, or of those with calls before an instant, with their organisations. */
	blockIds(beforeMs = Number.MAX_SAFE_INTEGER): { readonly blockId: number; readonly orgCode: number }[] {
		return this.#rows('SELECT "blockId", "orgCode" FROM "callBlock" WHERE "firstAtMs" < ?', [beforeMs]).map(
			([blockId, orgCode]) => ({ blockId: Number(blockId), orgCode: Number(orgCode) }),
		);
	}

	/** Takes a whole block out. */
	drop(blockId: number): void {
		for (const table of ['callBlock', 'callBlockPrints', 'callBlockIds', 'unsealedCall']) {
			this.#database.run(`DELETE FROM "${table}" WHERE "blockId" = ?`, [blockId]);
		}
		this.#forget();
	}

	#forget(): void {
		this.#prints = null;
		this.#gone = null;
		this.#unpacked.clear();
	}

	#isGone(blockId: number, row: number): boolean {
		return this.#goneRows().get(blockId)?.has(row) === true;
	}

	#goneOf(blockId: number): Set<number> {
		const gone = this.#goneRows();
		const known = gone.get(blockId) ?? new Set<number>();
		gone.set(blockId, known);
		return known;
	}

	#goneRows(): Map<number, Set<number>> {
		if (this.#gone !== null) return this.#gone;
		const gone = new Map<number, Set<number>>();
		this.#gone = gone;
		for (const [blockId, row] of this.#rows('SELECT "blockId", "row" FROM "unsealedCall"', [])) {
			this.#goneOf(Number(blockId)).add(Number(row));
		}
		return gone;
	}

	#readPrints(): Prints[] {
		return this.#rows(
			`SELECT b."blockId", b."orgCode", p."prints" FROM "callBlock" b
				JOIN "callBlockPrints" p ON p."blockId" = b."blockId" ORDER BY b."lastAtMs" DESC`,
			[],
		).map(([blockId, orgCode, prints]) => ({
			blockId: Number(blockId),
			orgCode: Number(orgCode),
			...printsIn(bytesOf(prints)),
		}));
	}

	*#blocks(
		where: string,
		parameters: readonly SqlValue[],
		room: BlockRoom | null = null,
	): Generator<CallBlock> {
		// Put in order without their long columns: to sort those, SQLite would write all of them to a file of its own.
		const found = this.#rows(`SELECT "blockId", "firstAtMs", "rows" FROM "callBlock" ${where}`, parameters);
		for (const [id, firstAtMs, rows] of found) {
			const blockId = Number(id);
			const numbers = this.#bytesIn('SELECT "numbers" FROM "callBlock" WHERE "blockId" = ?', blockId);
			yield unpackBlock(
				{ firstAtMs: Number(firstAtMs), rows: Number(rows), numbers },
				this.#goneOf(blockId),
				() => this.#idsIn(blockId),
				room,
			);
		}
	}

	#idsIn(blockId: number): Uint8Array {
		return this.#bytesIn('SELECT "ids" FROM "callBlockIds" WHERE "blockId" = ?', blockId);
	}

	#bytesIn(sql: string, blockId: number): Uint8Array {
		return bytesOf(this.#rows(sql, [blockId])[0]?.[0]);
	}

	#rows(sql: string, parameters: readonly SqlValue[]): SqlValue[][] {
		return [...this.#steps(sql, parameters)];
	}

	*#steps(sql: string, parameters: readonly SqlValue[]): Generator<SqlValue[]> {
		const statement: Statement = this.#database.prepare(sql);
		try {
			statement.bind([...parameters]);
			while (statement.step()) yield statement.get();
		} finally {
			statement.free();
		}
	}
}

function printsIn(bytes: Uint8Array): { readonly sorted: Uint32Array; readonly rows: Uint16Array } {
	// A copy begins at an even place, as the columns need.
	const own = bytes.slice();
	const count = own.length / 6;
	return {
		sorted: new Uint32Array(own.buffer, 0, count),
		rows: new Uint16Array(own.buffer, count * 4, count),
	};
}
