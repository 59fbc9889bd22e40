import * as vscode from 'vscode';
import { OutlayError } from '../core/errors.js';
import type { Insight } from '../core/insights/insight.js';
import { Coalesced } from './coalesced.js';
import { DisposableStore, type Disposable } from './disposableStore.js';
import type { EngineClient } from './engine/engineClient.js';
import { sentenceOf } from './failures.js';
import { contextKeys } from './ids.js';
import { currentReader } from './reader.js';
import type { StatusItem } from './status/statusItem.js';
import { budgetBasis, budgetRows } from './viewModels/budgetRows.js';
import { commitRows } from './viewModels/commitRows.js';
import { insightRows } from './viewModels/insightRows.js';
import { pullRequestRows } from './viewModels/pullRequestRows.js';
import { isUnused, pricesName, type BudgetFacts } from './viewModels/statusView.js';
import type { TreeRow } from './viewModels/treeRow.js';
import type { Sidebar, ViewName } from './views/sidebar.js';

/** What the facts are shown on. */
export interface Faces {
	readonly engine: EngineClient;
	readonly status: StatusItem;
	readonly sidebar: Sidebar;
	readonly log: vscode.LogOutputChannel;
	readonly memory: vscode.Memento;
	readonly dismissed: () => ReadonlySet<string>;
	readonly onBudget: (facts: BudgetFacts) => void;
	readonly hasRepository: () => boolean;
}

/** `failed`: there is a sentence instead of rows, and no welcome beside it. */
type ViewState = 'ready' | 'failed';

const budgetMemoryKey = 'outlay.lastBudget';
const laterMs = 60_000;
/** What could not be read is tried again, because nothing may tell that it was mended. */
const retryMs = 15_000;
const restMs: Record<ViewName, number> = { budget: 700, pullRequests: 5000, commits: 2000, insights: 5000 };

/**
 * Keeps the status bar and the open trees true. Every part is asked for apart, so a broken source costs its own part
 * only: what was shown stays, with a sentence about why it is old.
 */
export class Facts implements Disposable {
	readonly #faces: Faces;
	readonly #store = new DisposableStore();
	readonly #parts: Readonly<Record<ViewName, Coalesced>>;
	#budget: BudgetFacts | null;

	/** Resolves once the first budget has been read, or could not be. */
	readonly settled: Promise<void>;
	#settle: () => void = () => undefined;

	constructor(faces: Faces) {
		this.settled = new Promise((resolve) => {
			this.#settle = resolve;
		});
		this.#faces = faces;
		this.#budget = faces.memory.get<BudgetFacts>(budgetMemoryKey) ?? null;
		const part = (name: ViewName, load: () => Promise<ViewState>): Coalesced =>
			this.#store.add(new Coalesced(() => this.#load(name, load), restMs[name]));
		this.#parts = {
			budget: part('budget', () => this.#loadBudget()),
			pullRequests: part('pullRequests', () => this.#loadPullRequests()),
			commits: part('commits', () => this.#loadCommits()),
			insights: part('insights', () => this.#loadInsights()),
		};
	}

	/** The last budget, of this window or the one before. */
	get budget(): BudgetFacts | null {
		return this.#budget;
	}

	/** Brings some parts up to date; trees only while they are open, the budget always. */
	want(...names: readonly ViewName[]): void {
		for (const name of names) {
			if (name === 'budget' || this.#faces.sidebar.isVisible(name)) this.#parts[name].want();
		}
	}

	/** The same for parts that cost more than a new line is worth: at most once a minute. */
	wantLater(...names: readonly ViewName[]): void {
		for (const name of names) this.#wantAfter(name, laterMs);
	}

	#wantAfter(name: ViewName, ms: number): void {
		this.#later[name] ??= setTimeout(() => {
			this.#later[name] = undefined;
			this.want(name);
		}, ms);
	}
	readonly #later: Partial<Record<ViewName, NodeJS.Timeout | undefined>> = {};
	/** Sentences of parts that cannot be read, so that each is logged once. */
	readonly #troubles = new Map<ViewName, string>();

	wantAll(): void {
		this.want('budget', 'pullRequests', 'commits', 'insights');
	}

	/** Empty views of these names read anew: until then they say so. */
	expect(...names: readonly ViewName[]): void {
		for (const name of names) void setContext(contextKeys[`${name}State`], 'loading');
	}

	async #load(name: ViewName, load: () => Promise<ViewState>): Promise<void> {
		try {
			const state = await load();
			this.#troubles.delete(name);
			await setContext(contextKeys[`${name}State`], state);
		} catch (error) {
			if (OutlayError.is(error, 'cancelled')) return;
			const sentence = sentenceOf(error);
			if (this.#troubles.get(name) !== sentence) this.#faces.log.warn(`${name}: ${sentence}`);
			this.#troubles.set(name, sentence);
			this.#faces.sidebar.explain(name, sentence);
			if (name === 'budget') this.#faces.status.show(this.#budget, sentence);
			this.#wantAfter(name, retryMs);
			await setContext(contextKeys[`${name}State`], 'failed');
		}
		if (name === 'budget') this.#settle();
	}

	async #loadBudget(): Promise<ViewState> {
		const facts = await this.#faces.engine.call('budget', null);
		this.#budget = facts;
		this.#faces.status.show(facts, null);
		const reader = currentReader();
		const basis = isUnused(facts) ? '' : budgetBasis(facts, reader);
		this.#faces.sidebar.show('budget', budgetRows(facts, reader), null, basis);
		await setContext(contextKeys.hasUsage, !isUnused(facts));
		await setContext(contextKeys.hasRepository, this.#faces.hasRepository());
		await this.#faces.memory.update(budgetMemoryKey, facts);
		this.#faces.onBudget(facts);
		return 'ready';
	}

	/** Whose prices costs are counted at, as the last budget knew. */
	#pricesName(): string {
		return pricesName(this.#budget?.status.priceBasis ?? 'list', currentReader().t);
	}

	async #loadPullRequests(): Promise<ViewState> {
		const { pullRequests, signedIn, trouble } = await this.#faces.engine.call('pullRequests', null);
		await setContext(contextKeys.signedIn, signedIn);
		const rows = pullRequestRows(pullRequests, this.#pricesName(), currentReader());
		const basis = rows.length === 0 ? '' : this.#pricesName();
		this.#faces.sidebar.show('pullRequests', rows, trouble, basis);
		// Somebody who is signed out is told both.
		return trouble !== null && signedIn ? 'failed' : 'ready';
	}

	async #loadCommits(): Promise<ViewState> {
		const branches = await this.#faces.engine.call('commits', null);
		const rows: TreeRow[] = commitRows(branches, this.#pricesName(), currentReader());
		const only = branches.length === 1 ? [branches[0]?.branch ?? vscode.l10n.t('detached')] : [];
		const basis = rows.length === 0 ? [] : [this.#pricesName()];
		this.#faces.sidebar.show('commits', rows, null, [...only, ...basis].join(' · '));
		return 'ready';
	}

	async #loadInsights(): Promise<ViewState> {
		this.#insights = await this.#faces.engine.call('insights', null);
		for (const insight of this.#insights) {
			if (insight.kind !== 'missing-data' || this.#logged.has(insight.what)) continue;
			this.#logged.add(insight.what);
			this.#faces.log.warn(insight.what);
		}
		this.showInsights();
		return 'ready';
	}
	#insights: readonly Insight[] = [];
	/** What is missing is logged once a window; the insight leads to the log. */
	readonly #logged = new Set<string>();

	/** Shows the insights again after one was dismissed. */
	showInsights(): void {
		const rows = insightRows(this.#insights, this.#faces.dismissed(), this.#pricesName(), currentReader());
		this.#faces.sidebar.show('insights', rows, null);
	}

	dispose(): void {
		for (const timer of Object.values(this.#later)) clearTimeout(timer);
		this.#store.dispose();
	}
}

async function setContext(key: string, value: unknown): Promise<void> {
	await vscode.commands.executeCommand('setContext', key, value);
}
