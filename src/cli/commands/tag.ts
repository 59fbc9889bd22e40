import type { Command } from 'commander';
import { growHeapSlowly } from '../heapGrowth.js';
import { withOutlay } from '../openOutlay.js';
import { jsonText, printResult } from '../output.js';
import { addSharedOptions, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';

interface Options extends SharedOptions {
	readonly dryRun?: boolean;
	readonly fetch?: string | true;
	readonly push?: string | true;
}

const remoteOf = (value: string | true | undefined): string | null =>
	value === undefined ? null : value === true ? 'origin' : value;

/** Adds `tag`. */
export function registerTag(parent: Command, terminal: Terminal): void {
	const command = parent
		.command('tag [rev...]')
		.description('record on commits (default HEAD) which sessions worked on them, as a git note');
	addSharedOptions(command, ['text', 'json'])
		.option('--dry-run', 'show what would be recorded, write nothing')
		.option('--fetch [remote]', 'take in the notes of a remote before (default origin)')
		.option('--push [remote]', 'push the notes to a remote after (default origin)')
		.action(async (revs: readonly string[], options: Options) => {
			growHeapSlowly();
			await withOutlay(options, terminal, async ({ outlay }) => {
				const commits = await outlay.tag({
					revs,
					isDryRun: options.dryRun === true,
					fetchFrom: remoteOf(options.fetch),
					pushTo: remoteOf(options.push),
				});
				if (options.format === 'json') {
					await printResult(jsonText({ schema: 'outlay.tag/1', commits }), options, terminal);
				} else {
					const { tagText } = await import('../../present/tagText.js');
					await printResult(tagText(commits), options, terminal);
				}
			});
		});
}
