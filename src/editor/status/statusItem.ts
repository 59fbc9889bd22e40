import * as vscode from 'vscode';
import type { Disposable } from '../disposableStore.js';
import { commandIds, statusItemId } from '../ids.js';
import { currentReader } from '../reader.js';
import { statusView, type BudgetFacts } from '../viewModels/statusView.js';
import { tooltipRows } from '../viewModels/statusTooltip.js';
import { tooltipMarkdown } from './tooltipMarkdown.js';

const backgrounds = {
	none: undefined,
	warning: new vscode.ThemeColor('statusBarItem.warningBackground'),
	error: new vscode.ThemeColor('statusBarItem.errorBackground'),
};

/** The one status bar item. Sets only what changed; VS Code redraws on every assignment. */
export class StatusItem implements Disposable {
	readonly #item: vscode.StatusBarItem;
	#shown = '';

	constructor() {
		this.#item = vscode.window.createStatusBarItem(statusItemId, vscode.StatusBarAlignment.Right, 90);
		this.#item.name = vscode.l10n.t('Outlay: Claude Code budget');
		this.#item.command = commandIds.openSidebar;
		this.show(null, null);
		this.#item.show();
	}

	/** Shows a budget, or that none has been read yet; `trouble` is a sentence about what went wrong. */
	show(facts: BudgetFacts | null, trouble: string | null): void {
		const reader = currentReader();
		const view = statusView(facts, reader);
		const rows = facts === null ? [] : tooltipRows(facts, reader);
		const state = JSON.stringify([view, rows, trouble]);
		if (state === this.#shown) return;
		this.#shown = state;
		this.#item.text = trouble !== null && facts === null ? '$(pulse) Outlay: $(info)' : view.text;
		this.#item.backgroundColor = backgrounds[view.background];
		this.#item.tooltip = tooltipMarkdown(rows, view.spoken, trouble);
		const label = trouble === null ? view.spoken : `${view.spoken} ${trouble}`;
		this.#item.accessibilityInformation = { label, role: 'button' };
	}

	dispose(): void {
		this.#item.dispose();
	}
}
