/** Token counts of one or many calls. Integers, never negative. `inputTokens` excludes everything cached. */
export interface TokenCounts {
	readonly inputTokens: number;
	readonly outputTokens: number;
	readonly cacheWrite5mTokens: number;
	readonly cacheWrite1hTokens: number;
	readonly cacheReadTokens: number;
	readonly webSearches: number;
}

/** A nested model run inside a call that is billed under its own model (an advisor iteration). */
export interface NestedCall extends TokenCounts {
	readonly model: string;
}

/**
 * One billed model response, exactly once however many lines and files repeat it. Key: `callId` (the API's
 * `message.id`; the line's `uuid` where an old line has none).
 */
export interface Call extends TokenCounts {
	readonly callId: string;
	/** The session that wrote the call first; a resumed or forked copy does not change it. */
	readonly sessionId: string;
	readonly origin: 'main' | 'subagent';
	/** Milliseconds since the epoch, UTC. */
	readonly atMs: number;
	/** Model id as written, e.g. `claude-opus-5-5`, `us.anthropic.claude-…-v1:0`, `claude-opus-5[1m]`. */
	readonly model: string;
	readonly speed: string | null;
	readonly serviceTier: string | null;
	readonly inferenceGeo: string | null;
	/** Advisor iterations, priced under their own model. */
	readonly nested: readonly NestedCall[];
	/** True when the final output count was never written (no `stop_reason`): `outputTokens` is a floor. */
	readonly outputIsPartial: boolean;
	/** Claude Code version that wrote the line. */
	readonly version: string | null;
	/** Working folder at that turn, as written (any platform's path form). */
	readonly cwd: string | null;
	/** Git branch at that turn, as written. */
	readonly branch: string | null;
	/**
	 * How many calls this stands for: more than one for old history that the ledger has rolled up to quarter hours,
	 * with their sums. All of them fell in the same price tier. Absent: one.
	 */
	readonly standsFor?: number;
}

/** A call with its list price; `costMicros` is 0 and `isPriced` false when the model has no known price. */
export interface PricedCall extends Call {
	readonly costMicros: number;
	readonly isPriced: boolean;
}
