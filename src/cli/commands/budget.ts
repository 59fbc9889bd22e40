import { InvalidArgumentError, Option, type Command } from 'commander';
import { budgetPeriods, type BudgetPeriod } from '../../core/budget/window.js';
import { OutlayError } from '../../core/errors.js';
import { microsOfDollars } from '../../core/money.js';
import { checkTimezone } from '../../core/period.js';
import { withOutlay } from '../openOutlay.js';
import { jsonText, printResult } from '../output.js';
import { addSharedOptions, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';

interface BudgetCommandOptions extends SharedOptions {
	readonly limit?: number;
	readonly period: BudgetPeriod;
	readonly failOn?: 'warning' | 'critical' | 'over';
}

/** Dollars of an option as micro-USD. */
function dollars(text: string): number {
	const amount = Number(text);
	if (text.trim() === '' || !Number.isFinite(amount) || amount < 0) {
		throw new InvalidArgumentError('Give an amount in dollars, such as 500.');
	}
	return microsOfDollars(amount);
}

const help = `
Sources, in this order: a status your organization publishes for you (OUTLAY_STATUS: path or https address, checked
with OUTLAY_STATUS_KEY; OUTLAY_STATUS_PRIVATE_KEY if it is encrypted to you), budgets in outlay.config.json, --limit,
Claude Code's own cached figures (client), and this machine's use at list prices. No key of the organization is needed.`;

const failing = {
	warning: ['warning', 'critical', 'over'],
	critical: ['critical', 'over'],
	over: ['over'],
} as const;

/** `outlay budget`: my budget and entitlement now. */
export function registerBudget(parent: Command, terminal: Terminal): void {
	const command = parent.command('budget').description('my budget and the models I may use, now');
	addSharedOptions(command, ['text', 'json'])
		.option('--limit <usd>', 'my own limit, when nobody above me sets one', dollars)
		.addOption(
			new Option('--period <period>', 'period of --limit').choices([...budgetPeriods]).default('monthly'),
		)
		.addOption(
			new Option('--fail-on <state>', 'exit 1 from this state on').choices(['warning', 'critical', 'over']),
		)
		.addHelpText('after', help)
		.action(async (options: BudgetCommandOptions) => {
			await withOutlay(options, terminal, async ({ outlay, context }) => {
				const { budget, entitlement, timezone } = await outlay.budget({
					ownLimit:
						options.limit === undefined ? null : { limitMicros: options.limit, period: options.period },
					...(options.timezone === undefined ? {} : { timezone: checkTimezone(options.timezone) }),
				});
				if (options.format === 'json') {
					const { budgetJson } = await import('../../present/budgetJson.js');
					await printResult(jsonText(budgetJson(budget, entitlement)), options, terminal);
				} else {
					const { budgetText } = await import('../../present/budgetText.js');
					const text = budgetText(budget, entitlement, context.now(), timezone, terminal.columns);
					await printResult(text, options, terminal);
				}
				const { failOn } = options;
				if (failOn !== undefined && failing[failOn].some((state) => state === budget.state)) {
					throw new OutlayError('threshold', `The budget is at "${budget.state}".`);
				}
			});
		});
}
