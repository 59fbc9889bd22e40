import type { Command } from 'commander';
import { withOutlay } from '../openOutlay.js';
import { jsonText, printResult } from '../output.js';
import { addSharedOptions, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';

const actions = [
	['install', 'add "Assisted-by:" to messages of commits that Claude Code worked on'],
	['uninstall', 'remove the hook and put back what was there before'],
	['status', 'show whether the hook is installed, and where'],
] as const;

/** Adds `hook install`, `hook uninstall` and `hook status`. */
export function registerHook(parent: Command, terminal: Terminal): void {
	const hook = parent.command('hook').description('the commit message hook; off until it is installed');
	for (const [action, description] of actions) {
		addSharedOptions(hook.command(action).description(description), ['text', 'json']).action(
			async (options: SharedOptions) => {
				await withOutlay(options, terminal, async ({ outlay }) => {
					const hooks = await outlay.commitHook(action);
					if (options.format === 'json') {
						await printResult(jsonText({ schema: 'outlay.hook/1', hooks }), options, terminal);
					} else {
						const { hookText } = await import('../../present/tagText.js');
						await printResult(hookText(hooks), options, terminal);
					}
				});
			},
		);
	}
}
