import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { openDemo } from '../../outlay.js';
import { withOutlay } from '../openOutlay.js';
import type { Terminal } from '../terminal.js';
import { printFigure } from './inspectFigure.js';
import { printReport, reportFormats, requestOf } from './report.js';

interface DemoOptions {
	readonly format: string;
	readonly out?: string;
	/** One figure with its pull requests, in place of the report. */
	readonly figure?: string;
}

/** `outlay demo`: the whole pipeline over a small bundled team, through the same code as real data. */
export function registerDemo(program: Command, terminal: Terminal): void {
	program
		.command('demo')
		.description('the report of a small bundled team: transcripts, git history, pull requests, coverage')
		.addOption(
			new Option('--format <format>', 'how to print').choices(reportFormats).default(reportFormats[0]),
		)
		.option('--out <file>', 'write the result to a file')
		.option(
			'--figure <id>',
			'the pull requests and the rule behind one figure, as inspect figure prints them',
		)
		.action((options: DemoOptions) => runDemo(options, terminal));
}

async function runDemo(options: DemoOptions, terminal: Terminal): Promise<void> {
	const demo = await openDemo(process.env);
	try {
		const asked = {
			...options,
			repo: [demo.repo],
			claudeDir: [demo.claudeDir],
			ledger: demo.ledgerDir,
			config: demo.configFile,
			since: demo.since,
			timezone: 'UTC',
			prs: demo.pullRequestsFile,
			coverage: [demo.coverageDir],
		};
		await withOutlay(
			asked,
			terminal,
			async ({ outlay }) => {
				const report = await outlay.report(requestOf(asked));
				if (options.figure === undefined) await printReport(report, options, terminal);
				else await printFigure(report, options.figure, options, terminal);
			},
			() => demo.nowMs,
		);
	} finally {
		await demo.dispose();
	}
	if (options.format === 'text' && options.figure === undefined)
		terminal.out(`\n${ownRepositoryLine(terminal)}\n`);
}

/** The line that runs the same on the reader's own repository, with the program as it was started. */
function ownRepositoryLine(terminal: Terminal): string {
	const program = process.argv[1] ?? 'outlay';
	const command = program.endsWith(join('dist', 'cli.js')) ? `node ${program}` : 'outlay';
	const bold = terminal.hasColor
		? (text: string): string => `\u001B[1m${text}\u001B[22m`
		: (text: string): string => text;
	return `The same on your own repository:\n  ${bold(`${command} report --repo . --prs git`)}`;
}
