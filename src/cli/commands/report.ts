import { join } from 'node:path';
import type { Command } from 'commander';
import { OutlayError } from '../../core/errors.js';
import { periodAliases } from '../../core/periodAlias.js';
import type { Report } from '../../core/report/model.js';
import {
	checkThresholds,
	parseThreshold,
	thresholdFigures,
	type Threshold,
} from '../../core/report/thresholds.js';
import type { ReportRequest } from '../../outlay/reportInputs.js';
import type { OpenContext } from '../../outlay/openContext.js';
import { compileQuickly } from '../compileQuickly.js';
import { growHeapSlowly, type HeapGrowth } from '../heapGrowth.js';
import { withOutlay } from '../openOutlay.js';
import { makeFolder, printPieces, printResult } from '../output.js';
import { addPullRequestOptions, addSharedOptions, collect, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';

/** Options of `outlay report`, as commander hands them over. */
export interface ReportOptions extends SharedOptions {
	readonly prs?: string;
	readonly coverage: readonly string[];
	readonly team?: string;
	readonly model?: string;
	readonly product?: string;
	readonly author?: string;
	readonly comparePrevious?: boolean;
	readonly failOn?: readonly string[];
	/** Table that CSV prints to standard output; all of them without it. */
	readonly table?: string;
}

const help = `
--since also takes a name, which sets the end too: ${periodAliases}.
--format csv writes one file a table into the folder --out; without it all tables, or the one of --table, are printed.
--fail-on exits 1 after the report when the condition holds. Figures, in dollars, percent, hours, points or counts:
  ${thresholdFigures.join(', ')}`;

/** Forms of the report; the first is the default. */
export const reportFormats = ['text', 'md', 'html', 'json', 'csv'] as const;

type PrintOptions = Pick<ReportOptions, 'format' | 'out' | 'table'>;

/** `outlay report`: what merged pull requests cost, and the AI-assisted ones beside the rest. */
export function registerReport(program: Command, terminal: Terminal): void {
	const command = program.command('report').description('the team outcome report');
	addGatheringOptions(addSharedOptions(command, reportFormats))
		.option('--compare-previous', 'beside the period before')
		.option(
			'--fail-on <condition>',
			'exit 1 when it holds, e.g. "loaded-cost > 25" (repeatable)',
			collect,
			[],
		)
		.option('--table <id>', 'the one table that --format csv prints')
		.addHelpText('after', help)
		.action((options: ReportOptions) => {
			const thresholds = (options.failOn ?? []).map(parseThreshold);
			const heap = growHeapSlowly();
			return withOutlay({ ...options, readsAllCalls: true }, terminal, async ({ outlay, context }) => {
				if (context.hasLargeLedger()) compileQuickly();
				const said = context.callsSaid();
				if (said !== null) heap.expectCalls(said);
				const comparePrevious = options.comparePrevious === true;
				const asked = outlay.report({ ...requestOf(options), comparePrevious });
				if (context.remembers) void expectCallsOf(context, heap);
				const report = await asked;
				await printReport(report, options, terminal);
				enforce(report, thresholds, terminal);
			});
		});
}

/** The report asks for the ledger too, and fails with what is wrong with it. */
async function expectCallsOf(context: OpenContext, heap: HeapGrowth): Promise<void> {
	const ledger = await context.ledger().catch(() => null);
	if (ledger !== null) heap.expectCalls(ledger.calls.count());
}

/** Adds where pull requests and coverage come from, and the filters. */
export function addGatheringOptions(command: Command): Command {
	return addPullRequestOptions(command)
		.option(
			'--coverage <path>',
			'coverage report, folder with one a commit, github or codecov (repeatable)',
			collect,
			[],
		)
		.option('--team <name>', 'only this team')
		.option('--model <pattern>', 'only models that match')
		.option('--product <name>', 'only this product')
		.option('--author <who>', 'only this person; "me" is you');
}

/** Throws a threshold failure that names every figure beyond its limit; says which limits could not be checked. */
function enforce(report: Report, thresholds: readonly Threshold[], terminal: Terminal): void {
	const results = checkThresholds(report, thresholds);
	for (const { threshold, state } of results) {
		if (state !== 'unknown') continue;
		terminal.err(`outlay: "${threshold.text}" was not checked: the report withholds this figure.\n`);
	}
	const failed = results.filter(({ state }) => state === 'failed');
	if (failed.length === 0) return;
	const words = failed.map(
		({ threshold, actual }) => `${threshold.text} (it is ${actual?.toFixed(2) ?? ''})`,
	);
	throw new OutlayError('threshold', `A threshold was crossed: ${words.join('; ')}.`);
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
		const { reportPieces } = await import('../../present/report/render.js');
		await printPieces(await reportPieces(report, options.format, terminal.columns), options, terminal);
		return;
	}
	const { reportCsv } = await import('../../present/report/csv.js');
	const tables = reportCsv(report);
	if (options.table !== undefined) {
		const found = tables.find(({ id }) => id === options.table);
		if (found === undefined) {
			throw new OutlayError('usage', `This report has no table "${options.table}".`, {
				hint: `It has: ${tables.map(({ id }) => id).join(', ')}.`,
			});
		}
		await printResult(found.text, options, terminal);
		return;
	}
	if (options.out === undefined) {
		terminal.out(tables.map(({ id, text }) => `# ${id}\n${text}`).join('\n'));
		return;
	}
	const folder = options.out;
	await makeFolder(folder);
	for (const { id, text } of tables) await printResult(text, { out: join(folder, `${id}.csv`) }, terminal);
}
