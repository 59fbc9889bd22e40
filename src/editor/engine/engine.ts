import { homedir } from 'node:os';
import { messageOf, OutlayError } from '../../core/errors.js';
import { openContext, type OpenContext } from '../../outlay/openContext.js';
import { watchSources } from './watchSources.js';
import type { EngineMethod, EngineMethods, EngineSetup } from './engineProtocol.js';
import type { EngineHost, Request, RequestOptions } from './engineRequest.js';

type Method<Name extends EngineMethod> = (
	request: Request,
	params: EngineMethods[Name]['params'],
) => Promise<EngineMethods[Name]['result']>;

/** Every method but those about the engine itself. Each loads its work when it is first asked for. */
const methods: { [Name in Exclude<EngineMethod, 'configure' | 'close'>]: Method<Name> } = {
	budget: async (request) => (await import('./answerBudget.js')).answerBudget(request),
	insights: async (request) => (await import('./answerInsights.js')).answerInsights(request),
	pullRequests: async () => (await import('./answerPullRequests.js')).answerPullRequests(),
	commits: async (request) => (await import('./answerCommits.js')).answerCommits(request),
	report: async () => (await import('./answerReport.js')).answerReport(),
	reportFile: async () => (await import('./answerReport.js')).answerReportFile(),
	syncPullRequests: async () => (await import('./answerPullRequests.js')).answerSync(),
	previewTags: async () => (await import('./answerTags.js')).answerPreviews(),
	tag: async () => (await import('./answerTags.js')).answerTag(),
};

/**
 * One window's Outlay, in its own thread. A new setup replaces the context: work under way on the old one is stopped,
 * its ledger saved. Watches the transcripts from the first setup on.
 */
export class Engine {
	readonly #host: EngineHost;
	#setup: EngineSetup | null = null;
	#context: Promise<OpenContext> | null = null;
	#lifetime = new AbortController();
	#stopWatching: (() => void) | null = null;

	constructor(host: EngineHost) {
		this.#host = host;
	}

	/** Runs a method. Requests of one window are answered as they come; each sees the ledger's newest state. */
	async run(method: EngineMethod, params: unknown, options: RequestOptions): Promise<unknown> {
		if (method === 'configure') return this.#configure(params as EngineSetup);
		if (method === 'close') return this.#close();
		if (this.#setup === null || this.#context === null) {
			throw new OutlayError('environment', 'The engine has not been told where to work.');
		}
		const setup = this.#setup;
		const opened = await this.#context;
		const signal = AbortSignal.any([options.signal, this.#lifetime.signal]);
		const context = { ...opened, signal, progress: options.progress, problems: [...opened.problems] };
		const request: Request = { ...options, signal, context, setup, host: this.#host };
		// The table's types tie each method to its parameters; here only the name is known.
		return (methods[method] as Method<EngineMethod>)(request, params as never);
	}

	async #configure(setup: EngineSetup): Promise<null> {
		await this.#close();
		this.#lifetime = new AbortController();
		this.#setup = setup;
		const host = this.#host;
		this.#context = openContext({
			cwd: setup.cwd,
			home: homedir(),
			env: process.env,
			repos: setup.repos,
			claudeDirs: setup.claudeFolders,
			ledger: setup.ledgerFolder,
			configFile: null,
			mayRunGit: setup.mayRunGit,
			now: () => Date.now(),
			signal: this.#lifetime.signal,
			progress: { report: () => undefined },
			log: { info: (line) => host.log('info', line), warn: (line) => host.log('warn', line) },
		});
		const context = await this.#context;
		this.#stopWatching = watchSources(
			{
				claudeDirs: context.claudeDirs,
				repos: context.repos,
				home: homedir(),
				statusFile: setup.status === null || setup.status.place.includes('://') ? null : setup.status.place,
			},
			{ usage: () => this.#host.usageChanged(), config: () => void this.#configChanged() },
		);
		return null;
	}

	/** The config is read once a context, so a new one is opened; a config that is wrong is told by the next request. */
	async #configChanged(): Promise<void> {
		if (this.#setup === null) return;
		try {
			await this.#configure(this.#setup);
		} catch (error) {
			this.#host.log('warn', messageOf(error));
		}
		this.#host.usageChanged();
	}

	async #close(): Promise<null> {
		this.#lifetime.abort();
		this.#stopWatching?.();
		this.#stopWatching = null;
		const context = this.#context;
		this.#context = null;
		if (context === null) return null;
		try {
			await (await context).close();
		} catch (error) {
			// A config that cannot be read has no context to close; the same sentence came with the first request.
			if (!OutlayError.is(error)) throw error;
		}
		return null;
	}
}
