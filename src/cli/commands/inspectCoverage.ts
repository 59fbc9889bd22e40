import type { Command } from 'commander';
import { withOutlay } from '../openOutlay.js';
import { jsonText, printResult } from '../output.js';
import { addSharedOptions, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';

/** Adds `inspect coverage`. */
export function registerInspectCoverage(parent: Command, terminal: Terminal): void {
	const command = parent
		.command('coverage')
		.description('what coverage reports say; with --repo their paths are matched to the repository')
		.argument('<file...>', 'reports of any known format, told apart by content');
	addSharedOptions(command, ['text', 'json']).action(
		async (files: readonly string[], options: SharedOptions) => {
			await withOutlay(options, terminal, async ({ outlay }) => {
				const resolvesPaths = options.repo.length > 0;
				const reports = await outlay.inspectCoverage({ files, cwd: process.cwd(), resolvesPaths });
				if (options.format === 'json') {
					const { coverageDocument } = await import('../../core/outcomes/coverageDocument.js');
					await printResult(jsonText(coverageDocument(reports)), options, terminal);
				} else {
					const { coverageText } = await import('../../present/coverageText.js');
					await printResult(coverageText(reports), options, terminal);
				}
			});
		},
	);
}
