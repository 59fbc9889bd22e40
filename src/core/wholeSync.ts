import type { OutlayError } from './errors.js';
import type { GithubSync } from './githubSync.js';

/** What the reading of this machine's transcripts came to. */
export interface LocalSync {
	/** Transcripts found. */
	readonly files: number;
	/** Of all lines so far, those that were no JSON or had no known form. */
	readonly rejectedLines: number;
	/** Calls and sessions that were new or changed. */
	readonly calls: number;
	readonly sessions: number;
}

/** One part of the organization's side. */
export interface AnthropicPart {
	readonly part: string;
	readonly state: 'done' | 'skipped' | 'failed';
	readonly rows: number;
	/** Why it was skipped or failed; null when done. */
	readonly why: string | null;
}

/** One source of a whole sync: what it came to, why it was left out, or why it failed. */
export type SyncOutcome<Done> =
	| { readonly kind: 'done'; readonly done: Done }
	| { readonly kind: 'skipped'; readonly why: string }
	| { readonly kind: 'failed'; readonly error: OutlayError };

/** A sync of everything that can be read. */
export interface WholeSync {
	readonly local: SyncOutcome<LocalSync>;
	readonly github: SyncOutcome<readonly GithubSync[]>;
	readonly anthropic: SyncOutcome<readonly AnthropicPart[]>;
}
