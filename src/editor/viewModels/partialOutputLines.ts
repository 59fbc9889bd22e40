import type { Reader } from './translate.js';

/** What is to be said beside a cost that rests on calls without a final output count; nothing where there are none. */
export function partialOutputLines(share: number, { t }: Reader): string[] {
	if (share === 0) return [];
	const percent = String(Math.max(1, Math.round(share * 100)));
	return [t('Output of {0} % of its calls was not fully recorded: the cost is a floor.', percent)];
}
