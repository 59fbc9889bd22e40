import { homedir } from 'node:os';
import { messageOf, OutlayError } from '../../core/errors.js';
import { KnownUsage, type UsageNews } from '../../outlay/knownUsage.js';
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
	pullRequests: async (request) => (await import('./answerPullRequests.js')).answerPullRequests(request),
	commits: async (request) => (await import('./commitMethods.js')).commitMethods.commits(request),
	report: async (request, choice) => (await import('./answerReport.js')).answerReport(request, choice),
	reportFile: async (request, choice) =>
		(await import('./answerReport.js')).answerReportFile(request, choice),
	syncPullRequests: async (request) => (await import('./answerPullRequests.js')).answerSync(request),
	previewTags: async (request, range) =>
		(await import('./commitMethods.js')).commitMethods.previewTags(request, range),
	hook: async (request, wish) => (await import('./commitMethods.js')).commitMethods.hook(request, wish),
	tag: async (request, commit) => (await import('./commitMethods.js')).commitMethods.tag(request, commit),
};

/** An editor that saves a file writes it in several steps. */
const settleMs = 150;

/** Why a context was let go of: the window has the same wishes, but the config or the folders are others. */
const openedAnew = Symbol('opened anew');

/** A context with the usage that is kept on top of it. */
interface Opened {
	readonly context: OpenContext;
	readonly usage: KnownUsage;
}

/**
 * One window's Outlay, in its own thread. A new setup replaces the context: work under way on the old one is stopped,
 * its ledger saved. When the config or the folders changed, what is under way begins again on the new context. Watches the transcripts from the first setup on.
 */
export class Engine {
	readonly #host: EngineHost;
	#setup: EngineSetup | null = null;
	#opened: Promise<Opened> | null = null;
	/** A context that failed to open is opened anew for the next request. */
	#hasFailed = false;
	#lifetime = new AbortController();
	#stopWatching: (() => void) | null = null;
	#reopenTimer: NodeJS.Timeout | null = null;

	constructor(host: EngineHost) {
		this.#host = host;
	}

	/** Runs a method. Requests of one window are answered as they come; each sees the ledger's newest state. */
	async run(method: EngineMethod, params: unknown, options: RequestOptions): Promise<unknown> {
		if (method === 'configure') return this.#configure(params as EngineSetup);
		if (method === 'close') return this.#close();
		if (this.#hasFailed && this.#setup !== null) await this.#configure(this.#setup, openedAnew);
		if (this.#setup === null || this.#opened === null) {
			throw new OutlayError('environment', 'The engine has not been told where to work.');
		}
		const setup = this.#setup;
		const lifetime = this.#lifetime;
		const { context: opened, usage } = await this.#opened;
		const signal = AbortSignal.any([options.signal, lifetime.signal]);
		const context = { ...opened, signal, progress: options.progress, problems: [...opened.problems] };
		const request: Request = { ...options, signal, context, setup, usage, host: this.#host };
		try {
			// The table's types tie each method to its parameters; here only the name is known.
			return await (methods[method] as Method<EngineMethod>)(request, params as never);
		} catch (error) {
			// Opening anew is this engine's own doing, so what was asked is still wanted.
			if (lifetime.signal.reason === openedAnew && !options.signal.aborted) {
				return this.run(method, params, options);
			}
			// A ledger that could not be opened stays so in this context; the next request shall find a mended one.
			if (!signal.aborted) {
				this.#hasFailed = await opened.ledger().then(
					() => false,
					() => true,
				);
			}
			throw error;
		}
	}

	/**
	 * Opens a context for the setup. One that cannot be opened (a config that is wrong) fails the requests with its own
	 * sentence, and is tried again when the config changes.
	 */
	async #configure(setup: EngineSetup, reason?: symbol): Promise<null> {
		this.#setup = setup;
		this.#hasFailed = false;
		const before = this.#close(reason);
		this.#lifetime = new AbortController();
		const { signal } = this.#lifetime;
		const opening = before.then(async () => {
			const context = await this.#open(setup, signal);
			return { context, usage: new KnownUsage(context, (news) => this.#tell(news)) };
		});
		this.#opened = opening;
		const claudePlaces = await opening.then(
			({ context }) => context.claudePlaces,
			() => setup.claudeFolders,
		);
		if (this.#opened !== opening) return null;
		const place = setup.status?.place ?? '://';
		this.#stopWatching = watchSources(
			{ claudePlaces, repos: setup.repos, home: homedir(), statusFile: place.includes('://') ? null : place },
			{
				settings: () => void this.#settingsChanged(opening),
				config: () => this.#reopenSoon(),
				// A context knows the folders that were there when it was opened.
				transcriptsAppeared: () => this.#reopenSoon(),
			},
		);
		return null;
	}

	/** Settings may name other prices, which a context counts with from its opening on. */
	async #settingsChanged(opening: Promise<Opened>): Promise<void> {
		try {
			const { usage } = await opening;
			if (await usage.hasOtherPrices()) this.#reopenSoon();
		} catch (error) {
			// Whoever asks for figures is told the same.
			this.#host.log('warn', `The prices were not looked up: ${messageOf(error)}`);
		}
		this.#host.usageChanged();
	}

	#tell({ usage, records }: UsageNews): void {
		if (usage) this.#host.usageChanged();
		if (records) this.#host.recordsChanged();
	}

	#open(setup: EngineSetup, signal: AbortSignal): Promise<OpenContext> {
		const host = this.#host;
		return openContext({
			cwd: setup.cwd,
			home: homedir(),
			env: process.env,
			repos: setup.repos,
			claudeDirs: setup.claudeFolders,
			ledger: setup.ledgerFolder,
			configFile: null,
			mayRunGit: setup.mayRunGit,
			now: () => Date.now(),
			signal,
			progress: { report: () => undefined },
			github: {
				signIn: {
					command: '"Outlay: Sign in to GitHub"',
					token: async (name) => {
						const token = await host.gitHubToken(name);
						return token === null ? null : { token, from: 'VS Code' };
					},
				},
				...(setup.gitHubApiUrl === null ? {} : { url: setup.gitHubApiUrl }),
			},
			log: { info: (line) => host.log('info', line), warn: (line) => host.log('warn', line) },
		});
	}

	/** The config and the folders are read once a context, so a new one is opened, once the files are written. */
	#reopenSoon(): void {
		if (this.#reopenTimer !== null) clearTimeout(this.#reopenTimer);
		this.#reopenTimer = setTimeout(() => {
			this.#reopenTimer = null;
			if (this.#setup === null) return;
			void this.#configure(this.#setup, openedAnew).then(() => this.#host.usageChanged());
		}, settleMs);
	}

	async #close(reason?: symbol): Promise<null> {
		this.#lifetime.abort(reason);
		this.#stopWatching?.();
		this.#stopWatching = null;
		const opening = this.#opened;
		this.#opened = null;
		// One that never opened has nothing to save; its sentence came with the requests.
		const opened = await (opening ?? Promise.resolve(null)).catch(() => null);
		opened?.usage.stop();
		try {
			await opened?.context.close();
		} catch (error) {
			// A ledger that could not be opened, or not be saved: what comes next must not fail for it.
			this.#host.log('warn', `The ledger was not closed: ${messageOf(error)}`);
		}
		return null;
	}
}
