import * as vscode from 'vscode';
import type { BudgetStatus } from '../../core/budget/budget.js';
import type { Claims } from '../claims.js';
import { commandIds } from '../ids.js';
import { currentReader } from '../reader.js';
import { thresholdNotice } from './thresholdNotice.js';

/** Tells that a threshold was crossed: once per threshold and period, in one window, until told not to. */
export class ThresholdNotifier {
	readonly #claims: Claims;
	readonly #isWanted: () => boolean;

	constructor(claims: Claims, isWanted: () => boolean) {
		this.#claims = claims;
		this.#isWanted = isWanted;
	}

	async consider(status: BudgetStatus): Promise<void> {
		const notice = thresholdNotice(status, currentReader());
		if (notice === null || !this.#isWanted()) return;
		if (!(await this.#claims.claim(notice.claim))) return;
		const show = vscode.l10n.t('Show');
		const never = vscode.l10n.t("Don't show again");
		const choice = await vscode.window.showInformationMessage(notice.message, show, never);
		if (choice === show) await vscode.commands.executeCommand(commandIds.openSidebar);
		if (choice === never) {
			const settings = vscode.workspace.getConfiguration('outlay');
			await settings.update('notifications', false, vscode.ConfigurationTarget.Global);
		}
	}
}
