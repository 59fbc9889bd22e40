import type { Command } from 'commander';
import { withOutlay } from '../openOutlay.js';
import { jsonText, printResult } from '../output.js';
import { addSharedOptions, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';
import { utcDayOption } from '../utcDayOption.js';

const help = `
Keys come from the environment only, and read scopes are enough:
  OUTLAY_ANTHROPIC_ENTERPRISE_KEY  claude.ai, API access: read:members, read:spend_limits, read:analytics,
                                   read:rbac_groups, read:claude_code_managed_settings
  OUTLAY_ANTHROPIC_ADMIN_KEY       Console, Admin keys
At most 60 requests a minute are made. A run that was cut off goes on where it stopped. --since and --until are UTC days.`;

/** Adds `sync anthropic`: the organization's side into the ledger. */
export function registerSyncAnthropic(parent: Command, terminal: Terminal): void {
	const command = parent
		.command('anthropic')
		.description("the organization's members, limits, keys and billed spend from Anthropic");
	addSharedOptions(command, ['text', 'json'])
		.addHelpText('after', help)
		.action(async (options: SharedOptions) => {
			await withOutlay({ ...options, readsTranscripts: false }, terminal, async ({ outlay }) => {
				const { parts } = await outlay.syncAnthropic({
					...utcDayOption('sinceDay', '--since', options.since),
					...utcDayOption('untilDay', '--until', options.until),
				});
				const { anthropicSyncText } = await import('../../present/sync.js');
				const json = jsonText({ schema: 'outlay.sync-anthropic/1', parts });
				await printResult(options.format === 'json' ? json : anthropicSyncText(parts), options, terminal);
			});
		});
}
