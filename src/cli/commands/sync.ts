import type { Command } from 'commander';
import type { OutlayError } from '../../core/errors.js';
import type { GithubSync } from '../../core/githubSync.js';
import type { WholeSync } from '../../core/wholeSync.js';
import { withOutlay } from '../openOutlay.js';
import { jsonText, printResult } from '../output.js';
import { addGithubUrl, addSharedOptions, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';
import { registerSyncAnthropic } from './syncAnthropic.js';

/** Adds `sync`: everything that can be read, or one source of it. */
export function registerSync(parent: Command, terminal: Terminal): void {
	const sync = parent
		.command('sync')
		.description('bring the ledger up to date, resumable: all that can be read, or one source');
	addSharedOptions(addGithubUrl(sync), ['text', 'json']).action(async (options: SharedOptions) => {
		await withOutlay(options, terminal, async ({ outlay }) => {
			const whole = await outlay.syncAll();
			const { wholeSyncDocument, wholeSyncText } = await import('../../present/sync.js');
			const text = options.format === 'json' ? jsonText(wholeSyncDocument(whole)) : wholeSyncText(whole);
			await printResult(text, options, terminal);
			const [failed] = failuresOf(whole);
			if (failed !== undefined) throw failed;
		});
	});
	registerSyncLocal(sync, terminal);
	registerSyncGithub(sync, terminal);
	registerSyncAnthropic(sync, terminal);
}

function failuresOf({ local, github, anthropic }: WholeSync): OutlayError[] {
	const ofSources = [local, github, anthropic].flatMap((outcome) =>
		outcome.kind === 'failed' ? [outcome.error] : [],
	);
	return [...ofSources, ...(github.kind === 'done' ? failuresOfGithub(github.done) : [])];
}

const failuresOfGithub = (syncs: readonly GithubSync[]): OutlayError[] =>
	syncs.flatMap(({ error }) => (error === null ? [] : [error]));

/** Adds `sync local`. */
function registerSyncLocal(parent: Command, terminal: Terminal): void {
	const command = parent
		.command('local')
		.description('what Claude Code wrote on this machine, before it deletes it after 30 days');
	addSharedOptions(command, ['text', 'json']).action(async (options: SharedOptions) => {
		await withOutlay(options, terminal, async ({ outlay }) => {
			const local = await outlay.syncLocal();
			const { localSyncDocument, localSyncText } = await import('../../present/sync.js');
			const text = options.format === 'json' ? jsonText(localSyncDocument(local)) : localSyncText(local);
			await printResult(text, options, terminal);
		});
	});
}

/** Adds `sync github`. */
function registerSyncGithub(parent: Command, terminal: Terminal): void {
	const command = parent
		.command('github')
		.description('pull requests and reviews of the repositories on GitHub');
	addSharedOptions(addGithubUrl(command), ['text', 'json']).action(async (options: SharedOptions) => {
		await withOutlay({ ...options, readsTranscripts: false }, terminal, async ({ outlay }) => {
			const syncs = await outlay.syncGithub();
			const { githubSyncDocument, githubSyncText } = await import('../../present/githubSync.js');
			const text = options.format === 'json' ? jsonText(githubSyncDocument(syncs)) : githubSyncText(syncs);
			await printResult(text, options, terminal);
			const [failed] = failuresOfGithub(syncs);
			if (failed !== undefined) throw failed;
		});
	});
}
