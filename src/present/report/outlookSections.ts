import { formatUsd } from '../../core/money.js';
import type { Report } from '../../core/report/model.js';
import type { ValueLine } from '../../core/report/sectionModel.js';
import { tied } from '../format.js';
import type { Cell } from '../table.js';
import { asFigure, moneyCell, textCell, usd } from './cells.js';
import type { Section } from './document.js';
import { lift, workHours } from './figureLists.js';

/** (h) Forecast to the end of the month and the quarter. */
export function forecastSection({ forecast }: Report): Section {
	const adjustments = [...new Set(forecast.rows.flatMap((row) => row.adjustments))];
	const startsLate = forecast.rows.filter((row) => row.startsLate).map(({ horizon }) => horizon);
	return {
		id: 'forecast',
		title: 'Forecast',
		sentences: [],
		figure: 'forecast',
		tables: [
			{
				id: 'forecast',
				title: 'Spend to the end of the month and the quarter',
				columns: [
					{ title: 'To the end of the', align: 'left', keys: ['horizon', 'ends_before'] },
					{ title: 'Spent so far', align: 'right', keys: ['spent_usd'] },
					{ title: 'Expected', align: 'right', keys: ['expected_usd'] },
					{ title: '95 % interval', align: 'right', keys: ['low_usd', 'high_usd'] },
				],
				rows: forecast.rows.map((row): Cell[] => [
					{ text: `${row.horizon} (before ${row.endsBefore})`, values: [row.horizon, row.endsBefore] },
					moneyCell(row.spentMicros, 'not known'),
					asFigure(
						`forecast-${row.horizon}`,
						moneyCell(row.expectedMicros, row.withheld === null ? null : `withheld: ${row.withheld}`),
					),
					row.lowMicros === null
						? { text: '', values: [null, null] }
						: {
								text: `${formatUsd(row.lowMicros)} – ${formatUsd(row.highMicros)}`,
								values: [usd(row.lowMicros), usd(row.highMicros)],
							},
				]),
			},
		],
		notes: [
			forecast.method,
			...(adjustments.length > 0 ? [`Taken into account: ${adjustments.join('; ')}.`] : []),
			...(startsLate.length > 0
				? [`The period begins after the ${startsLate.join(' and the ')} did: earlier spend is not in it.`]
				: []),
		],
		isLong: false,
	};
}

function valueCell({ unit, value, withheld }: ValueLine): Cell {
	if (value === null) return { text: `withheld: ${withheld ?? 'unknown'}`, values: [null], tone: 'withheld' };
	if (unit === 'micros') return moneyCell(value);
	return { text: tied(unit === 'hours' ? workHours(value) : lift(value)), values: [value] };
}

/** (i) Value under the team's own assumptions, every formula printed. */
export function valueSection({ value }: Report): Section {
	return {
		id: 'value',
		title: 'Value',
		sentences: [],
		figure: null,
		tables: [
			{
				id: 'value',
				title: 'What it is worth under these assumptions',
				columns: [
					{ title: 'Figure', align: 'left', keys: ['figure'] },
					{ title: 'Value', align: 'right', keys: ['value'] },
					{ title: 'Formula', align: 'left', keys: ['formula', 'filled_in', 'settings'] },
				],
				rows: value.lines.map((line): Cell[] => [
					textCell(line.name),
					asFigure(`value-${line.id}`, valueCell(line)),
					{
						text: line.withheld === null ? `${line.formula}\n= ${line.filledIn}` : line.formula,
						values: [line.formula, line.filledIn, line.settings.join(' ')],
					},
				]),
			},
		],
		notes: [
			`${value.note} Each line is worked out from unrounded amounts. Set them in outlay.config.json: ${[...new Set(value.lines.flatMap(({ settings }) => settings))].join(', ')}.`,
		],
		isLong: false,
	};
}
