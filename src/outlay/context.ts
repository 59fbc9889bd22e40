import type { Config } from '../core/config.js';
import type { Call } from '../core/usage/call.js';
import type { Problem } from '../core/problem.js';
import type { CallsAhead } from '../ledger/callsAhead.js';
import type { Ledger } from '../ledger/ledger.js';
import type { TokenProvider } from '../sources/github/signIn.js';
import type { ReadingThreads } from '../sources/transcripts/readingThreads.js';

/** Progress of long work; faces render it (a bar on a terminal, a notification in the editor). */
export interface Progress {
	/** `total` null while unknown. */
	report(step: { readonly what: string; readonly done: number; readonly total: number | null }): void;
}

/** Lines for the log. Secrets and texts of people are never passed in. */
export interface Log {
	info(line: string): void;
	warn(line: string): void;
}

/** What a face decides about GitHub. */
export interface GithubAccess {
	/** The editor's sessions; absent: environment variables, then the `gh` program. */
	readonly signIn?: TokenProvider;
	/** Base address that the user named (`--github-url`); never from a repository's files. */
	readonly url?: string;
}

/** Takes calls that are new or may have changed. */
export type CallListener = (calls: readonly Call[]) => void;

/**
 * What every operation of Outlay needs from outside. A face builds one; operations in this folder take it as their
 * first argument. Nothing here is global, so two reports can run side by side.
 */
export interface OutlayContext {
	/** Work trees or bare repositories, absolute. */
	readonly repos: readonly string[];
	/** Folders that hold `projects/`, absolute. */
	readonly claudeDirs: readonly string[];
	readonly config: Config;
	/** False in an untrusted workspace: no git process may run. */
	readonly mayRunGit: boolean;
	/** False with `--no-ledger`: read the sources, remember nothing. */
	readonly remembers: boolean;
	/** Folder of the ledger; absent when it has none. */
	readonly ledgerDir?: string;
	/** The remembered past, opened on first use; an in-memory one with `--no-ledger`. */
	ledger(): Promise<Ledger>;
	/** Reads the calls of the ledger beside this thread; absent where nothing does. */
	readonly callsAhead?: CallsAhead;
	/** Milliseconds since the epoch. */
	now(): number;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Home folder of the user. */
	readonly home: string;
	readonly log: Log;
	readonly progress: Progress;
	readonly signal: AbortSignal;
	/** How GitHub is reached; absent: the command line's sign-in, and each remote's own host. */
	readonly github?: GithubAccess;
	/**
	 * Told of the calls of every reading of transcripts, whichever operation made it: what one has read is not new to the
	 * next.
	 */
	readonly callListeners: Set<CallListener>;
	/** Threads that were started ahead for reading all transcripts. */
	readonly threads?: ReadingThreads;
	/** Collects what was wrong and was survived; shown with the result. */
	readonly problems: Problem[];
}
