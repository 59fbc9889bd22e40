import type { Report } from '../../core/report/model.js';
import { formatPeriod } from '../format.js';
import { plainText } from '../plainText.js';
import { answer, answerSection } from './answerSection.js';
import { matchedSection, previousSection } from './comparisonSections.js';
import { defectsSection, defectStrataSection } from './defectSections.js';
import type { ReportDocument } from './document.js';
import { outcomesSection } from './outcomesSection.js';
import { forecastSection, valueSection } from './outlookSections.js';
import { definitionsSection, pullRequestsSection } from './pullRequestsSection.js';
import { qualitySection } from './qualitySection.js';
import { modelsSection, teamsSection, watchSection } from './spendSections.js';
import { weeksSection } from './weeksSection.js';

const basisWords = {
	client: "Claude Code's own figures",
	billed: 'billed amounts',
} as const;

/** Whose prices tokens were counted at. */
const priceWords = {
	list: 'list prices',
	config: 'list and own prices',
	managed: 'list and contract prices of managed settings',
} as const;

/** Filters as words, for the line under the title. */
function filterWords({ filters }: Report['scope']): string[] {
	return Object.entries(filters)
		.filter((entry): entry is [string, string] => entry[1] !== null)
		.map(([name, value]) => {
			const isSpendOnly = name === 'model' || name === 'product';
			return `${name} ${plainText(value, 60)}${isSpendOnly ? ' (spend only)' : ''}`;
		});
}

/**
 * The page in the order it is read: the answer, the outcomes, then what is behind them. `mostRows` cuts the lists of
 * pull requests; zero leaves the long sections out.
 */
export function buildDocument(report: Report, mostRows = Infinity): ReportDocument {
	const { scope, spend, period, quality } = report;
	const repos =
		scope.repos.length > 0 ? scope.repos.map((repo) => plainText(repo, 100)).join(', ') : 'no repository';
	return {
		title: 'Outlay',
		subtitle: [
			repos,
			formatPeriod(period),
			...(period.timezone === 'UTC' ? [] : [period.timezone]),
			spend.basis === 'list' ? priceWords[spend.prices] : basisWords[spend.basis],
			...filterWords(scope),
		].join(' · '),
		answer: answer(report),
		sections: [
			answerSection(report),
			outcomesSection(report),
			defectsSection(report),
			...previousSection(report),
			matchedSection(report),
			weeksSection(report),
			teamsSection(report),
			modelsSection(report),
			watchSection(report),
			forecastSection(report),
			valueSection(report),
			qualitySection(report),
			...(mostRows === 0
				? []
				: [defectStrataSection(report), pullRequestsSection(report, mostRows), definitionsSection(report)]),
		],
		caveats: quality.caveats,
		report,
	};
}
