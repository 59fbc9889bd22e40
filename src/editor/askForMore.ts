import * as vscode from 'vscode';
import { amount } from './viewModels/amounts.js';
import { limitSourceName } from './viewModels/statusTooltip.js';
import { basisName, thisPeriod, type BudgetFacts } from './viewModels/statusView.js';
import { asOf, dayOf } from './viewModels/times.js';
import type { Reader } from './viewModels/translate.js';

/** A message to whoever sets the limit, with the figures they need to decide. The user sends it, or does not. */
export function requestText({ status }: BudgetFacts, reader: Reader): string {
	const { t } = reader;
	const money = (micros: number | null): string => amount(micros, status.currency, reader);
	const { forecast } = status;
	return [
		t('Hello, I would like a higher limit for Claude Code.'),
		t(
			'Spent {0}: {1} of {2} ({3}, as of {4}; {5}).',
			thisPeriod(status.period, t),
			money(status.spentMicros),
			money(status.limitMicros),
			basisName(status, t),
			asOf(status.asOfMs, reader),
			limitSourceName(status, t),
		),
		...(forecast === null
			? []
			: [
					t(
						'At this pace: {0} by {1} ({2}–{3}).',
						money(forecast.micros),
						dayOf(status.window.endMs, reader),
						money(forecast.lowMicros),
						money(forecast.highMicros),
					),
				]),
		t('What I am working on: '),
	].join('\n');
}

/** Puts the message on the clipboard and says so. */
export async function askForMore(facts: BudgetFacts | null, reader: Reader): Promise<void> {
	const { t } = reader;
	if (facts === null) {
		void vscode.window.showInformationMessage(t('No budget is known yet.'));
		return;
	}
	await vscode.env.clipboard.writeText(requestText(facts, reader));
	const open = t('Open as a text');
	const message = t('A request with your figures is on the clipboard. Send it to whoever sets your limit.');
	if ((await vscode.window.showInformationMessage(message, open)) !== open) return;
	const document = await vscode.workspace.openTextDocument({
		content: requestText(facts, reader),
		language: 'plaintext',
	});
	await vscode.window.showTextDocument(document);
}
