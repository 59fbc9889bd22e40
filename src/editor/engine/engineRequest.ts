import type { Progress } from '../../outlay/context.js';
import type { OpenContext } from '../../outlay/openContext.js';
import type { EngineSetup } from './engineProtocol.js';

/** What the engine needs of the window. */
export interface EngineHost {
	usageChanged(): void;
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
}
