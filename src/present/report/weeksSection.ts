import { inferredErrorSentence } from '../../core/outcomes/defectError.js';
import type { Report } from '../../core/report/model.js';
import { asFigure, countCell, moneyCell } from './cells.js';
import type { Section } from './document.js';
import { roundingNote } from './roundingNote.js';

/** (d) Spend and merges by week. */
export function weeksSection({ weeks, period, spend }: Report): Section {
	return {
		id: 'weeks',
		title: 'Weeks',
		sentences: [],
		figure: 'weeks',
		tables: [
			{
				id: 'weeks',
				title: 'Spend and merged pull requests by week',
				columns: [
					{ title: 'Week of', align: 'left', keys: ['week'] },
					{ title: 'Spend', align: 'right', keys: ['cost_usd'] },
					{ title: 'AI merged', align: 'right', keys: ['merged_ai'] },
					{ title: 'others merged', align: 'right', keys: ['merged_none'] },
					{ title: 'per merged PR', align: 'right', keys: ['loaded_usd'] },
					{ title: 'defects', align: 'right', keys: ['defects'] },
				],
				rows: weeks.map((row) => [
					{ text: row.isPartial ? `${row.week} *` : row.week, values: [row.week] },
					asFigure(
						`week-${row.week}`,
						moneyCell(row.costMicros, spend.unknown === null ? null : 'not known'),
					),
					countCell(row.mergedAi),
					countCell(row.mergedNone),
					moneyCell(row.loadedAllMicros, spend.unknown === null ? 'none merged' : 'not known'),
					countCell(row.defects),
				]),
				note: roundingNote(
					weeks.map(({ costMicros }) => costMicros),
					spend.totalMicros,
				),
			},
		],
		notes: [
			`Weeks begin on Monday, ${period.timezone}.${weeks.some(({ isPartial }) => isPartial) ? ' * not whole in this period.' : ''}`,
			...(weeks.some(({ defects }) => defects > 0)
				? [`Defects of any tier. ${inferredErrorSentence()}`]
				: []),
		],
		isLong: false,
	};
}
