import type { Command } from 'commander';
import { withOutlay } from '../openOutlay.js';
import { jsonText, printResult } from '../output.js';
import { addPullRequestOptions, addSharedOptions, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';

interface Options extends SharedOptions {
	readonly prs?: string;
}

/** Adds `inspect reverts`. */
export function registerInspectReverts(parent: Command, terminal: Terminal): void {
	const command = parent
		.command('reverts')
		.description('what was reverted, by which rule, and whether it stayed so');
	addPullRequestOptions(addSharedOptions(command, ['text', 'json'])).action(async (options: Options) => {
		await withOutlay(options, terminal, async ({ outlay }) => {
			const reverts = await outlay.inspectReverts({
				prs: options.prs ?? null,
				since: options.since ?? null,
				until: options.until ?? null,
				timezone: options.timezone ?? null,
			});
			if (options.format === 'json') {
				const { revertsDocument } = await import('../../core/outcomes/revertDocument.js');
				await printResult(jsonText(revertsDocument(reverts)), options, terminal);
			} else {
				const { revertsText } = await import('../../present/revertsText.js');
				await printResult(revertsText(reverts, terminal.columns), options, terminal);
			}
		});
	});
}
