import { join } from 'node:path';
import * as vscode from 'vscode';
import { Claims } from './claims.js';
import { Dismissals } from './dismissals.js';
import { DisposableStore, type Disposable } from './disposableStore.js';
import { EngineClient } from './engine/engineClient.js';
import { Facts } from './facts.js';
import { GitRepositories } from './git/gitExtension.js';
import { HeadChanges } from './git/headChanges.js';
import { contextKeys, hookMemoryKey, modelMemoryKey, secretIds } from './ids.js';
import type { ModelHelp } from './models/modelHelp.js';
import type { ReportPanel, PanelHost } from './reportPanel/reportPanel.js';
import { readSettings, type Settings, type Tagging } from './settings.js';
import type { StatusItem } from './status/statusItem.js';
import { ThresholdNotifier } from './status/thresholdNotifier.js';
import type { CommitTagger } from './tagging/commitTagger.js';
import type { TrailerHooks } from './tagging/trailerHooks.js';
import { stepName } from './viewModels/engineWords.js';
import type { BudgetFacts } from './viewModels/statusView.js';
import { Sidebar } from './views/sidebar.js';
import { engineSetup, isVirtual, repositoriesOf } from './workspaceSetup.js';

const tickMs = 10 * 60_000;

/** One window's Outlay: what the editor's parts share, and what makes them look again. */
export class Session implements Disposable {
	readonly log: vscode.LogOutputChannel;
	readonly engine: EngineClient;
	readonly facts: Facts;
	readonly dismissals: Dismissals;
	readonly #context: vscode.ExtensionContext;
	readonly #store = new DisposableStore();
	readonly #repositories: GitRepositories;
	readonly #status: StatusItem;
	readonly #heads = new HeadChanges();
	readonly #claims: Claims;
	readonly #notifier: ThresholdNotifier;
	#modelHelp: Promise<ModelHelp> | null = null;
	#tagger: Promise<CommitTagger> | null = null;
	#hooks: Promise<TrailerHooks> | null = null;
	#setupState = '';
	/** Read once SecretStorage answers; VS Code may answer late or, after a restart elsewhere, not know it. */
	#statusKey: string | null = null;

	constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, status: StatusItem) {
		this.#context = context;
		this.#status = status;
		this.log = log;
		this.dismissals = new Dismissals(context.workspaceState);
		this.#claims = new Claims(join(context.globalStorageUri.fsPath, 'claims'));
		this.#notifier = new ThresholdNotifier(this.#claims, () => this.#settings().notifications);
		this.#repositories = this.#store.add(new GitRepositories());
		this.engine = this.#store.add(
			new EngineClient({
				usageChanged: () => {
					this.facts.want('budget', 'insights');
					this.facts.wantLater('commits', 'pullRequests');
				},
				recordsChanged: () => this.facts.want('pullRequests'),
				gitHubToken: async (host) => {
					const { silentToken } = await import('./github/gitHubSignIn.js');
					return silentToken(host);
				},
				log: (level, line) => (level === 'warn' ? log.warn(line) : log.info(line)),
			}),
		);
		const sidebar = this.#store.add(new Sidebar((name) => this.facts.want(name)));
		this.facts = this.#store.add(
			new Facts({
				engine: this.engine,
				status,
				sidebar,
				log,
				memory: context.workspaceState,
				dismissed: () => this.dismissals.all,
				onBudget: (facts) => void this.#onBudget(facts),
				hasRepository: () => this.repos().length > 0,
			}),
		);
		status.show(this.facts.budget, null);
	}

	/** Begins to watch; called after startup, off VS Code's startup path. */
	async start(): Promise<void> {
		const again = (): void => this.refresh();
		this.#store.add(vscode.workspace.onDidChangeWorkspaceFolders(again));
		this.#store.add(vscode.workspace.onDidGrantWorkspaceTrust(again));
		this.#store.add(vscode.authentication.onDidChangeSessions(() => this.facts.want('pullRequests')));
		this.#store.add(
			vscode.workspace.onDidChangeConfiguration((change) => {
				if (change.affectsConfiguration('outlay')) this.refresh();
			}),
		);
		this.#store.add(this.#repositories.onDidChange(() => this.#gitChanged()));
		// Days turn and limits reset without a line being written; a window in the background need not know.
		const timer = setInterval(() => {
			if (vscode.window.state.focused) this.facts.want('budget');
		}, tickMs);
		this.#store.add({ dispose: () => clearInterval(timer) });
		const canUndo = this.#context.workspaceState.get(modelMemoryKey) !== undefined;
		await vscode.commands.executeCommand('setContext', contextKeys.canUndoModel, canUndo);
		this.#store.add(
			this.#context.secrets.onDidChange(({ key }) => {
				if (key === secretIds.statusPrivateKey) void this.#readSecrets();
			}),
		);
		await this.#readSecrets();
		try {
			await this.#repositories.connect();
		} catch (error) {
			this.log.warn(`The git extension could not be reached: ${String(error)}`);
		}
	}

	async #readSecrets(): Promise<void> {
		try {
			this.#statusKey = (await this.#context.secrets.get(secretIds.statusPrivateKey)) ?? null;
		} catch (error) {
			this.log.warn(`VS Code's secret storage could not be read: ${String(error)}`);
		}
		this.refresh();
	}

	/** Keeps the key that opens this person's status, or forgets it. */
	async storeStatusKey(key: string | null): Promise<void> {
		const { secrets } = this.#context;
		if (key === null) await secrets.delete(secretIds.statusPrivateKey);
		else await secrets.store(secretIds.statusPrivateKey, key);
	}

	#settings(scope?: vscode.Uri): Settings {
		return readSettings(scope, (what) => this.log.warn(what));
	}

	/** Work trees of this window. */
	repos(): string[] {
		return repositoriesOf(this.#repositories);
	}

	/** Takes up changed folders, trust and settings, and looks at everything again. */
	refresh(): void {
		this.#configure();
		this.facts.wantAll();
		void this.#keepHooks();
	}

	/** Installs or removes commit hooks as `outlay.tagging` wants; loads nothing where nobody ever chose `trailer`. */
	async #keepHooks(): Promise<void> {
		const taggingOf = (root: string): Tagging => this.#settings(vscode.Uri.file(root)).tagging;
		const roots = this.repos();
		const memory = this.#context.globalState;
		const isUsed =
			memory.get(hookMemoryKey) !== undefined || roots.some((root) => taggingOf(root) === 'trailer');
		if (!isUsed || !vscode.workspace.isTrusted) return;
		const namedIn = join(this.#context.globalStorageUri.fsPath, 'hook-program');
		this.#hooks ??= import('./tagging/trailerHooks.js').then(
			({ TrailerHooks: Hooks }) =>
				new Hooks({ engine: this.engine, log: this.log, memory, namedIn, taggingOf }),
		);
		await (await this.#hooks).keep(roots);
	}

	/** True when the engine was given something new. */
	#configure(): boolean {
		void vscode.commands.executeCommand('setContext', contextKeys.isVirtual, isVirtual());
		const setup = engineSetup(this.#settings(), this.#repositories, this.#statusKey);
		const state = JSON.stringify(setup);
		if (state === this.#setupState) return false;
		this.#setupState = state;
		void this.engine.configure(setup).catch((error: unknown) => this.log.warn(String(error)));
		void vscode.commands.executeCommand('setContext', contextKeys.hasRepository, setup.repos.length > 0);
		// What an empty view says was said of other folders.
		this.facts.expect('pullRequests', 'commits');
		return true;
	}

	#gitChanged(): void {
		const isNew = this.#configure();
		const moves = this.#heads.update(
			this.#repositories.all.map(({ rootUri, state }) => ({
				root: rootUri.fsPath,
				branch: state.HEAD?.name ?? null,
				commit: state.HEAD?.commit ?? null,
			})),
		);
		if (isNew) void this.#keepHooks();
		if (isNew || moves.length > 0) this.facts.want('budget', 'commits', 'pullRequests');
		if (moves.length > 0) void this.tagger().then((tagger) => tagger.moved(moves));
	}

	async #onBudget(facts: BudgetFacts): Promise<void> {
		const forbidden = facts.entitlement.currentAllowed === false;
		const isNear = facts.status.state === 'critical' || facts.status.state === 'over';
		const suggest = async (): Promise<void> => (await this.modelHelp()).suggest(facts);
		try {
			// Each ends with the user's answer, which may never come.
			await Promise.all([this.#notifier.consider(facts.status), forbidden || isNear ? suggest() : null]);
		} catch (error) {
			this.log.warn(`A notification was not shown: ${String(error)}`);
		}
	}

	/** Model help, loaded when first needed. */
	modelHelp(): Promise<ModelHelp> {
		return (this.#modelHelp ??= import('./models/modelHelp.js').then(
			({ ModelHelp: Help }) =>
				new Help(this.#context.workspaceState, this.#claims, () => this.#settings().modelSuggestions),
		));
	}

	/** Tagging, loaded when first needed. */
	tagger(): Promise<CommitTagger> {
		return (this.#tagger ??= import('./tagging/commitTagger.js').then(
			({ CommitTagger: Tagger }) =>
				new Tagger({
					engine: this.engine,
					log: this.log,
					taggingOf: (root) => this.#settings(vscode.Uri.file(root)).tagging,
					recorded: () => this.facts.want('commits'),
				}),
		));
	}

	get panelHost(): PanelHost {
		return {
			engine: this.engine,
			log: this.log,
			extensionUri: this.#context.extensionUri,
			repos: () => this.repos(),
			defaultDays: () => this.#settings().reportPeriodDays,
		};
	}

	/** Opens the report panel, loaded when first needed. */
	async openReport(): Promise<ReportPanel> {
		const { ReportPanel: Panel } = await import('./reportPanel/reportPanel.js');
		return Panel.open(this.panelHost);
	}

	/** Signs in to GitHub because the user asked, then fetches. */
	async signIn(): Promise<void> {
		const { signIn } = await import('./github/gitHubSignIn.js');
		const { gitHubApiUrl } = this.#settings();
		const host = gitHubApiUrl === null ? 'github.com' : new URL(gitHubApiUrl).hostname;
		if ((await signIn(host)) !== null) await this.syncPullRequests();
	}

	/** Brings pull requests up to date, with progress and a way to stop. */
	async syncPullRequests(): Promise<void> {
		const options = {
			location: vscode.ProgressLocation.Notification,
			title: vscode.l10n.t('Outlay: fetching pull requests'),
			cancellable: true,
		};
		await vscode.window.withProgress(options, async (progress, token) => {
			const stop = new AbortController();
			token.onCancellationRequested(() => stop.abort());
			await this.engine.call('syncPullRequests', null, {
				signal: stop.signal,
				onProgress: ({ what, done, total }) => {
					const step = stepName(what, vscode.l10n.t);
					progress.report({ message: total === null ? step : `${step} ${done}/${total}` });
				},
			});
		});
		this.facts.want('pullRequests');
	}

	/** Ends the engine with its work saved. */
	async close(): Promise<void> {
		await this.engine.close();
		this.#store.dispose();
		this.#status.dispose();
	}

	dispose(): void {
		this.#store.dispose();
	}
}
