import * as vscode from 'vscode';
import { messageOf, OutlayError } from '../core/errors.js';

/** A failure as one text: what happened, and the next step where there is one. */
export function sentenceOf(error: unknown): string {
	const hint = OutlayError.is(error) ? error.hint : null;
	return hint === null ? messageOf(error) : `${messageOf(error)} ${hint}`;
}

/**
 * Runs what a user asked for. A failure is shown to them with a way to the log; a cancellation is silent. Work that
 * nobody asked for never comes here: it goes to the log and to the views.
 */
export async function attempt(log: vscode.LogOutputChannel, work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		if (OutlayError.is(error, 'cancelled')) return;
		log.error(error instanceof Error ? error : String(error));
		const show = vscode.l10n.t('Show log');
		if ((await vscode.window.showErrorMessage(sentenceOf(error), show)) === show) log.show();
	}
}
