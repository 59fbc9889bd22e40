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
import { processTerminal, type Terminal } from './terminal.js';
import { version } from '../../package.json';

/** A command of `src/cli/commands/`: adds itself to its parent and loads its work only when it runs. */
type Register = (parent: Command, terminal: Terminal) => void;

/** `outlay <command>`, in the order of the help. */
const commands: readonly Register[] = [
	registerReport,
	registerBudget,
	registerLedger,
	registerSync,
	registerPublish,
	registerAudit,
	registerExport,
	registerTag,
	registerHook,
	registerDemo,
];

/** `outlay inspect <subject>`, in the order of the help. */
const inspections: readonly Register[] = [
	registerInspectUsage,
	registerInspectReviews,
	registerInspectReverts,
	registerInspectDefects,
	registerInspectCoverage,
	registerInspectCommits,
	registerInspectLinks,
	registerInspectFigure,
];

/** The whole command line. */
export function buildProgram(terminal: Terminal): Command {
	const program = new Command('outlay')
		.description('What AI coding costs, and what it shipped.')
		.version(version)
		.enablePositionalOptions()
		.exitOverride()
		.configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
		.showHelpAfterError('(outlay --help lists the commands)');
	for (const register of commands) register(program, terminal);
	const inspect = program
		.command('inspect')
		.description('the raw judgement behind each figure, to explain and to check it');
	for (const register of inspections) register(inspect, terminal);
	return program;
}

/** Prints a failure as one sentence and its next step. */
function explain(error: unknown, terminal: Terminal): void {
	terminal.err(`outlay: ${messageOf(error)}\n`);
	if (OutlayError.is(error) && error.hint !== null) terminal.err(`  ${error.hint}\n`);
}

async function main(): Promise<number> {
	const terminal = processTerminal();
	try {
		await buildProgram(terminal).parseAsync(process.argv);
		return 0;
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
		if (!OutlayError.is(error, 'cancelled')) explain(error, terminal);
		return exitCodeOf(error);
	}
}

void main().then((code) => {
	process.exitCode = code;
});
