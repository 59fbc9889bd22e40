import * as vscode from 'vscode';
import { commandIds } from '../ids.js';
import { commandLink, escapeMarkdown } from '../viewModels/markdown.js';
import type { TooltipRow } from '../viewModels/statusTooltip.js';

const links = [commandIds.openSidebar, commandIds.showReport, commandIds.changeModel, commandIds.askForMore];

/** The tooltip as Markdown. Only this extension's own commands can run from it; all values are escaped. */
export function tooltipMarkdown(
	rows: readonly TooltipRow[],
	sentence: string,
	trouble: string | null,
): vscode.MarkdownString {
	const t = vscode.l10n.t;
	const labels = [t('Open sidebar'), t('Report'), t('Change model'), t('Ask for more')];
	const table = rows.flatMap(({ heading, lines }) =>
		lines.map(
			(line, index) => `| ${index === 0 ? `**${escapeMarkdown(heading)}**` : ''} | ${escapeMarkdown(line)} |`,
		),
	);
	const body = table.length === 0 ? [escapeMarkdown(sentence)] : ['| | |', '|:--|:--|', ...table];
	const actions = links.map((id, index) => commandLink(labels[index] ?? '', id)).join(' · ');
	const note = trouble === null ? [] : ['', `$(info) ${escapeMarkdown(trouble)}`];
	const markdown = new vscode.MarkdownString([...body, ...note, '', actions].join('\n'), true);
	markdown.isTrusted = { enabledCommands: links };
	return markdown;
}
