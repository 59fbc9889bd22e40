import type { OutlayError } from './errors.js';

/** What the sync of one repository with GitHub came to. */
export interface GithubSync {
	readonly repo: string;
	readonly host: string;
	/** Name that the ledger keeps it under: the one of its first sync, however often it is renamed. */
	readonly storedAs: string;
	/** Other names that GitHub has told for it, the present one last. */
	readonly otherNames: readonly string[];
	/** Pull requests in the ledger afterwards. */
	readonly pullRequests: number;
	/** Null when it failed. */
	readonly result: GithubSyncResult | null;
	/** Server's clock at the end of the last whole sync; null before one. */
	readonly finishedAtMs: number | null;
	readonly error: OutlayError | null;
}

/** A sync that reached its end. */
export interface GithubSyncResult {
	/** Pull requests written, repetitions included. */
	readonly written: number;
	/** GraphQL points and requests that it took. */
	readonly points: number;
	readonly requests: number;
	/** Points left in the hour, as last told; null on a server without limits. */
	readonly remainingPoints: number | null;
	/** The idle poll said that nothing changed. */
	readonly isUnchanged: boolean;
	readonly isAnonymous: boolean;
	/** Read-only on GitHub, as last told. */
	readonly isArchived: boolean;
}
