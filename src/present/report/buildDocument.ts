import type { Report } from '../../core/report/model.js';
import { formatPeriod } from '../format.js';
import { plainText } from '../plainText.js';
import { answer, answerSection } from './answerSection.js';
import type { ReportDocument } from './document.js';
import { outcomesSection } from './outcomesSection.js';
import { qualitySection } from './qualitySection.js';
import { weeksSection } from './weeksSection.js';

const basisWords = {
	list: 'list prices',
	client: "Claude Code's own figures",
	billed: 'billed amounts',
} as const;

/** Filters as words, for the line under the title. */
function filterWords({ filters }: Report['scope']): string[] {
	return Object.entries(filters)
		.filter((entry): entry is [string, string] => entry[1] !== null)
		.map(([name, value]) => `${name} ${plainText(value, 60)}`);
}

/** The page in the order it is read: the answer, the outcomes, then what is behind them. */
export function buildDocument(report: Report): ReportDocument {
	const { scope, spend, period, quality } = report;
	const repos =
		scope.repos.length > 0 ? scope.repos.map((repo) => plainText(repo, 100)).join(', ') : 'no repository';
	return {
		title: 'Outlay',
		subtitle: [
			repos,
			formatPeriod(period),
			...(period.timezone === 'UTC' ? [] : [period.timezone]),
			basisWords[spend.basis],
			...filterWords(scope),
		].join(' · '),
		answer: answer(report),
		sections: [answerSection(report), outcomesSection(report), weeksSection(report), qualitySection(report)],
		caveats: quality.caveats,
		report,
	};
}
