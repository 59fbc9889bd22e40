import type { Kysely } from 'kysely';
import type { Problem } from '../core/problem.js';
import type { BlockHead, CallBlock, StoredContext } from './callBlock.js';
import type { LedgerSchema, LedgerTables } from './schema.js';

/** Rows to upsert, by table. A batch is acknowledged as a whole or not at all. */
export type LedgerBatch = { readonly [Table in keyof LedgerSchema]?: readonly LedgerSchema[Table][] };

/** A value as the store gives it. */
export type StoredValue = string | number | Uint8Array | null;

/** The remembered calls, in columns. */
export interface StoredCalls {
	/**
	 * The calls of an organisation that a span touches (all without one), some thousands at a time; each block holds until
	 * the next one is asked for.
	 */
	blocksIn(orgId: string, span?: { sinceMs: number; untilMs: number } | null): Iterable<CallBlock>;
	/** The packed ones of those blocks, in that order. */
	sealedIn(orgId: string): Iterable<CallBlock>;
	/** The same without their columns. */
	headsIn(orgId: string): readonly BlockHead[];
	/** The last of those blocks, of calls that are not packed yet; null without any. */
	looseIn(orgId: string): CallBlock | null;
	/** Number of calls of all organisations. */
	count(): number;
	/** What calls have in common, by the `contextIds` of the blocks; with `after` of greater ids only. */
	contexts(orgId: string, after?: number): ReadonlyMap<number, StoredContext>;
	/** Session of a call; null for one that is not known. */
	sessionOf(orgId: string, callId: string): string | null;
}

/**
 * What Outlay remembers. Many processes may have the same ledger open. `write` resolves when the batch survives a
 * crash; it never waits for another process. Upserts follow each table's merge rule (for `call`: each token count is
 * the maximum of its copies), so writing a row twice changes nothing.
 */
export interface Ledger {
	/** Organisation whose rows this ledger reads and writes; `local` on a developer's machine. */
	readonly orgId: string;
	/** Read access to everything acknowledged by this process, and by others as of the last `refresh`. */
	readonly db: Kysely<LedgerTables>;
	/** The calls; there are too many for a table. Valid until the next `refresh`. */
	readonly calls: StoredCalls;
	/** Names the image whose blocks the packed calls are; null when they are no image's as it lies on disk. */
	readonly imageName: string | null;
	/** What was wrong on opening and was survived (a quarantined image, a torn line). */
	readonly problems: readonly Problem[];
	/**
	 * The fast way to read very many rows: steps through a query and hands over the bare values of each row, in the
	 * order of the query's columns. Column and table names are those of `LedgerTables`, in double quotes.
	 */
	scan(
		sql: string,
		parameters: readonly StoredValue[],
		visit: (values: readonly StoredValue[]) => void,
	): void;
	write(batch: LedgerBatch): Promise<void>;
	/** Takes in what other processes have written; true when something changed. */
	refresh(): Promise<boolean>;
	/**
	 * Follows other processes from now on: `onChange` is called within about two seconds of their writing, after
	 * their rows were taken in. Gives the function that ends it.
	 */
	watch(onChange: () => void, onError: (error: unknown) => void): () => void;
	/** Saves and lets go. */
	close(): Promise<void>;
}
