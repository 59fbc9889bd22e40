import type { Command } from 'commander';
import type { Report } from '../../core/report/model.js';
import type { ReportRequest } from '../../outlay/reportInputs.js';
import { withOutlay } from '../openOutlay.js';
import { printResult } from '../output.js';
import { addSharedOptions, collect, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';

/** Options of `outlay report`, as commander hands them over. */
export interface ReportOptions extends SharedOptions {
	readonly prs?: string;
	readonly coverage: readonly string[];
	readonly team?: string;
	readonly model?: string;
	readonly product?: string;
	readonly author?: string;
}

/** Forms of the report; the first is the default. */
export const reportFormats = ['text', 'md', 'json'] as const;

/** `outlay report`: what merged pull requests cost, and the AI-assisted ones beside the rest. */
export function registerReport(program: Command, terminal: Terminal): void {
	const command = program.command('report').description('the team outcome report');
	addSharedOptions(command, reportFormats)
		.option('--prs <source>', 'pull requests from github, git, or an outlay.pr/1 file')
		.option(
			'--coverage <path>',
			'coverage report, or folder with one report a commit (repeatable)',
			collect,
			[],
		)
		.option('--team <name>', 'only this team')
		.option('--model <pattern>', 'only models that match')
		.option('--product <name>', 'only this product')
		.option('--author <who>', 'only this person; "me" is you')
		.action((options: ReportOptions) =>
			withOutlay(options, terminal, async ({ outlay }) => {
				const report = await outlay.report(requestOf(options));
				await printResult(await renderReport(report, options.format, terminal), options, terminal);
			}),
		);
}

/** What the options ask for. The zone is this computer's unless one is named. */
export function requestOf(options: ReportOptions): ReportRequest {
	return {
		since: options.since ?? null,
		until: options.until ?? null,
		timezone: options.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
		prs: options.prs ?? null,
		coverage: options.coverage,
		filters: {
			team: options.team ?? null,
			model: options.model ?? null,
			product: options.product ?? null,
			author: options.author ?? null,
		},
	};
}

/** The report in one of its forms; each renderer is loaded when it is asked for. */
export async function renderReport(report: Report, format: string, terminal: Terminal): Promise<string> {
	switch (format) {
		case 'json': {
			const { reportJson } = await import('../../present/report/json.js');
			return reportJson(report);
		}
		case 'md': {
			const { reportMarkdown } = await import('../../present/report/markdown.js');
			return reportMarkdown(report);
		}
		default: {
			const { reportText } = await import('../../present/report/text.js');
			return reportText(report, terminal.columns);
		}
	}
}
