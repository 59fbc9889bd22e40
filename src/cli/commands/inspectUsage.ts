import type { Command } from 'commander';
import { OutlayError } from '../../core/errors.js';
import { usageGroups, type UsageGroup } from '../../core/usage/usageTable.js';
import { usageDocument } from '../../core/usage/usageInspection.js';
import type { Invocation } from '../invocation.js';
import { withOutlay } from '../openOutlay.js';
import { jsonText, printResult } from '../output.js';
import { addSharedOptions, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';

interface Options extends SharedOptions {
	readonly group: string;
	readonly model?: string;
	readonly product?: string;
	readonly team?: string;
	readonly author?: string;
}

function groupsOf(list: string): UsageGroup[] {
	return list.split(',').map((name) => {
		const group = usageGroups.find((known) => known === name.trim());
		if (group === undefined) {
			throw new OutlayError('usage', `--group does not know "${name.trim()}".`, {
				hint: `Choose from ${usageGroups.join(', ')}, separated by commas.`,
			});
		}
		return group;
	});
}

/** Adds `inspect usage`. */
export function registerInspectUsage(parent: Command, terminal: Terminal, { threads }: Invocation): void {
	const command = parent
		.command('usage')
		.description('every call of Claude Code once, at its list price, by day and model or other groups');
	addSharedOptions(command, ['text', 'json'])
		.option('--group <list>', `what to sum by: ${usageGroups.join(', ')}`, 'day,model')
		.option('--model <pattern>', 'only models that match (* stands for anything)')
		.option('--product <name>', 'only what came through cli, claude-vscode, sdk-ts, …')
		.option('--team <name>', 'only a team of outlay.config.json')
		.option('--author <who>', 'only a person; `me` is the user of this machine')
		.action(async (options: Options) => {
			const groups = groupsOf(options.group);
			await withOutlay({ ...options, threads }, terminal, async ({ outlay }) => {
				const inspection = await outlay.inspectUsage({
					groups,
					since: options.since ?? null,
					until: options.until ?? null,
					timezone: options.timezone ?? null,
					model: options.model ?? null,
					product: options.product ?? null,
					team: options.team ?? null,
					author: options.author ?? null,
				});
				if (options.format === 'json') {
					await printResult(jsonText(usageDocument(inspection)), options, terminal);
				} else {
					const { rejectedText, usageText } = await import('../../present/usageText.js');
					await printResult(usageText(inspection, terminal.columns), options, terminal);
					if (options.verbose === true) terminal.err(rejectedText(inspection));
				}
			});
		});
}
