import type { Command } from 'commander';
import { withOutlay } from '../openOutlay.js';
import { jsonText, printResult } from '../output.js';
import { addPullRequestOptions, addSharedOptions, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';

interface Options extends SharedOptions {
	readonly prs?: string;
}

/** Adds `inspect reviews`. */
export function registerInspectReviews(parent: Command, terminal: Terminal): void {
	const command = parent
		.command('reviews')
		.description('the first review of each pull request, and why that one');
	addPullRequestOptions(addSharedOptions(command, ['text', 'json'])).action(async (options: Options) => {
		await withOutlay(options, terminal, async ({ outlay }) => {
			const reviews = await outlay.inspectReviews({
				prs: options.prs ?? null,
				since: options.since ?? null,
				until: options.until ?? null,
				timezone: options.timezone ?? null,
			});
			if (options.format === 'json') {
				const { reviewsDocument } = await import('../../core/outcomes/reviewDocument.js');
				await printResult(jsonText(reviewsDocument(reviews)), options, terminal);
			} else {
				const { reviewsText } = await import('../../present/reviewsText.js');
				await printResult(reviewsText(reviews, terminal.columns), options, terminal);
			}
		});
	});
}
