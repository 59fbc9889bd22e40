import { Option, type Command } from 'commander';
import { OutlayError } from '../../core/errors.js';
import { withOutlay } from '../openOutlay.js';
import { jsonText, printResult } from '../output.js';
import { addSharedOptions, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';
import { utcDayOption } from '../utcDayOption.js';
import { registerRequests } from './requests.js';

interface AuditCommandOptions extends SharedOptions {
	readonly names?: boolean;
	readonly reconcile?: boolean;
	readonly invoice?: string;
	readonly summary?: string;
	readonly failOn?: 'warning' | 'critical' | 'over';
}

const help = `
Reads what outlay sync anthropic has gathered; no key is needed here. In a weekly CI job:
  outlay sync anthropic && outlay audit --format md --out audit.md --fail-on warning
--fail-on exits 1 while a new threshold (75 and 95 % of a person's, 75 and 90 % of a team's or the organization's
limit) is reached; each is new once a period. --since and --until are UTC days.`;

const levels = ['warning', 'critical', 'over'] as const;

/** `outlay audit`: who and what spends, which keys have no owner, which limits are near. */
export function registerAudit(parent: Command, terminal: Terminal): void {
	const command = parent
		.command('audit')
		.description('who and what spends; keys, members and limits to look at');
	// Options after a subcommand are the subcommand's own.
	addSharedOptions(command.enablePositionalOptions(), ['text', 'json', 'md'])
		.option('--names', 'show people by e-mail instead of an opaque id')
		.option('--reconcile', 'list, client and billed side by side by person and day')
		.option('--invoice <file>', 'CSV of invoice totals (month,amount,currency) to check')
		.option('--summary <file>', 'append a Markdown summary to a file, such as $GITHUB_STEP_SUMMARY')
		.addOption(
			new Option('--fail-on <level>', 'exit 1 on a new threshold from this level on').choices(levels),
		)
		.addHelpText('after', help)
		.action(async (options: AuditCommandOptions) => {
			await withOutlay(
				{ ...options, readsTranscripts: options.reconcile === true },
				terminal,
				async ({ outlay }) => {
					const { audit, alerts, decisions, reconciliation } = await outlay.audit({
						...utcDayOption('sinceDay', '--since', options.since),
						...utcDayOption('untilDay', '--until', options.until),
						invoiceFile: options.invoice ?? null,
						withReconciliation: options.reconcile === true,
					});
					const view = {
						audit,
						...alerts,
						decisions,
						days: options.reconcile === true ? (reconciliation?.days ?? []) : [],
						invoices: reconciliation?.invoices ?? [],
						names: options.names === true,
					};
					const { auditJson, auditMarkdown, auditText } = await import('../../present/audit.js');
					if (options.summary !== undefined) {
						const { appendFile } = await import('node:fs/promises');
						await appendFile(options.summary, `${auditMarkdown(view)}\n`);
					}
					const text =
						options.format === 'json'
							? jsonText(auditJson(view))
							: options.format === 'md'
								? auditMarkdown(view)
								: auditText(view);
					await printResult(text, options, terminal);
					const from = levels.indexOf(options.failOn ?? 'over');
					const hits = alerts.alerts.filter(({ isNew, level }) => isNew && levels.indexOf(level) >= from);
					if (options.failOn !== undefined && hits.length > 0) {
						throw new OutlayError('threshold', `${hits.length} new thresholds are reached.`);
					}
					const isOff = view.invoices.some(({ agrees }) => !agrees);
					if (isOff && options.failOn !== undefined) {
						throw new OutlayError('threshold', 'An invoice does not agree with the billed spend.');
					}
				},
			);
		});
	registerRequests(command, terminal);
}
