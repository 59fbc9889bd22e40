import type { Command } from 'commander';
import { OutlayError } from '../../core/errors.js';
import type { Report } from '../../core/report/model.js';
import { withOutlay } from '../openOutlay.js';
import { jsonText, printResult } from '../output.js';
import { addSharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';
import { addGatheringOptions, requestOf, type ReportOptions } from './report.js';

/** Adds `inspect figure`: from a figure of the report to its pull requests and its rule. */
export function registerInspectFigure(parent: Command, terminal: Terminal): void {
	const command = parent
		.command('figure [id]')
		.description('the pull requests and the rule behind a figure of the report; without ID: every figure');
	addGatheringOptions(addSharedOptions(command, ['text', 'json'])).action(
		(id: string | undefined, options: ReportOptions) =>
			withOutlay(options, terminal, async ({ outlay }) => {
				await printFigure(await outlay.report(requestOf(options)), id, options, terminal);
			}),
	);
}

/** Prints one figure of a report with its pull requests, or the list of all figures. */
export async function printFigure(
	report: Report,
	id: string | undefined,
	options: Pick<ReportOptions, 'format' | 'out'>,
	terminal: Terminal,
): Promise<void> {
	const { figures } = report;
	const isJson = options.format === 'json';
	const { figuresText, figureText } = await import('../../present/figureText.js');
	if (id === undefined) {
		const text = isJson
			? jsonText({ schema: 'outlay.figures/1', figures })
			: figuresText(figures, terminal.columns);
		await printResult(text, options, terminal);
		return;
	}
	const figure = figures.find((one) => one.id === id);
	if (figure === undefined) {
		throw new OutlayError('usage', `This report has no figure "${id}".`, {
			hint: `It has: ${figures.map((one) => one.id).join(', ')}.`,
		});
	}
	const { figureEntries } = await import('../../core/report/figures.js');
	const entries = figureEntries(report, new Set([id])).get(id) ?? [];
	const text = isJson
		? jsonText({
				schema: 'outlay.figure/1',
				figure,
				pullRequests: entries.map(({ pullRequest: { repo, number, url, arm }, ...entry }) => ({
					...{ repo, number, url, arm },
					...entry,
				})),
			})
		: figureText(figure, entries, terminal.columns);
	await printResult(text, options, terminal);
}
