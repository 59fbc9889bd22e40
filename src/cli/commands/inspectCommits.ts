import type { Command } from 'commander';
import { commitEntries } from '../../core/evidence/judgedCommit.js';
import { growHeapSlowly } from '../heapGrowth.js';
import { withOutlay } from '../openOutlay.js';
import { jsonPieces, printPieces, printResult } from '../output.js';
import { addSharedOptions, collect, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';

interface Options extends SharedOptions {
	readonly rev?: string;
	readonly notes: readonly string[];
	readonly prs?: string;
}

/** Adds `inspect commits`. */
export function registerInspectCommits(parent: Command, terminal: Terminal): void {
	const command = parent
		.command('commits')
		.description('which commits show AI evidence, of what kind and how sure');
	addSharedOptions(command, ['text', 'json'])
		.option('--rev <range>', 'revision or range (default: all of HEAD)')
		.option('--notes <ref>', 'notes to read, or none (repeatable)', collect, [])
		.option('--prs <source>', 'github, git or a file: adds the evidence of each commit’s pull request')
		.action(async (options: Options) => {
			growHeapSlowly();
			const noteRefs = options.notes.includes('none') ? [] : options.notes;
			await withOutlay(options, terminal, async ({ outlay }) => {
				const commits = await outlay.judgeCommits({
					rev: options.rev ?? null,
					noteRefs: options.notes.length === 0 ? null : noteRefs,
					prs: options.prs ?? null,
				});
				if (options.format === 'json') {
					const entries = commitEntries(commits);
					const pieces = jsonPieces({ schema: 'outlay.commits/1' }, 'commits', entries);
					await printPieces(pieces, options, terminal);
				} else {
					const { commitsText } = await import('../../present/commitsText.js');
					await printResult(commitsText(commits, terminal.columns), options, terminal);
				}
			});
		});
}
