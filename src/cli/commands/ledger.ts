import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { OutlayError } from '../../core/errors.js';
import type { LedgerTools } from '../../outlay/ledgerTools.js';
import { jsonText, printResult } from '../output.js';
import { collect } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';

interface LedgerCommandOptions {
	readonly ledger?: string;
	readonly format: 'text' | 'json';
	readonly out?: string;
	readonly person: readonly string[];
	readonly unlock?: boolean;
	readonly rollUpAfter?: number;
	readonly keepAll?: boolean;
	readonly yes?: boolean;
}

async function toolsOf(options: LedgerCommandOptions): Promise<LedgerTools> {
	const { ledgerTools } = await import('../../outlay/ledgerTools.js');
	return ledgerTools({
		dir: options.ledger === undefined ? null : resolve(options.ledger),
		env: process.env,
		home: homedir(),
		nowMs: Date.now(),
	});
}

function days(text: string): number {
	const number = Number(text);
	if (!Number.isInteger(number)) throw new InvalidArgumentError('Give a whole number of days.');
	return number;
}

function personsOf({ person }: LedgerCommandOptions): readonly string[] {
	if (person.length > 0) return person;
	throw new OutlayError('usage', 'Say who: --person <id, e-mail or login>.', {
		hint: 'Repeat it for every name the person has; "me" stands for the user of this machine.',
	});
}

const personOption = (): Option =>
	new Option('--person <name>', 'person id, e-mail or login (repeatable); "me" for this machine’s user')
		.argParser(collect)
		.default([]);

/** `outlay ledger`: the store. */
export function registerLedger(parent: Command, terminal: Terminal): void {
	const ledger = parent.command('ledger').description('the store: info, check, backup, restore, erase');
	const add = (name: string, description: string): Command =>
		ledger
			.command(name)
			.description(description)
			.option('--ledger <dir>', 'folder of the ledger')
			.option('--out <file>', 'write the result to a file')
			.addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'));
	registerLooks(add, terminal);
	registerCopies(add, terminal);
	registerPerson(add, terminal);
}

type Add = (name: string, description: string) => Command;

function registerLooks(add: Add, terminal: Terminal): void {
	add('info', 'where it is, how big it is, what it holds').action(async (options: LedgerCommandOptions) => {
		const info = await (await toolsOf(options)).info();
		const { ledgerInfoText } = await import('../../present/ledgerText.js');
		const text =
			options.format === 'json' ? jsonText({ schema: 'outlay.ledger/1', ...info }) : ledgerInfoText(info);
		await printResult(text, options, terminal);
	});
	add('check', 'look at every byte; exit 1 when something is wrong')
		.option('--unlock', 'first remove a lock that no process here holds')
		.action(async (options: LedgerCommandOptions) => {
			const tools = await toolsOf(options);
			const problems = await tools.check(options.unlock === true);
			const { ledgerCheckText } = await import('../../present/ledgerText.js');
			const text =
				options.format === 'json'
					? jsonText({ schema: 'outlay.ledger-check/1', dir: tools.dir, problems })
					: ledgerCheckText(tools.dir, problems);
			await printResult(text, options, terminal);
			if (problems.length > 0) throw new OutlayError('threshold', 'The ledger is not sound.');
		});
	add('retain', 'how long calls are kept one by one')
		.option('--roll-up-after <days>', 'then keep sums by quarter hour', days)
		.option('--keep-all', 'keep every call for ever')
		.action(async (options: LedgerCommandOptions) => {
			const isOne = (options.rollUpAfter === undefined) === (options.keepAll === true);
			if (!isOne) throw new OutlayError('usage', 'Give either --roll-up-after <days> or --keep-all.');
			await (await toolsOf(options)).retain(options.rollUpAfter ?? null);
		});
}

function registerCopies(add: Add, terminal: Terminal): void {
	add('backup', 'write everything into one new file')
		.argument('<file>')
		.action(async (file: string, options: LedgerCommandOptions) => {
			await (await toolsOf(options)).backUp(resolve(file));
			await printResult(`Everything is in ${file}.`, options, terminal);
		});
	add('restore', 'bring back what a backup holds; what is newer stays')
		.argument('<file>')
		.action(async (file: string, options: LedgerCommandOptions) => {
			await (await toolsOf(options)).restore(resolve(file));
			await printResult(`Everything in ${file} is in the ledger again.`, options, terminal);
		});
}

function registerPerson(add: Add, terminal: Terminal): void {
	add('export', 'everything it holds about a person, as JSON')
		.addOption(personOption())
		.action(async (options: LedgerCommandOptions) => {
			const rows = await (await toolsOf(options)).exportPerson(personsOf(options));
			const text = jsonText({ schema: 'outlay.person/1', rows });
			await printResult(text, { ...options, isPrivate: true }, terminal);
		});
	add('erase', 'take everything about a person out, for good')
		.addOption(personOption())
		.option('--yes', 'do it; without, only say what would be erased')
		.action(async (options: LedgerCommandOptions) => {
			const tools = await toolsOf(options);
			const persons = personsOf(options);
			if (options.yes !== true) {
				const rows = Object.entries(await tools.exportPerson(persons));
				const counts = rows.map(([table, some]) => `${some.length} of ${table}`).join(', ');
				await printResult(
					`Would erase ${counts === '' ? 'nothing' : counts}. With --yes it is done.`,
					options,
					terminal,
				);
				return;
			}
			const erasure = await tools.erasePerson(persons);
			const { erasureText } = await import('../../present/ledgerText.js');
			const text =
				options.format === 'json'
					? jsonText({ schema: 'outlay.erasure/1', ...erasure })
					: erasureText(erasure);
			await printResult(text, options, terminal);
		});
}
