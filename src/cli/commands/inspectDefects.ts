import type { Command } from 'commander';
import { OutlayError } from '../../core/errors.js';
import type { Outlay } from '../../outlay.js';
import { withOutlay } from '../openOutlay.js';
import { jsonText, printResult } from '../output.js';
import { addPullRequestOptions, addSharedOptions, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';

interface Options extends SharedOptions {
	readonly fix?: readonly string[];
	readonly prs?: string;
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
	const command = parent
		.command('defects')
		.description('defects within 30 days of a merge, or which commit a fix repairs');
	addPullRequestOptions(addSharedOptions(command, ['text', 'json']))
		.option('--fix <sha...>', 'only ask which commit these fixes repair, found by blame')
		.option('--window-days <days>', 'how long after the merge counts; with --fix also none', '30')
		.action(async (options: Options) => {
			const windowDays = windowOf(options.windowDays);
			await withOutlay({ ...options, readsTranscripts: false }, terminal, async ({ outlay }) => {
				const text =
					options.fix === undefined
						? await defectsOf(outlay, options, windowDays)
						: await fixesOf(outlay, options, options.fix, windowDays);
				await printResult(text, options, terminal);
			});
		});
}

async function fixesOf(
	outlay: Outlay,
	options: Options,
	fixes: readonly string[],
	windowDays: number | null,
): Promise<string> {
	const found = await outlay.inspectFixes({ fixes, windowDays });
	if (options.format === 'json') {
		const { fixesDocument } = await import('../../core/outcomes/defectDocument.js');
		return jsonText(fixesDocument(found, windowDays));
	}
	const { fixesText } = await import('../../present/defectsText.js');
	return fixesText(found, windowDays);
}

async function defectsOf(outlay: Outlay, options: Options, windowDays: number | null): Promise<string> {
	if (windowDays === null) {
		throw new OutlayError(
			'usage',
			'--window-days none needs --fix: a defect rate has no meaning without a window.',
		);
	}
	const found = await outlay.inspectDefects({
		windowDays,
		prs: options.prs ?? null,
		since: options.since ?? null,
		until: options.until ?? null,
		timezone: options.timezone ?? null,
	});
	if (options.format === 'json') {
		const { defectsDocument } = await import('../../core/outcomes/defectDocument.js');
		return jsonText(defectsDocument(found));
	}
	const { defectsText } = await import('../../present/defectsText.js');
	return defectsText(found);
}
