/**
 * The one schema, for the embedded sql.js store and for PostgreSQL. Rules that keep it portable: natural keys led
 * by `orgId`; TEXT and BIGINT only; instants are epoch milliseconds; booleans 0 or 1; lists and records are JSON in
 * TEXT; every write is an idempotent upsert; tokens and identities are stored, dollars only where the vendor billed
 * them. Column names are the core's own, so a row is a record.
 */
export interface LedgerSchema {
	call: CallRow;
	session: SessionRow;
	sessionEvent: SessionEventRow;
	pullRequest: PullRequestRow;
	coverageFile: CoverageFileRow;
	/** What a rule found for one commit, remembered by SHA and rule version. */
	commitFact: CommitFactRow;
	billedUsage: BilledUsageRow;
	/** Latest known facts of the organisation's side: limits, members, keys, requests. One JSON document a key. */
	orgRecord: OrgRecordRow;
	/** How far each source has been read. */
	cursor: CursorRow;
}

export interface CallRow {
	orgId: string;
	callId: string;
	sessionId: string;
	origin: string;
	/**
	 * When the session that this copy names began to write lines of its own. Of two copies in different sessions (a
	 * resumed or forked history) the earlier one owns the call; without it the first one written does.
	 */
	ownerSinceMs?: number | null;
	atMs: number;
	model: string;
	speed: string | null;
	serviceTier: string | null;
	inferenceGeo: string | null;
	inputTokens: number;
	outputTokens: number;
	cacheWrite5mTokens: number;
	cacheWrite1hTokens: number;
	cacheReadTokens: number;
	webSearches: number;
	/** JSON of `NestedCall[]`; null for none. */
	nested: string | null;
	outputIsPartial: number;
	version: string | null;
	cwd: string | null;
	branch: string | null;
}

export interface SessionRow {
	orgId: string;
	sessionId: string;
	/** Whose transcripts these are, in a store that a team shares; null for the user of this machine. */
	personId?: string | null;
	firstAtMs: number;
	lastAtMs: number;
	/** JSON of `string[]`. */
	cwds: string;
	entrypoint: string | null;
	clientCostMicros: number | null;
	clientCostHasUnknownModel: number | null;
}

export interface SessionEventRow {
	orgId: string;
	sessionId: string;
	eventId: string;
	kind: string;
	atMs: number;
	/** JSON of the rest of the `SessionEvent`. */
	detail: string;
}

export interface PullRequestRow {
	orgId: string;
	repo: string;
	number: number;
	mergedAtMs: number | null;
	closedAtMs: number | null;
	createdAtMs: number | null;
	updatedAtMs: number | null;
	/** JSON: the rest of the `PullRequest`, as `pullRequestDetail.ts` packs it. */
	detail: string;
}

export interface CoverageFileRow {
	orgId: string;
	repo: string;
	commitSha: string;
	path: string;
	coverable: number;
	covered: number;
	/** Run-length coded line states; null for totals only. */
	lines: string | null;
}

export interface CommitFactRow {
	orgId: string;
	repo: string;
	sha: string;
	/** e.g. `defect`, `added-lines`. */
	kind: string;
	ruleVersion: string;
	/** JSON. */
	value: string;
}

export interface BilledUsageRow {
	orgId: string;
	/** UTC day `YYYY-MM-DD`. */
	day: string;
	actorId: string;
	product: string;
	model: string;
	workspaceId: string;
	tokenKind: string;
	/** Post-discount, pre-credit. */
	amountMicros: number;
	listMicros: number | null;
	currency: string;
	tokens: number | null;
	requests: number | null;
	/** The vendor's decimal string, as received. */
	rawAmount: string;
	source: string;
}

export interface OrgRecordRow {
	orgId: string;
	kind: string;
	key: string;
	asOfMs: number;
	value: string;
}

export interface CursorRow {
	orgId: string;
	source: string;
	key: string;
	/** JSON. */
	value: string;
}

/**
 * Calls older than the retention setting, rolled up: one row for each session, origin, quarter hour, model, branch,
 * folder and whatever else their price depends on. Sums of a row can be priced again; calls are no longer told
 * apart.
 */
export interface CallRollupRow {
	orgId: string;
	sessionId: string;
	origin: string;
	/** Start of the quarter hour. */
	slotMs: number;
	/** Which price tier the whole input of each of these calls fell in; see `rollUp.ts`. */
	contextTier: number;
	model: string;
	speed: string | null;
	serviceTier: string | null;
	inferenceGeo: string | null;
	version: string | null;
	cwd: string | null;
	branch: string | null;
	calls: number;
	inputTokens: number;
	outputTokens: number;
	cacheWrite5mTokens: number;
	cacheWrite1hTokens: number;
	cacheReadTokens: number;
	webSearches: number;
	/** 1 for calls whose output count is a floor; they are summed apart. */
	outputIsPartial: number;
}

/**
 * What SQL can read: the tables that are written, and what the ledger makes of old rows by itself. Calls are packed;
 * `Ledger.calls` reads them.
 */
export interface LedgerTables extends Omit<LedgerSchema, 'call'> {
	callRollup: CallRollupRow;
}
