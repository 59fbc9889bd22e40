import { createInterface } from 'node:readline/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { OutlayError } from '../../core/errors.js';
import { formatMoney, microsOfDollars } from '../../core/money.js';
import type { IncreaseRequest } from '../../core/organization/records.js';
import { withOutlay } from '../openOutlay.js';
import { printResult } from '../output.js';
import { addSharedOptions, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';

interface DecisionOptions extends SharedOptions {
	readonly limit?: number;
	readonly confirm?: string;
}

/** An amount of the organization's currency as micros. */
function amount(text: string): number {
	const value = Number(text);
	if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
		throw new InvalidArgumentError('Give an amount such as 750.');
	}
	return microsOfDollars(value);
}

/** An id as `outlay audit` lists it. Anything else, a pasted key above all, is neither sent nor repeated. */
function requestId(text: string): string {
	if (!/^slir_[A-Za-z0-9]+$/.test(text)) {
		throw new OutlayError('usage', 'That is no id of an increase request.', {
			hint: 'It looks like slir_01Ab…; outlay audit lists those that wait.',
		});
	}
	return text;
}

const help = `
Needs a key with write:spend_limits in OUTLAY_ANTHROPIC_WRITE_KEY, a variable of its own, so that no reading job can
ever write. One request at a time: it shows the request as it stands now and asks; without a terminal, --confirm must
name the member it is for. What was decided is recorded in the ledger; outlay audit lists it.`;

function describe(request: IncreaseRequest, what: string): string {
	const currency = request.currency ?? 'USD';
	const limit = request.limitMicros === null ? 'no limit' : formatMoney(request.limitMicros, currency);
	const who = request.email ?? request.userId ?? 'an unknown member';
	return `${what} for ${who}: ${formatMoney(request.spentMicros, currency)} of ${limit} ${request.period} spent.`;
}

/** True when the answer names the member that the request is from. */
function namesMember(answer: string, request: IncreaseRequest): boolean {
	const names = [request.email, request.userId].filter((name) => name !== null);
	return names.some((name) => name.toLowerCase() === answer.trim().toLowerCase());
}

/** Asks on a terminal. Elsewhere nobody can be asked, so the command line itself must say whose request it is. */
async function isConfirmed(
	question: string,
	request: IncreaseRequest,
	options: DecisionOptions,
	terminal: Terminal,
): Promise<boolean> {
	terminal.err(`${question}\n`);
	if (options.confirm !== undefined) {
		if (namesMember(options.confirm, request)) return true;
		throw new OutlayError('usage', `The request ${request.requestId} is not from ${options.confirm}.`, {
			hint: 'Nothing was changed. --confirm must name the member that is shown above.',
		});
	}
	if (!process.stdin.isTTY) {
		throw new OutlayError('usage', 'Nobody is there to confirm. Nothing was changed.', {
			hint: 'Run it on a terminal, or name the member that the request is from: --confirm EMAIL.',
		});
	}
	const lines = createInterface({ input: process.stdin, output: process.stderr });
	try {
		return /^y(?:es)?$/i.test((await lines.question('Go ahead? [y/N] ')).trim());
	} finally {
		lines.close();
	}
}

function register(parent: Command, kind: 'approve' | 'deny', terminal: Terminal): void {
	const command = parent
		.command(kind)
		.argument('<request-id>', 'id of the request, as outlay audit lists it')
		.description(kind === 'approve' ? 'approve one increase request' : 'deny one increase request');
	if (kind === 'approve') {
		command.requiredOption(
			'--limit <amount>',
			"the member's new limit, in the organization's currency",
			amount,
		);
	}
	addSharedOptions(command, ['text'])
		.option('--confirm <member>', 'e-mail or id of the member the request is from, instead of being asked')
		.addHelpText('after', help)
		.action(async (text: string, options: DecisionOptions) => {
			const id = requestId(text);
			// A bar would draw over the question.
			const still = { ...terminal, showsProgress: false };
			await withOutlay({ ...options, readsTranscripts: false }, still, async ({ outlay }) => {
				const decision =
					kind === 'approve'
						? { requestId: id, kind, limitMicros: options.limit ?? 0 }
						: { requestId: id, kind };
				const decided = await outlay.decideRequest(decision, (request) => {
					const currency = request.currency ?? 'USD';
					const to = kind === 'approve' ? ` ${formatMoney(options.limit ?? 0, currency)}` : '';
					const what = kind === 'approve' ? `Approve a limit of${to}` : 'Deny the request';
					return isConfirmed(describe(request, what), request, options, terminal);
				});
				const text = decided === null ? 'Nothing was changed.' : `${id} is ${decided.after.status}.`;
				await printResult(text, options, terminal);
			});
		});
}

/** `outlay audit approve|deny`: one increase request at a time. */
export function registerRequests(parent: Command, terminal: Terminal): void {
	register(parent, 'approve', terminal);
	register(parent, 'deny', terminal);
}
