import { z } from 'zod';

/**
 * How far one repository has been read. It is saved with the rows of each page in one batch, so it is never ahead
 * of them.
 */
export const syncStateSchema = z.object({
	version: z.literal(1),
	/** First fill, by creation date: immutable, so its cursor never skips. */
	backfill: z.object({
		isDone: z.boolean(),
		cursor: z.string().nullable(),
		/** The server's clock when it began; null before. */
		startedAtMs: z.number().nullable(),
	}),
	/** A running scan by update date, to go on with; null between scans. */
	scan: z.object({ cursor: z.string().nullable(), startedAtMs: z.number() }).nullable(),
	/** Everything updated before this has been read. */
	watermarkMs: z.number().nullable(),
	/** Node ids of pull requests whose lists go on beyond the page: read whole before they are saved. */
	pendingPullRequests: z.array(z.string()),
	/** Node ids of closed issues whose labels are to be read. */
	pendingIssues: z.array(z.string()),
	/** ETag of the idle poll before the last finished scan; null: look in any case. */
	etag: z.string().nullable(),
	/** Pull requests read since the running scan began, for progress. */
	done: z.number(),
	/** The server's clock when the last scan finished; null while the first fill goes on. */
	finishedAtMs: z.number().nullable(),
	/** Read without sign-in: reviews and commits are unknown. */
	isAnonymous: z.boolean(),
	/** GitHub's number of the repository: stays when it is renamed or moved. Null until told. */
	repositoryId: z.number().nullable().default(null),
	/** Every `owner/name` that GitHub has told for it, lower-cased; the present one last. */
	names: z.array(z.string()).default([]),
	/** Read-only on GitHub, as last told. */
	isArchived: z.boolean().default(false),
});

export type SyncState = z.output<typeof syncStateSchema>;

export const freshState: SyncState = {
	version: 1,
	backfill: { isDone: false, cursor: null, startedAtMs: null },
	scan: null,
	watermarkMs: null,
	pendingPullRequests: [],
	pendingIssues: [],
	etag: null,
	done: 0,
	finishedAtMs: null,
	isAnonymous: false,
	repositoryId: null,
	names: [],
	isArchived: false,
};
