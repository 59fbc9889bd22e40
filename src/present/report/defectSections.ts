import {
	inferredErrorSentence,
	inferredTierError,
	inferredErrorText,
} from '../../core/outcomes/defectError.js';
import type { DefectTier } from '../../core/outcomes/defectVerdict.js';
import type { RateByArm } from '../../core/report/defectSectionModel.js';
import type { Estimate } from '../../core/report/estimate.js';
import type { Report } from '../../core/report/model.js';
import { filesOf } from '../../core/report/strata.js';
import { counted, formatNumber, formatShare } from '../format.js';
import type { Cell, Column } from '../table.js';
import { asFigure, estimateCell, textCell } from './cells.js';
import type { Section } from './document.js';

const tierWords: Readonly<Record<DefectTier, string>> = {
	revert: 'reverted',
	explicit: '+ named as the cause',
	inferred: '+ inferred by blame',
};

const keys = (arm: string): string[] => [`${arm}_value`, `${arm}_low`, `${arm}_high`, `${arm}_n`];
const arms: readonly Column[] = [
	{ title: 'AI evidence', align: 'left', keys: keys('ai') },
	{ title: 'no AI evidence', align: 'left', keys: keys('none') },
];

const rateCell = (rate: Estimate): Cell =>
	estimateCell(rate, (value) => formatShare(value), `n ${formatNumber(rate.n)}`);
const rateCells = ({ ai, none }: RateByArm): Cell[] => [rateCell(ai), rateCell(none)];

const numberCells = (
	{ ai, none }: { readonly ai: number | null; readonly none: number | null },
	format: (value: number) => string,
): Cell[] =>
	[ai, none].map((value) => ({
		text: value === null ? 'not known' : format(value),
		values: [value, null, null, null],
		...(value === null ? { tone: 'withheld' as const } : {}),
	}));

const noError: Cell = { text: 'read, not guessed', values: [null, null] };
const sameError: Cell = { text: '', values: [null, null] };

/** The error of the inferred tier, in the row that rests on it. */
function errorCell(): Cell {
	const { precision, recall } = inferredErrorText(inferredTierError);
	return {
		text: `precision ${precision}\nrecall ${recall}`,
		values: [inferredTierError.precision, inferredTierError.recall],
	};
}

/** The three tiers beside each other, each with the surer ones in it, and what the last is worth. */
export function defectsSection({ defects, arms: figures }: Report): Section {
	const { immature: ai } = figures.ai.defectRate30d;
	const { immature: none } = figures.none.defectRate30d;
	return {
		id: 'defects',
		title: 'Defects within 30 days, by how they are known',
		sentences: [],
		figure: null,
		tables: [
			{
				id: 'defects',
				title: 'Share of merged pull requests with a defect, each row with those above it',
				columns: [
					{ title: '', align: 'left', keys: ['tier'] },
					...arms,
					{ title: 'how sure', align: 'left', keys: ['precision', 'recall'] },
				],
				rows: [
					...defects.tiers.map(({ tier, rates }) => {
						const [aiCell, noneCell] = rateCells(rates);
						return [
							textCell(tierWords[tier]),
							asFigure(`defects-${tier}-ai`, aiCell ?? sameError),
							asFigure(`defects-${tier}-none`, noneCell ?? sameError),
							tier === 'inferred' ? errorCell() : noError,
						];
					}),
					[
						textCell('corrected for that error'),
						...numberCells(defects.corrected, (value) => formatShare(value)),
						sameError,
					],
					[
						textCell('per 1,000 source lines'),
						...numberCells(defects.per1000SourceLines, (value) => formatNumber(value, 2)),
						sameError,
					],
				],
			},
		],
		notes: [
			inferredErrorSentence(),
			'Corrected (Rogan–Gladen): surer defects + inferred × precision ÷ recall; a check of the figure, not the figure.',
			...(ai + none > 0 ? [`${counted(ai + none, 'PR')} merged too late to tell.`] : []),
			'Not available: a rate by line of AI-written code (blame is kept by commit), and the change failure rate (DORA: needs deployments and incidents, which are not read).',
		],
		isLong: false,
	};
}

/** Defect rates by size and by kind of work, because the arms differ in both. */
export function defectStrataSection({ defects }: Report): Section {
	return {
		id: 'defect-strata',
		title: 'Defects within 30 days, by size and kind of work',
		sentences: [],
		figure: null,
		tables:
			defects.strata.length === 0
				? []
				: [
						{
							id: 'defect-strata',
							title: 'Share of merged pull requests with a defect of any tier',
							columns: [{ title: 'Pull requests', align: 'left', keys: ['by', 'stratum'] }, ...arms],
							rows: defects.strata.map(({ by, stratum, rates }) => [
								{ text: by === 'size' ? filesOf(stratum) : stratum, values: [by, stratum] },
								...rateCells(rates),
							]),
						},
					],
		notes: [inferredErrorSentence(), 'Compared within such groups: see "Like compared with like".'],
		isLong: true,
	};
}
