import { join } from 'node:path';
import type { Command } from 'commander';
import type { Report } from '../../core/report/model.js';
import type { ReportRequest } from '../../outlay/reportInputs.js';
import { withOutlay } from '../openOutlay.js';
import { makeFolder, printResult } from '../output.js';
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
export const reportFormats = ['text', 'md', 'html', 'json', 'csv'] as const;

type PrintOptions = Pick<ReportOptions, 'format' | 'out'>;

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
				await printReport(await outlay.report(requestOf(options)), options, terminal);
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

/** Prints the report in one of its forms. As CSV it is one file a table: `--out` names their folder. */
export async function printReport(report: Report, options: PrintOptions, terminal: Terminal): Promise<void> {
	if (options.format !== 'csv') {
		const { renderReport } = await import('../../present/report/render.js');
		await printResult(await renderReport(report, options.format, terminal.columns), options, terminal);
		return;
	}
	const { reportCsv } = await import('../../present/report/csv.js');
	const tables = reportCsv(report);
	if (options.out === undefined) {
		terminal.out(tables.map(({ id, text }) => `# ${id}\n${text}`).join('\n'));
		return;
	}
	const folder = options.out;
	await makeFolder(folder);
	for (const { id, text } of tables) await printResult(text, { out: join(folder, `${id}.csv`) }, terminal);
}
