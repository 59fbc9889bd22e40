import type { FigureSource } from './figureRule.js';
import type { ChargebackRow, WithheldSum } from './sectionModel.js';

const withoutAmount = (row: ChargebackRow, why: string): ChargebackRow => ({
	...row,
	costMicros: null,
	withheld: row.withheld ?? why,
});
const withoutSum = (sum: WithheldSum | null): WithheldSum | null =>
	sum === null ? null : { ...sum, costMicros: null };

/** Lines of the value section that spend is a part of. */
const needSpend = new Set(['cost-per-commit', 'annual-spend', 'annual-value-less-spend']);

type Costs = Pick<FigureSource, 'costPerMergedPr'> & {
	readonly spend: Pick<FigureSource['spend'], 'totalMicros' | 'bridge'>;
};

/** The figures that two periods are compared by, without their amounts. */
export function withUnknownCosts<Figures extends Costs>(figures: Figures, why: string): Figures {
	const { spend, costPerMergedPr: cost } = figures;
	const bridge = { mergedMicros: null, openMicros: null, closedMicros: null, unlinkedMicros: null };
	return {
		...figures,
		spend: { ...spend, totalMicros: null, bridge },
		costPerMergedPr: {
			...cost,
			directMedianMicros: null,
			loadedAiMicros: null,
			loadedAllMicros: null,
			withheld: why,
		},
	};
}

/**
 * The report of a team whose use of AI nobody knows: every amount is null with the reason, never zero. Pull requests,
 * outcomes and what does not rest on spend stay.
 */
export function withUnknownSpend(report: FigureSource, why: string): FigureSource {
	const { teams } = report;
	const { spend, costPerMergedPr } = withUnknownCosts(report, why);
	return {
		...report,
		spend: { ...spend, unknown: why, landedDirectlyMicros: null },
		costPerMergedPr,
		weeks: report.weeks.map((week) => ({ ...week, costMicros: null, loadedAllMicros: null })),
		teams: {
			...teams,
			teams: teams.teams.map((row) => withoutAmount(row, why)),
			costCenters: teams.costCenters.map((row) => withoutAmount(row, why)),
			withheldTeams: withoutSum(teams.withheldTeams),
			withheldCostCenters: withoutSum(teams.withheldCostCenters),
			totalMicros: null,
		},
		models: { ...report.models, withheld: why },
		forecast: {
			...report.forecast,
			rows: report.forecast.rows.map((row) => ({ ...row, spentMicros: null, withheld: why })),
		},
		value: {
			...report.value,
			lines: report.value.lines.map((line) =>
				needSpend.has(line.id) ? { ...line, filledIn: 'withheld', value: null, withheld: why } : line,
			),
		},
		quality: {
			...report.quality,
			withoutPersonMicros: null,
			linkedOutsidePeriodMicros: null,
			sensitivity: report.quality.sensitivity.map((row) => ({
				...row,
				directMedianMicros: null,
				loadedAiMicros: null,
			})),
		},
	};
}
