import { Argument, Option, type Command } from 'commander';
import { OutlayError } from '../../core/errors.js';
import type { FinanceBasis } from '../../core/finance/financeRow.js';
import type { FinanceExport } from '../../outlay/export.js';
import { withOutlay } from '../openOutlay.js';
import { printResult } from '../output.js';
import { addSharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';
import { addGatheringOptions, requestOf, type ReportOptions } from './report.js';

const formats = ['focus', 'datadog', 'cloudzero', 'csv', 'json'] as const;
type ExportFormat = (typeof formats)[number];

interface ExportOptions extends ReportOptions {
	readonly focus: '1.4' | '1.2';
	readonly basis?: FinanceBasis;
	readonly account?: string;
}

const help = `
Billed amounts come from the ledger (outlay sync anthropic). Without any in the period the file holds estimates, tokens
at list prices: focus, csv and json have a column of their own for them, and the billed columns stay zero or empty.
datadog and cloudzero have billed columns only and refuse estimates.
Uploading one Datadog file twice doubles its cost; Vantage adds as well. --since takes names such as last-month.`;

/** `outlay export`: files for finance and FinOps tools. */
export function registerExport(parent: Command, terminal: Terminal): void {
	const command = parent.command('export').description('files for finance and FinOps tools');
	command.addArgument(new Argument('<kind>', 'what to write').choices(formats));
	addGatheringOptions(addSharedOptions(command, ['csv']))
		.addOption(new Option('--focus <version>', 'version of FOCUS').choices(['1.4', '1.2']).default('1.4'))
		.addOption(
			new Option('--basis <basis>', 'billed or estimated amounts; never both').choices([
				'billed',
				'estimated',
			]),
		)
		.option('--account <id>', 'billing account to name in the file')
		.addHelpText('after', help)
		.action((kind: ExportFormat, options: ExportOptions) =>
			withOutlay({ ...options, readsAllCalls: true }, terminal, async ({ outlay }) => {
				const basis = options.basis ?? null;
				const exported = await outlay.exportRows({ ...requestOf(options), basis });
				if (exported.basis === 'estimated' && options.basis === undefined) {
					terminal.err('outlay: no billed amounts in this period; these are estimates at list prices.\n');
				}
				await printResult(await render(kind, exported, options), options, terminal);
			}),
		);
}

/** Refuses what a format with billed columns only cannot carry. */
function checkBilled(kind: ExportFormat, { basis, rows }: FinanceExport): void {
	if (basis === 'estimated') {
		throw new OutlayError(
			'environment',
			`A ${kind} file holds billed amounts only, and the ledger has none in this period.`,
			{ hint: 'Run outlay sync anthropic first, or write estimates with outlay export focus.' },
		);
	}
	const foreign = rows.find(({ currency }) => currency !== 'USD');
	if (kind === 'datadog' && foreign !== undefined) {
		throw new OutlayError(
			'environment',
			`Datadog takes US dollars only; the bill is in ${foreign.currency}.`,
			{
				hint: 'Use outlay export focus, which carries any currency.',
			},
		);
	}
}

async function render(kind: ExportFormat, exported: FinanceExport, options: ExportOptions): Promise<string> {
	const { rows } = exported;
	const account = options.account ?? exported.account;
	switch (kind) {
		case 'focus': {
			const { focusCsv } = await import('../../present/export/focus.js');
			return focusCsv(rows, options.focus, account);
		}
		case 'datadog': {
			checkBilled(kind, exported);
			const { datadogCsv } = await import('../../present/export/datadog.js');
			return datadogCsv(rows);
		}
		case 'cloudzero': {
			checkBilled(kind, exported);
			const { cloudzeroCsv } = await import('../../present/export/cloudzero.js');
			return cloudzeroCsv(rows, account);
		}
		case 'csv': {
			const { financeCsv } = await import('../../present/export/plain.js');
			return financeCsv(rows);
		}
		case 'json': {
			const { financeJson } = await import('../../present/export/plain.js');
			return financeJson(rows);
		}
	}
}
