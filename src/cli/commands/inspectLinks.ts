import { InvalidArgumentError, Option, type Command } from 'commander';
import { linkReasons, type LinkReason } from '../../core/links/link.js';
import { linksDocument } from '../../core/links/linksDocument.js';
import { growHeapSlowly } from '../heapGrowth.js';
import { withOutlay } from '../openOutlay.js';
import { jsonText, printResult } from '../output.js';
import { addSharedOptions, collect, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';

interface Options extends SharedOptions {
	readonly ignore: readonly LinkReason[];
	readonly prs?: string;
}

/** Adds `inspect links`. */
export function registerInspectLinks(parent: Command, terminal: Terminal): void {
	const command = parent
		.command('links')
		.description('which session worked on which commit and pull request, and why');
	const ignore = new Option('--ignore <reason>', 'leave a reason out, to measure the others (repeatable)')
		.argParser(checked)
		.default([]);
	addSharedOptions(command, ['text', 'json'])
		.option('--prs <source>', 'github, git or a file (default: git)')
		.addOption(ignore)
		.action(async (options: Options) => {
			growHeapSlowly();
			await withOutlay(options, terminal, async ({ outlay }) => {
				const links = await outlay.inspectLinks({
					ignore: options.ignore,
					prs: options.prs ?? null,
					since: options.since ?? null,
					until: options.until ?? null,
					timezone: options.timezone ?? null,
				});
				if (options.format === 'json') {
					await printResult(jsonText(linksDocument(links)), options, terminal);
				} else {
					const { linksText } = await import('../../present/linksText.js');
					const { sessions, bridge, elsewhere, priceBasis } = links;
					await printResult(
						linksText(sessions, bridge, elsewhere.length, priceBasis, terminal.columns),
						options,
						terminal,
					);
				}
			});
		});
}

function checked(value: string, values: unknown): string[] {
	const known = linkReasons.find((reason) => reason === value);
	if (known === undefined) throw new InvalidArgumentError(`Choose from ${linkReasons.join(', ')}.`);
	return collect(known, Array.isArray(values) ? values.map(String) : []);
}
