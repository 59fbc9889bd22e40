import type { Progress } from '../../outlay/context.js';
import type { KnownUsage } from '../../outlay/knownUsage.js';
import type { OpenContext } from '../../outlay/openContext.js';
import type { EngineSetup } from './engineProtocol.js';

/** What the engine needs of the window. */
export interface EngineHost {
	usageChanged(): void;
	/** Another window or the command line brought pull requests up to date. */
	recordsChanged(): void;
	log(level: 'info' | 'warn', line: string): void;
	gitHubToken(host: string): Promise<string | null>;
}

/** How one request is watched and stopped. */
export interface RequestOptions {
	readonly signal: AbortSignal;
	readonly progress: Progress;
}

/** What a method works with: the window's context with this request's own signal, progress and problems. */
export interface Request extends RequestOptions {
	readonly context: OpenContext;
	readonly setup: EngineSetup;
	readonly host: EngineHost;
	/** What this machine has used, kept in memory. */
	readonly usage: KnownUsage;
}
