import type { Command } from 'commander';
import { OutlayError } from '../../core/errors.js';
import { withOutlay } from '../openOutlay.js';
import { jsonText, printResult } from '../output.js';
import { addSharedOptions, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';

interface Options extends SharedOptions {
	readonly fix?: readonly string[];
	readonly windowDays: string;
}

function windowOf(text: string): number | null {
	if (text === 'none') return null;
	const days = Number(text);
	if (Number.isFinite(days) && days > 0 && text.trim() !== '') return days;
	throw new OutlayError('usage', `--window-days does not know "${text}".`, {
		hint: 'Give a number of days above 0, or none.',
	});
}

/** Adds `inspect defects`. */
export function registerInspectDefects(parent: Command, terminal: Terminal): void {
	const command = parent.command('defects').description('which commit a fix repairs, found by blame');
	addSharedOptions(command, ['text', 'json'])
		.requiredOption('--fix <sha...>', 'only these fixing commits')
		.option('--window-days <days>', 'how old a repaired commit may be, or none', '30')
		.action(async (options: Options) => {
			const windowDays = windowOf(options.windowDays);
			await withOutlay(options, terminal, async ({ outlay }) => {
				const fixes = await outlay.inspectFixes({ fixes: options.fix ?? [], windowDays });
				if (options.format === 'json') {
					const { fixesDocument } = await import('../../core/outcomes/defectDocument.js');
					await printResult(jsonText(fixesDocument(fixes)), options, terminal);
				} else {
					const { fixesText } = await import('../../present/defectsText.js');
					await printResult(fixesText(fixes), options, terminal);
				}
			});
		});
}
