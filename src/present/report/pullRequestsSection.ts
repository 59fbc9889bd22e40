import { inferredErrorSentence, inferredTierError } from '../../core/outcomes/defectError.js';
import type { Report, ReportPullRequest } from '../../core/report/model.js';
import { formatDuration, formatPoints, signed } from '../format.js';
import { plainText } from '../plainText.js';
import type { Cell, Column, Table } from '../table.js';
import { countCell, moneyCell, numberCell, textCell } from './cells.js';
import type { Section } from './document.js';

const columns: readonly Column[] = [
	{ title: 'Pull request', align: 'left', keys: ['repo', 'number'] },
	{ title: 'Merged', align: 'left', keys: ['state', 'merged_at'] },
	{ title: 'Evidence', align: 'left', keys: ['arm', 'strength', 'evidence', 'counts_as'] },
	{ title: 'Cost', align: 'right', keys: ['cost_usd', 'cost_in_period_usd'] },
	{ title: 'Sessions', align: 'right', keys: ['sessions'] },
	{ title: 'First review', align: 'right', keys: ['first_review_ms', 'review_state'] },
	{
		title: 'Defect',
		align: 'left',
		keys: ['is_mature', 'defect_tier', 'defect_fix', 'tier_precision', 'tier_recall'],
	},
	{ title: 'Coverage', align: 'right', keys: ['coverage_delta_points'] },
	{ title: 'Lines', align: 'right', keys: ['source_lines'] },
];

function evidenceCell(pr: ReportPullRequest): Cell {
	const kinds = [...new Set(pr.evidence.map(({ kind }) => kind))].join(' ');
	const apart = pr.countsAs === 'delivered' ? '' : ` (${pr.countsAs}, in no arm)`;
	return {
		text: pr.strength === 'none' ? `none${apart}` : `${pr.strength}: ${kinds}${apart}`,
		values: [pr.arm, pr.strength, kinds, pr.countsAs],
	};
}

function defectCell({ defect, isMature, state }: ReportPullRequest): Cell {
	const fix =
		defect === null
			? null
			: defect.fixPullRequest === null
				? (defect.fixCommit?.slice(0, 12) ?? null)
				: `#${defect.fixPullRequest}`;
	const { precision, recall } = inferredTierError;
	const error = defect?.tier === 'inferred' ? [precision, recall] : [null, null];
	const values = [isMature ? 1 : 0, defect?.tier ?? null, fix, ...error];
	if (defect !== null)
		return { text: `${defect.tier}${fix === null ? '' : ` ${plainText(fix, 40)}`}`, values };
	if (state !== 'merged') return { text: '', values };
	return isMature ? { text: 'none', values } : { text: 'too young', values, tone: 'withheld' };
}

function rowOf(pr: ReportPullRequest): Cell[] {
	return [
		{
			text: `${plainText(pr.repo, 100)}#${pr.number}`,
			values: [plainText(pr.repo, 100), pr.number],
			href: pr.url,
		},
		{ text: pr.mergedAt === null ? pr.state : pr.mergedAt.slice(0, 10), values: [pr.state, pr.mergedAt] },
		evidenceCell(pr),
		{
			...moneyCell(pr.sessions === 0 ? null : pr.costMicros),
			values: [
				...moneyCell(pr.sessions === 0 ? null : pr.costMicros).values,
				...moneyCell(pr.sessions === 0 ? null : pr.costInPeriodMicros).values,
			],
		},
		countCell(pr.sessions),
		pr.timeToFirstReviewMs === null
			? { text: pr.reviewState, values: [null, pr.reviewState], tone: 'withheld' }
			: {
					text: formatDuration(pr.timeToFirstReviewMs / 3_600_000),
					values: [pr.timeToFirstReviewMs, pr.reviewState],
				},
		defectCell(pr),
		pr.coverageDelta === null
			? { text: plainText(pr.coverageMissing ?? '–', 60), values: [null], tone: 'withheld' }
			: numberCell(pr.coverageDelta, (points) => signed(formatPoints(points))),
		countCell(pr.sourceLines),
	];
}

const table = (id: string, title: string, prs: readonly ReportPullRequest[], mostRows: number): Table => ({
	id,
	title,
	columns,
	rows: prs.slice(0, mostRows).map(rowOf),
	...(prs.length > mostRows ? { allRows: prs.length } : {}),
});

/** Every pull request behind the figures, at most `mostRows` a table: the end of each trail. */
export function pullRequestsSection({ pullRequests, otherPullRequests }: Report, mostRows: number): Section {
	return {
		id: 'pull-requests',
		title: 'Pull requests behind the figures',
		sentences: pullRequests.length === 0 ? ['No pull request was merged in the period.'] : [],
		figure: null,
		tables: [
			...(pullRequests.length > 0
				? [table('pull-requests', 'Merged in the period', pullRequests, mostRows)]
				: []),
			...(otherPullRequests.length > 0
				? [
						table(
							'other-pull-requests',
							'With linked spend, not merged in the period',
							otherPullRequests,
							mostRows,
						),
					]
				: []),
		],
		notes: [
			inferredErrorSentence(),
			'Why each is linked: outlay inspect links. Why each is a defect: outlay inspect defects.',
		],
		isLong: true,
	};
}

/** Words and rules of the figures. */
export function definitionsSection({ quality }: Report): Section {
	return {
		id: 'definitions',
		title: 'Definitions and rule versions',
		sentences: [],
		figure: null,
		tables: [
			{
				id: 'definitions',
				title: 'What the words mean',
				columns: [
					{ title: 'Word', align: 'left', keys: ['term'] },
					{ title: 'Meaning', align: 'left', keys: ['meaning'] },
					{ title: 'Rule', align: 'left', keys: ['rule'] },
				],
				rows: quality.definitions.map(({ term, meaning, rule }) => [
					textCell(term),
					textCell(meaning),
					rule === null ? { text: '', values: [null] } : textCell(`${rule}/${quality.rules[rule] ?? ''}`),
				]),
			},
			{
				id: 'rules',
				title: 'Rule versions',
				columns: [
					{ title: 'Rule', align: 'left', keys: ['rule'] },
					{ title: 'Version', align: 'left', keys: ['version'] },
				],
				rows: Object.entries(quality.rules).map(([rule, version]) => [textCell(rule), textCell(version)]),
			},
		],
		notes: [],
		isLong: true,
	};
}
