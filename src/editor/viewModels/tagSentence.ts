import type { BudgetLine } from '../../core/budget/budgetLine.js';
import { amount } from './amounts.js';
import { modelLabel } from './modelLabels.js';
import { partialOutputLines } from './partialOutputLines.js';
import { pricesName } from './statusView.js';
import type { Reader } from './translate.js';

/** What a note on a commit would say. */
export interface TagEvidence {
	readonly sessions: number;
	/** Most expensive first. */
	readonly models: readonly string[];
	/** Input, output and cache together. */
	readonly tokens: number;
	readonly costMicros: number;
	readonly priceBasis: BudgetLine['priceBasis'];
	/** Share of the calls behind the cost whose output is a floor. */
	readonly partialOutputShare: number;
}

/** `1 session, Sonnet 5.5, 12,345 tokens, $1.23 at list prices.` */
export function tagSentence(evidence: TagEvidence, reader: Reader): string {
	const { t, locale } = reader;
	const { sessions, models, tokens, costMicros, priceBasis } = evidence;
	const sentence = t(
		'{0}, {1}, {2} tokens, {3} at {4}.',
		sessions === 1 ? t('1 session') : t('{0} sessions', sessions),
		models.map(modelLabel).join(', '),
		tokens.toLocaleString(locale),
		amount(costMicros, 'USD', reader),
		pricesName(priceBasis, t),
	);
	return [sentence, ...partialOutputLines(evidence.partialOutputShare, reader)].join(' ');
}
