import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { OutlayError } from '../../core/errors.js';
import type { PanelChoice, PanelFormat, ToPanel } from '../../core/protocol.js';
import { stylesheet } from '../../present/report/stylesheet.js';
import { DisposableStore, type Disposable } from '../disposableStore.js';
import type { EngineClient } from '../engine/engineClient.js';
import type { RenderedReport } from '../engine/engineProtocol.js';
import { attempt, sentenceOf } from '../failures.js';
import { reportPanelType } from '../ids.js';
import { stepName } from '../viewModels/engineWords.js';
import { panelHtml } from './panelHtml.js';
import { readFromPanel, readRememberedChoice, readWebLink } from './panelMessages.js';
import { panelTexts, periodOptions } from './panelTexts.js';

/** What the panel works with. */
export interface PanelHost {
	readonly engine: EngineClient;
	readonly log: vscode.LogOutputChannel;
	readonly extensionUri: vscode.Uri;
	readonly repos: () => readonly string[];
	readonly defaultDays: () => number;
}

/** The report in an editor tab. One at a time; asking again brings it forward. */
export class ReportPanel implements Disposable {
	readonly #host: PanelHost;
	readonly #panel: vscode.WebviewPanel;
	readonly #store = new DisposableStore();
	#choice: PanelChoice;
	#report: RenderedReport | null = null;
	#running: AbortController | null = null;
	static #current: ReportPanel | null = null;

	/** Opens the panel, or brings it forward. */
	static open(host: PanelHost): ReportPanel {
		if (ReportPanel.#current !== null) {
			ReportPanel.#current.#panel.reveal();
			return ReportPanel.#current;
		}
		const title = vscode.l10n.t('Team Outcome Report');
		const panel = vscode.window.createWebviewPanel(reportPanelType, title, vscode.ViewColumn.Active);
		return new ReportPanel(host, panel, null);
	}

	/** Takes over a panel that VS Code kept over a reload. */
	static restore(host: PanelHost, panel: vscode.WebviewPanel, state: unknown): void {
		new ReportPanel(host, panel, readRememberedChoice(state));
	}

	private constructor(host: PanelHost, panel: vscode.WebviewPanel, choice: PanelChoice | null) {
		this.#host = host;
		this.#panel = panel;
		this.#choice = choice ?? { days: host.defaultDays(), repo: null, team: null };
		ReportPanel.#current = this;
		const { webview } = panel;
		const file = (...path: string[]): vscode.Uri => vscode.Uri.joinPath(host.extensionUri, ...path);
		webview.options = { enableScripts: true, localResourceRoots: [file('dist'), file('media')] };
		panel.iconPath = file('media', 'activity.svg');
		this.#store.add(webview.onDidReceiveMessage((message: unknown) => this.#receive(message)));
		this.#store.add(panel.onDidDispose(() => this.dispose()));
		webview.html = panelHtml({
			cspSource: webview.cspSource,
			nonce: randomBytes(16).toString('hex'),
			scriptUri: webview.asWebviewUri(file('dist', 'webview-reportView.js')).toString(),
			styleUri: webview.asWebviewUri(file('media', 'report.css')).toString(),
			reportStyle: stylesheet,
			language: vscode.env.language,
			title: panel.title,
		});
	}

	#receive(message: unknown): void {
		const intent = readFromPanel(message);
		if (intent === null) {
			this.#host.log.warn('The report panel sent a message that is none; it was ignored.');
			return;
		}
		switch (intent.kind) {
			case 'ready':
				// A panel that was hidden starts its script anew; the report it had is still true.
				this.#setup();
				if (this.#report !== null) this.#post({ kind: 'report', html: this.#report.html });
				else void this.#compute();
				return;
			case 'choose':
				this.#choice = intent.choice;
				void this.#compute();
				return;
			case 'cancel':
				this.#running?.abort();
				return;
			case 'export':
				void this.export(intent.format);
				return;
			case 'open': {
				const link = readWebLink(intent.url);
				if (link !== null) void vscode.env.openExternal(vscode.Uri.parse(link));
			}
		}
	}

	#post(message: ToPanel): void {
		void this.#panel.webview.postMessage(message);
	}

	#setup(): void {
		const repos = this.#host.repos();
		const t = vscode.l10n.t;
		this.#post({
			kind: 'setup',
			choice: this.#choice,
			periods: periodOptions(t),
			repos: [
				{ value: null, label: t('all') },
				...repos.map((repo) => ({ value: repo, label: basename(repo) })),
			],
			teams: [
				{ value: null, label: t('all') },
				...(this.#report?.teams ?? []).map((team) => ({ value: team, label: team })),
			],
			texts: panelTexts(t),
		});
	}

	/** Computes the report for the choice; a newer choice stops an older run. */
	async #compute(): Promise<void> {
		this.#running?.abort();
		const run = new AbortController();
		this.#running = run;
		const t = vscode.l10n.t;
		this.#post({ kind: 'busy', what: t('Computing the report'), done: 0, total: null });
		try {
			const report = await vscode.window.withProgress(
				{ location: vscode.ProgressLocation.Window, title: t('Outlay: computing the report') },
				() =>
					this.#host.engine.call('report', this.#choice, {
						signal: run.signal,
						onProgress: ({ what, ...step }) => this.#post({ kind: 'busy', what: stepName(what, t), ...step }),
					}),
			);
			if (this.#running !== run) return;
			this.#report = report;
			this.#setup();
			this.#post({ kind: 'report', html: report.html });
		} catch (error) {
			if (this.#running !== run) return;
			if (OutlayError.is(error, 'cancelled')) this.#post({ kind: 'stopped' });
			else {
				this.#host.log.warn(`Report: ${sentenceOf(error)}`);
				this.#post({ kind: 'failed', sentence: sentenceOf(error) });
			}
		} finally {
			if (this.#running === run) this.#running = null;
		}
	}

	/** Saves the report that is chosen to a file of the user's choice. */
	async export(format: PanelFormat): Promise<void> {
		await attempt(this.#host.log, async () => {
			const t = vscode.l10n.t;
			const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
			const name = `outlay-report.${format}`;
			const target = await vscode.window.showSaveDialog({
				title: t('Save the report'),
				filters: { [format.toUpperCase()]: [format] },
				...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
			});
			if (target === undefined) return;
			const text = await this.#host.engine.call('reportFile', { ...this.#choice, format });
			await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
			const open = t('Open');
			const saved = t('Saved the report to {0}.', basename(target.path));
			if ((await vscode.window.showInformationMessage(saved, open)) === open) {
				await vscode.commands.executeCommand('vscode.open', target);
			}
		});
	}

	dispose(): void {
		if (ReportPanel.#current === this) ReportPanel.#current = null;
		this.#running?.abort();
		this.#running = null;
		this.#store.dispose();
		this.#panel.dispose();
	}
}
