import type { BudgetPeriod } from '../../core/budget/window.js';
import type { Insight } from '../../core/insights/insight.js';
import type { BranchFacts } from '../viewModels/commitRows.js';
import type { PullRequestFacts } from '../viewModels/pullRequestRows.js';
import type { BudgetFacts } from '../viewModels/statusView.js';
import type { TagEvidence } from '../viewModels/tagSentence.js';

/**
 * The engine is a worker thread that holds the one Outlay of a window: reading gigabytes of history, SQLite and git
 * never share a thread with other extensions. These are the messages between the two.
 */
export interface EngineSetup {
	/** Folder that stands for "here". */
	readonly cwd: string;
	/** Work trees of this window, absolute. */
	readonly repos: readonly string[];
	/** Empty: where Claude Code keeps its files. */
	readonly claudeFolders: readonly string[];
	readonly ledgerFolder: string | null;
	/** False in an untrusted or virtual workspace. */
	readonly mayRunGit: boolean;
	readonly timezone: string;
	readonly gitHubApiUrl: string | null;
	/** The user's own limit; null: none set. */
	readonly ownLimit: { readonly limitMicros: number; readonly period: BudgetPeriod } | null;
	/** Where the organisation publishes this person's status; null: none, or as the environment says. */
	readonly status: {
		readonly place: string;
		readonly publicKey: string;
		readonly privateKey: string | null;
	} | null;
}

/** The user's pull requests, and how complete the answer is. */
export interface PullRequestAnswer {
	readonly pullRequests: readonly PullRequestFacts[];
	/** False: the forge has not been asked; what git alone shows is given. */
	readonly signedIn: boolean;
	/** Why the answer is old or incomplete, as a sentence; null when it is neither. */
	readonly trouble: string | null;
}

/** What a report is asked for. */
export interface ReportChoice {
	readonly days: number;
	/** Work tree; null for all of this window. */
	readonly repo: string | null;
	readonly team: string | null;
}

/** A rendered report. */
export interface RenderedReport {
	/** Safe HTML: a fragment without scripts. */
	readonly html: string;
	readonly repos: readonly string[];
	readonly teams: readonly string[];
}

/** File formats a report can be saved in. */
export type ReportFormat = 'html' | 'md' | 'json' | 'csv';

/** What is known about evidence on one commit, before anything is recorded. */
export interface TagPreview {
	readonly sha: string;
	readonly subject: string;
	/** What a note would say; null: there is no session evidence. */
	readonly evidence: TagEvidence | null;
	readonly isTagged: boolean;
}

/** What to do with the commit message hook of one repository. */
export interface HookRequest {
	readonly repo: string;
	readonly action: 'install' | 'uninstall';
	/** File through which the hook finds this installation of the extension. */
	readonly namedIn: string;
}

/** Where the hook stands. */
export interface HookAnswer {
	readonly file: string;
	readonly isInstalled: boolean;
	/** A hook that was there before runs first. */
	readonly hasOther: boolean;
}

/** What the engine can be asked. Each method's parameter and result. */
export interface EngineMethods {
	configure: { params: EngineSetup; result: null };
	budget: { params: null; result: BudgetFacts };
	pullRequests: { params: null; result: PullRequestAnswer };
	commits: { params: null; result: BranchFacts[] };
	insights: { params: null; result: Insight[] };
	report: { params: ReportChoice; result: RenderedReport };
	reportFile: { params: ReportChoice & { format: ReportFormat }; result: string };
	syncPullRequests: { params: null; result: { pullRequests: number } };
	previewTags: { params: { repo: string; from: string | null; to: string }; result: TagPreview[] };
	tag: { params: { repo: string; sha: string }; result: { where: string | null } };
	hook: { params: HookRequest; result: HookAnswer };
	close: { params: null; result: null };
}
export type EngineMethod = keyof EngineMethods;

/** Progress of long work. */
export interface ProgressStep {
	readonly what: string;
	readonly done: number;
	readonly total: number | null;
}

/** An error as it crosses the thread. */
export interface Failure {
	readonly message: string;
	readonly reason: 'threshold' | 'usage' | 'environment' | 'cancelled';
	readonly hint: string | null;
}

export type ToEngine =
	| { readonly kind: 'call'; readonly id: number; readonly method: EngineMethod; readonly params: unknown }
	| { readonly kind: 'cancel'; readonly id: number }
	| { readonly kind: 'token'; readonly id: number; readonly token: string | null };

export type FromEngine =
	| { readonly kind: 'result'; readonly id: number; readonly value: unknown }
	| { readonly kind: 'failure'; readonly id: number; readonly failure: Failure }
	| { readonly kind: 'progress'; readonly id: number; readonly step: ProgressStep }
	/** Claude Code wrote something that may change the figures. */
	| { readonly kind: 'usage-changed' }
	/** Another process brought pull requests up to date. */
	| { readonly kind: 'records-changed' }
	/** The engine needs the GitHub token of a host; it is asked for each time and never kept. */
	| { readonly kind: 'token-wanted'; readonly id: number; readonly host: string }
	| { readonly kind: 'log'; readonly level: 'info' | 'warn'; readonly line: string };
