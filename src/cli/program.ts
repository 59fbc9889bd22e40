import { Command, CommanderError } from 'commander';
import { exitCodeOf, messageOf, OutlayError } from '../core/errors.js';
import { registerAudit } from './commands/audit.js';
import { registerBudget } from './commands/budget.js';
import { registerDemo } from './commands/demo.js';
import { registerInspectCommits } from './commands/inspectCommits.js';
import { registerInspectFigure } from './commands/inspectFigure.js';
import { registerInspectLinks } from './commands/inspectLinks.js';
import { registerPublish } from './commands/publish.js';
import { registerExport } from './commands/export.js';
import { registerInspectUsage } from './commands/inspectUsage.js';
import { registerInspectReverts } from './commands/inspectReverts.js';
import { registerInspectReviews } from './commands/inspectReviews.js';
import { registerSync } from './commands/sync.js';
import { registerInspectDefects } from './commands/inspectDefects.js';
import { registerInspectCoverage } from './commands/inspectCoverage.js';
import { registerLedger } from './commands/ledger.js';
import { registerHook } from './commands/hook.js';
import { registerReport } from './commands/report.js';
import { registerTag } from './commands/tag.js';
import type { Invocation } from './invocation.js';
import { processTerminal, type Terminal } from './terminal.js';
import { version } from '../../package.json';

/** A command of `src/cli/commands/`: adds itself to its parent and loads its work only when it runs. */
type Register = (parent: Command, terminal: Terminal, invocation: Invocation) => void;

/** Commands by name, in the order of the help. */
type Registers = Readonly<Record<string, Register>>;

/** `outlay inspect <subject>`. */
const inspections: Registers = {
	usage: registerInspectUsage,
	reviews: registerInspectReviews,
	reverts: registerInspectReverts,
	defects: registerInspectDefects,
	coverage: registerInspectCoverage,
	commits: registerInspectCommits,
	links: registerInspectLinks,
	figure: registerInspectFigure,
};

/**
 * Adds the command that the arguments name; all of them for help, and for a name that none has. Adding one takes a part of a
 * millisecond, and an answer that must come at once needs no other.
 */
function addWanted(known: Registers, invocation: Invocation, parent: Command, terminal: Terminal): void {
	const [name = '', ...args] = invocation.args;
	const wanted = Object.hasOwn(known, name) ? known[name] : undefined;
	if (wanted !== undefined) wanted(parent, terminal, { ...invocation, args });
	else for (const register of Object.values(known)) register(parent, terminal, { ...invocation, args: [] });
}

function registerInspect(parent: Command, terminal: Terminal, invocation: Invocation): void {
	const inspect = parent
		.command('inspect')
		.description('the raw judgement behind each figure, to explain and to check it');
	addWanted(inspections, invocation, inspect, terminal);
}

/** `outlay <command>`. */
const commands: Registers = {
	report: registerReport,
	budget: registerBudget,
	ledger: registerLedger,
	sync: registerSync,
	publish: registerPublish,
	audit: registerAudit,
	export: registerExport,
	tag: registerTag,
	hook: registerHook,
	demo: registerDemo,
	inspect: registerInspect,
};

/** The command line, as far as this invocation needs it. */
function buildProgram(terminal: Terminal, invocation: Invocation): Command {
	const program = new Command('outlay')
		.description('What AI coding costs, and what it shipped.')
		.version(version)
		.enablePositionalOptions()
		.exitOverride()
		.configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
		.showHelpAfterError('(outlay --help lists the commands)');
	addWanted(commands, invocation, program, terminal);
	return program;
}

/** Prints a failure as one sentence and its next step. */
function explain(error: unknown, terminal: Terminal): void {
	terminal.err(`outlay: ${messageOf(error)}\n`);
	if (OutlayError.is(error) && error.hint !== null) terminal.err(`  ${error.hint}\n`);
}

/** Runs the command that the arguments ask for; gives the exit code. */
export async function run(invocation: Invocation): Promise<number> {
	const terminal = processTerminal();
	try {
		await buildProgram(terminal, invocation).parseAsync(invocation.args, { from: 'user' });
		return 0;
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
		if (!OutlayError.is(error, 'cancelled')) explain(error, terminal);
		return exitCodeOf(error);
	}
}
