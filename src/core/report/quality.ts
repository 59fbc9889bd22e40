import { medianSorted } from 'simple-statistics';
import type { Arm, Evidence, EvidenceKind, Strength } from '../evidence/evidence.js';
import { caveats, definitions, inferredTierText, ruleVersions } from './definitions.js';
import { dayIn } from '../period.js';
import { costPerMergedPr } from './costPerMergedPr.js';
import { coverageDeltas } from './coverageFigures.js';
import { defectRate } from './defectFigures.js';
import { fewest, rounded } from './estimate.js';
import type { ReportInputs } from './inputs.js';
import type { LinkedSpend } from './linkedSpend.js';
import type { ArmFigures, CostPerMergedPr } from './model.js';
import { rearmed, type CountsAs, type Population } from './population.js';
import type { ReportQuality, SensitivityRow } from './qualityModel.js';
import { timeToFirstReview } from './reviewFigures.js';
import type { SpendSums } from './spendSums.js';

const evidenceKinds: readonly EvidenceKind[] = [
	'note',
	'session',
	'trailer',
	'bot',
	'branch',
	'label',
	'message',
];

/** What is shown of both arms wherever the line between them is drawn. */
type Outcomes = Omit<SensitivityRow, 'minimumStrength' | 'isChosen'>;

type ArmOutcomes = Pick<ArmFigures, 'defectRate30d' | 'timeToFirstReviewHours'>;

const armOutcomes = (prs: Population['arms'][Arm]): ArmOutcomes => ({
	defectRate30d: defectRate(prs),
	timeToFirstReviewHours: timeToFirstReview(prs),
});

function coverageMedian(prs: Population['arms'][Arm]): number | null {
	const deltas = coverageDeltas(prs);
	return deltas.length < fewest ? null : rounded(medianSorted(deltas));
}

function outcomesOf(
	{ ai, none }: Population['arms'],
	figures: Readonly<Record<Arm, ArmOutcomes>>,
	cost: CostPerMergedPr,
): Outcomes {
	return {
		mergedAi: ai.length,
		mergedNone: none.length,
		defectRateAi: figures.ai.defectRate30d.value,
		defectRateNone: figures.none.defectRate30d.value,
		timeToFirstReviewHoursAi: figures.ai.timeToFirstReviewHours.value,
		timeToFirstReviewHoursNone: figures.none.timeToFirstReviewHours.value,
		coverageDeltaAi: coverageMedian(ai),
		coverageDeltaNone: coverageMedian(none),
		directMedianMicros: cost.directMedianMicros,
		loadedAiMicros: cost.loadedAiMicros,
	};
}

/** @param chosen the outcomes of the arms as they were chosen */
function sensitivityRow(
	strength: Strength,
	population: Population,
	chosen: Outcomes,
	spend: LinkedSpend,
): SensitivityRow {
	const isChosen = strength === population.minimumStrength;
	const drawn = rearmed(population, strength);
	const { ai, none } = drawn.arms;
	// A weaker minimum only adds to the AI arm: where it holds as many, it holds the same.
	const outcomes =
		ai.length === chosen.mergedAi
			? chosen
			: outcomesOf(
					drawn.arms,
					{ ai: armOutcomes(ai), none: armOutcomes(none) },
					costPerMergedPr(drawn, spend, null),
				);
	return { minimumStrength: strength, isChosen, ...outcomes };
}

function problemCounts({ problems }: ReportInputs): ReportQuality['problems'] {
	const counted = new Map<string, { count: number; example: string }>();
	for (const { code, what } of problems) {
		const known = counted.get(code);
		if (known) known.count += 1;
		else counted.set(code, { count: 1, example: what });
	}
	return [...counted]
		.map(([code, { count, example }]) => ({ code, count, example }))
		.sort((one, two) => (one.code < two.code ? -1 : 1));
}

/** The day of the first known use, when the period began on an earlier one. */
function usageKnownSince({ firstUseAtMs, period, unknownSpend }: ReportInputs): string | null {
	if (firstUseAtMs == null || unknownSpend != null) return null;
	const dayOf = dayIn(period.timezone);
	const first = dayOf(firstUseAtMs);
	return first > dayOf(period.sinceMs) ? first : null;
}

/** How many pull requests have evidence of each value of some property of it. */
function countsOf<Value>(
	ai: Population['arms']['ai'],
	valueOf: (evidence: Evidence) => Value,
): Map<Value, number> {
	const counts = new Map<Value, number>();
	const count = (value: Value): void => void counts.set(value, (counts.get(value) ?? 0) + 1);
	for (const { evidence } of ai) {
		const [first] = evidence;
		// Most have one piece, which takes no list of distinct values.
		if (evidence.length === 1 && first !== undefined) count(valueOf(first));
		else for (const value of new Set(evidence.map(valueOf))) count(value);
	}
	return counts;
}

/** Agents that the evidence names besides Claude Code, most pull requests first. */
function otherAgents(ai: Population['arms']['ai']): ReportQuality['otherAgents'] {
	return [...countsOf(ai, ({ tool }) => tool)]
		.filter(([tool]) => tool !== 'claude-code' && tool !== 'unknown-ai')
		.map(([tool, pullRequests]) => ({ tool, pullRequests }))
		.sort((one, two) => two.pullRequests - one.pullRequests || (one.tool < two.tool ? -1 : 1));
}

/** What the figures rest on, what was missing, and how they move when the line between the arms moves. */
export function quality(
	inputs: ReportInputs,
	population: Population,
	figures: Readonly<Record<Arm, ArmOutcomes>>,
	sums: SpendSums,
	spend: LinkedSpend,
	cost: CostPerMergedPr,
): ReportQuality {
	const { merged, arms, minimumStrength } = population;
	const delivered = [...arms.ai, ...arms.none];
	const chosen = outcomesOf(arms, figures, cost);
	const ofKind = countsOf(arms.ai, ({ kind }) => kind);
	const countedAs = (what: CountsAs): number => merged.filter(({ countsAs }) => countsAs === what).length;
	return {
		evidence: evidenceKinds.map((kind) => ({ kind, pullRequests: ofKind.get(kind) ?? 0 })),
		otherAgents: otherAgents(arms.ai),
		minimumStrength,
		leftOut: { reverts: countedAs('revert'), bots: countedAs('bot'), stacked: countedAs('stacked') },
		withoutAuthor: delivered.filter(({ personId }) => personId === null).length,
		immature: delivered.filter(({ defects }) => defects === null).length,
		withoutCoverage: delivered.filter(({ coveragePoints }) => coveragePoints === null).length,
		withoutReviewData: delivered.filter(({ review }) => review.reviewState === 'unknown').length,
		calls: sums.calls,
		partialOutputCalls: sums.partialOutputCalls,
		unpricedCalls: sums.unpricedCalls,
		unpricedModels: sums.unpricedModels,
		withoutPersonMicros: sums.withoutPersonMicros,
		usageKnownSince: usageKnownSince(inputs),
		sessions: spend.sessions,
		sessionsWithoutLink: spend.sessionsWithoutLink,
		linkedOutsidePeriodMicros: spend.outsidePeriodMicros,
		clientCostMicros: inputs.clientCostMicros,
		problems: problemCounts(inputs),
		sensitivity: (['high', 'medium', 'low'] as const).map((strength) =>
			sensitivityRow(strength, population, chosen, spend),
		),
		inferredTier: inferredTierText,
		rules: ruleVersions,
		definitions,
		caveats,
	};
}
