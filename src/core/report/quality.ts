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
import type { ArmFigures } from './model.js';
import { rearmed, type Population } from './population.js';
import type { ReportQuality, SensitivityRow } from './qualityModel.js';
import { timeToFirstReview } from './reviewFigures.js';

const evidenceKinds: readonly EvidenceKind[] = [
	'note',
	'session',
	'trailer',
	'bot',
	'branch',
	'label',
	'message',
];

/** What is shown of an arm wherever the line between the arms is drawn. */
type ArmOutcomes = Pick<ArmFigures, 'defectRate30d' | 'timeToFirstReviewHours'>;

const outcomesOf = (prs: Population['arms'][Arm]): ArmOutcomes => ({
	defectRate30d: defectRate(prs),
	timeToFirstReviewHours: timeToFirstReview(prs),
});

/** @param figures of the arms as they were chosen */
function sensitivityRow(
	population: Population,
	figures: Readonly<Record<Arm, ArmOutcomes>>,
	spend: LinkedSpend,
	strength: Strength,
): SensitivityRow {
	const isChosen = strength === population.minimumStrength;
	const drawn = rearmed(population, strength);
	const outcomes = isChosen ? figures : { ai: outcomesOf(drawn.arms.ai), none: outcomesOf(drawn.arms.none) };
	const cost = costPerMergedPr(drawn, spend, null);
	const { ai, none } = drawn.arms;
	const coverage = (prs: typeof ai): number | null => {
		const deltas = coverageDeltas(prs);
		return deltas.length < fewest ? null : rounded(medianSorted(deltas));
	};
	return {
		minimumStrength: strength,
		isChosen,
		mergedAi: ai.length,
		mergedNone: none.length,
		defectRateAi: outcomes.ai.defectRate30d.value,
		defectRateNone: outcomes.none.defectRate30d.value,
		timeToFirstReviewHoursAi: outcomes.ai.timeToFirstReviewHours.value,
		timeToFirstReviewHoursNone: outcomes.none.timeToFirstReviewHours.value,
		coverageDeltaAi: coverage(ai),
		coverageDeltaNone: coverage(none),
		directMedianMicros: cost.directMedianMicros,
		loadedAiMicros: cost.loadedAiMicros,
	};
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

function callCounts({ spend }: ReportInputs): {
	readonly calls: number;
	readonly partialOutputCalls: number;
	readonly unpricedCalls: number;
	readonly unpricedModels: readonly string[];
	readonly withoutPersonMicros: number;
} {
	let calls = 0;
	let partialOutputCalls = 0;
	let unpricedCalls = 0;
	let withoutPersonMicros = 0;
	const unpricedModels = new Set<string>();
	for (const slice of spend) {
		calls += slice.calls;
		partialOutputCalls += slice.partialOutputCalls;
		if (!slice.isPriced) {
			unpricedCalls += slice.calls;
			unpricedModels.add(slice.model);
		}
		if (slice.personId === null) withoutPersonMicros += slice.costMicros;
	}
	return {
		calls,
		partialOutputCalls,
		unpricedCalls,
		unpricedModels: [...unpricedModels].sort(),
		withoutPersonMicros,
	};
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
	for (const { evidence } of ai) {
		for (const [index, one] of evidence.entries()) {
			const value = valueOf(one);
			const isFirst = evidence.findIndex((other) => valueOf(other) === value) === index;
			if (isFirst) counts.set(value, (counts.get(value) ?? 0) + 1);
		}
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
	spend: LinkedSpend,
): ReportQuality {
	const { merged, arms, minimumStrength } = population;
	const delivered = [...arms.ai, ...arms.none];
	const ofKind = countsOf(arms.ai, ({ kind }) => kind);
	const countedAs = (what: string): number => merged.filter(({ countsAs }) => countsAs === what).length;
	return {
		evidence: evidenceKinds.map((kind) => ({ kind, pullRequests: ofKind.get(kind) ?? 0 })),
		otherAgents: otherAgents(arms.ai),
		minimumStrength,
		leftOut: { reverts: countedAs('revert'), bots: countedAs('bot'), stacked: countedAs('stacked') },
		withoutAuthor: delivered.filter(({ personId }) => personId === null).length,
		immature: delivered.filter(({ defects }) => defects === null).length,
		withoutCoverage: delivered.filter(({ coveragePoints }) => coveragePoints === null).length,
		withoutReviewData: delivered.filter(({ review }) => review.reviewState === 'unknown').length,
		...callCounts(inputs),
		usageKnownSince: usageKnownSince(inputs),
		sessions: spend.sessions,
		sessionsWithoutLink: spend.sessionsWithoutLink,
		linkedOutsidePeriodMicros: spend.outsidePeriodMicros,
		clientCostMicros: inputs.clientCostMicros,
		problems: problemCounts(inputs),
		sensitivity: (['high', 'medium', 'low'] as const).map((strength) =>
			sensitivityRow(population, figures, spend, strength),
		),
		inferredTier: inferredTierText,
		rules: ruleVersions,
		definitions,
		caveats,
	};
}
