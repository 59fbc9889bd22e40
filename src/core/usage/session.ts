/** Claude Code's own cumulative figure for a session (its last `cost-state` line). Basis `client`. */
export interface ClientCost {
	readonly costMicros: number;
	/** True when Claude Code itself met a model without a price: the figure is a floor. */
	readonly hasUnknownModel: boolean;
}

/** One Claude Code conversation, its subagents included. Key: `sessionId`. */
export interface Session {
	readonly sessionId: string;
	/** First and last line seen, milliseconds since the epoch. */
	readonly firstAtMs: number;
	readonly lastAtMs: number;
	/** Every working folder seen, in order of first sight. */
	readonly cwds: readonly string[];
	readonly entrypoint: string | null;
	readonly clientCost: ClientCost | null;
}

/** What a transcript shows that a session did to the outside world, beyond calling the model. No text, no code. */
export type SessionEvent = {
	readonly sessionId: string;
	/** Unique within the session: the line's uuid plus a counter. */
	readonly eventId: string;
	readonly atMs: number;
	readonly cwd: string | null;
	readonly branch: string | null;
} & (
	| {
			/** A commit made by the session (`gitOperation`, or git's own output line). */
			readonly kind: 'commit';
			/** Full or abbreviated SHA as printed. */
			readonly sha: string;
			readonly how: 'git-operation' | 'tool-output';
	  }
	| {
			/** A command that commits ran without failing, but its output names no commit (hooks, wrappers, `-q`). */
			readonly kind: 'commit-run';
			/** When the command was started; it ended at `atMs`. */
			readonly startedAtMs: number;
	  }
	| { readonly kind: 'push'; readonly remoteBranch: string | null }
	| {
			/** A pull request the session created, changed or only met. */
			readonly kind: 'pull-request';
			readonly repo: string;
			readonly number: number;
			readonly action: 'created' | 'touched' | 'linked' | 'mentioned';
			readonly how: 'git-operation' | 'pr-link' | 'tool-output';
	  }
	| {
			/** Lines a tool wrote to a file; `lineHashes` are hashes of normalised effective lines, never text. */
			readonly kind: 'edit';
			readonly path: string;
			readonly addedLines: number;
			readonly lineHashes: readonly number[];
	  }
);

/** The order of sessions: by their beginning, then by their ids. */
export const byBeginning = (one: Session, two: Session): number =>
	one.firstAtMs - two.firstAtMs || (one.sessionId < two.sessionId ? -1 : 1);
