import type { Command } from 'commander';
import { withOutlay } from '../openOutlay.js';
import { jsonText, printResult } from '../output.js';
import { addSharedOptions, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';

/** Adds `sync` with what can be synced; each part registers itself below. */
export function registerSync(parent: Command, terminal: Terminal): void {
	const sync = parent.command('sync').description('bring the ledger up to date, resumable');
	registerSyncGithub(sync, terminal);
}

/** Adds `sync github`. */
function registerSyncGithub(parent: Command, terminal: Terminal): void {
	const command = parent
		.command('github')
		.description('pull requests and reviews of the repositories on GitHub')
		.option('--github-url <url>', 'API of a GitHub Enterprise Server, e.g. https://git.example.com/api/v3');
	addSharedOptions(command, ['text', 'json']).action(async (options: SharedOptions) => {
		await withOutlay(options, terminal, async ({ outlay }) => {
			const syncs = await outlay.syncGithub();
			const { githubSyncDocument, githubSyncText } = await import('../../present/githubSync.js');
			const text = options.format === 'json' ? jsonText(githubSyncDocument(syncs)) : githubSyncText(syncs);
			await printResult(text, options, terminal);
			const failed = syncs.find(({ error }) => error !== null);
			if (failed?.error) throw failed.error;
		});
	});
}
