import type { Insight } from '../../core/insights/insight.js';
import { amount, percent } from './amounts.js';
import { modelLabel } from './modelLabels.js';
import type { Reader } from './translate.js';
import type { TreeRow } from './treeRow.js';

/** What an insight says and the one thing that can be done about it. */
interface Wording {
	readonly label: string;
	readonly why: string;
	readonly icon: string;
}

function wording(insight: Insight, prices: string, reader: Reader): Wording {
	const { t } = reader;
	switch (insight.kind) {
		case 'cache-hit-rate':
			return {
				label: t('Cache hit rate {0} this week', percent(insight.hitRate)),
				why: t(
					'About {0} at {1} went into cache writes above what the other sessions needed. Long pauses and changed instructions make Claude Code write its cache again.',
					amount(insight.costMicros, 'USD', reader),
					prices,
				),
				icon: 'database',
			};
		case 'expensive-model':
			return {
				label: t('{0} small sessions ran on {1}', insight.sessions, modelLabel(insight.model)),
				why: t(
					'About {0} more than the same tokens on {1}, at {2}.',
					amount(insight.costMicros, 'USD', reader),
					modelLabel(insight.cheaperModel),
					prices,
				),
				icon: 'lightbulb',
			};
		case 'unpriced-model':
			return {
				label: t('No price for {0}', modelLabel(insight.model)),
				why: t(
					'{0} calls are counted at $0. A rate can be given in outlay.config.json under "prices".',
					insight.calls,
				),
				icon: 'question',
			};
		case 'partial-output':
			return {
				label: t('Output of {0} of calls not fully recorded', percent(insight.share)),
				why: t('Their cost is a floor: Claude Code wrote no final count for them.'),
				icon: 'info',
			};
		case 'near-limit':
			return {
				label: t('{0} of the limit used', percent(insight.usedShare)),
				why: t('A smaller model for routine work makes it last longer.'),
				icon: 'warning',
			};
		case 'missing-data':
			return { label: t('Some data is missing'), why: insight.what, icon: 'info' };
	}
}

/** The Insights tree, most money first; dismissed ones left out. `prices`: whose prices the costs are counted at. */
export function insightRows(
	insights: readonly Insight[],
	dismissed: ReadonlySet<string>,
	prices: string,
	reader: Reader,
): TreeRow[] {
	return insights
		.filter(({ id }) => !dismissed.has(id))
		.map((insight) => {
			const { label, why, icon } = wording(insight, prices, reader);
			const money =
				'costMicros' in insight ? reader.t('about {0}', amount(insight.costMicros, 'USD', reader)) : '';
			return {
				id: insight.id,
				label,
				...(money === '' ? {} : { description: money }),
				icon,
				tooltip: [money === '' ? label : `${label}, ${money}`, why],
				spoken: `${label}. ${why}`,
				context: `insight.${insight.kind}`,
				children: [{ id: `${insight.id}:why`, label: why, tooltip: [why], spoken: why }],
			};
		});
}
