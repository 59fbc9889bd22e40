import { resolve } from 'node:path';
import { homedir } from 'node:os';
import { OutlayError } from '../core/errors.js';
import type { Problem } from '../core/problem.js';
import { Outlay } from '../outlay.js';
import { openContext, type OpenContext, type OpenOptions } from '../outlay/openContext.js';
import { noProgress, progressBar } from './progressBar.js';
import type { SharedOptions } from './sharedOptions.js';
import type { Terminal } from './terminal.js';

/** An Outlay for one command, and the way to end it. */
interface OpenOutlay {
	readonly outlay: Outlay;
	readonly context: OpenContext;
}

/**
 * Runs one command: builds the Outlay its options ask for, ends it whatever happens, and prints to standard error
 * what was wrong with the inputs and was survived. Ctrl-C cancels through the context's signal.
 */
export async function withOutlay(
	options: SharedOptions & Pick<OpenOptions, 'readsTranscripts' | 'readsAllCalls' | 'threads'>,
	terminal: Terminal,
	work: (opened: OpenOutlay) => Promise<void>,
	now: () => number = () => Date.now(),
): Promise<void> {
	const cancel = new AbortController();
	const onInterrupt = (): void => cancel.abort(new OutlayError('cancelled', 'Cancelled.'));
	process.once('SIGINT', onInterrupt);
	process.once('SIGTERM', onInterrupt);
	const progress = options.quiet === true ? noProgress : progressBar(terminal);
	const context = await openContext({
		cwd: process.cwd(),
		home: homedir(),
		env: process.env,
		repos: options.repo.map((path) => resolve(path)),
		claudeDirs: options.claudeDir.map((path) => resolve(path)),
		ledger: options.ledger === false ? false : options.ledger === undefined ? null : resolve(options.ledger),
		configFile: options.config === undefined ? null : resolve(options.config),
		mayRunGit: true,
		endsSoon: true,
		readsAllCalls: options.readsAllCalls === true,
		readsTranscripts: options.readsTranscripts !== false,
		threads: options.threads ?? null,
		now,
		signal: cancel.signal,
		progress,
		...(options.githubUrl === undefined ? {} : { github: { url: options.githubUrl } }),
		log: {
			info: (line) => (options.verbose === true ? terminal.err(`outlay: ${line}\n`) : undefined),
			warn: (line) => (options.quiet === true ? undefined : terminal.err(`outlay: ${line}\n`)),
		},
	});
	try {
		await work({ outlay: new Outlay(context), context });
	} finally {
		progress.stop();
		process.off('SIGINT', onInterrupt);
		process.off('SIGTERM', onInterrupt);
		await context.close();
		if (options.quiet !== true) printProblems(context.problems, terminal, options.verbose === true);
	}
}

const shownWithoutVerbose = 5;

/** One line a problem; without `--verbose` at most five, and the count of the rest. */
export function printProblems(problems: readonly Problem[], terminal: Terminal, isVerbose: boolean): void {
	const shown = isVerbose ? problems : problems.slice(0, shownWithoutVerbose);
	for (const { what, file, line } of shown) {
		const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
		terminal.err(`outlay: ${what}${place}\n`);
	}
	const rest = problems.length - shown.length;
	if (rest > 0) terminal.err(`outlay: and ${rest} more; --verbose lists them\n`);
}
