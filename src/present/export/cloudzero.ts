import { stringify } from 'csv-stringify/sync';
import type { FinanceRow } from '../../core/finance/financeRow.js';
import { decimalOfMicros, machineText } from './machineText.js';
import { serviceName } from './serviceName.js';

const columns = [
	'lineitem/type',
	'lineitem/cloud_provider',
	'time/usage_start',
	'time/usage_end',
	'resource/account',
	'resource/service',
	'resource/usage_family',
	'resource/id',
	'usage/amount',
	'usage/units',
	'cost/cost',
	'cost/on_demand_cost',
	'resource/tag:team',
	'resource/tag:cost_center',
	'resource/tag:model',
];

const nextDay = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

/** A CloudZero Common Bill Format file. A blank on-demand cost falls back to the cost; a zero would not. */
export function cloudzeroCsv(rows: readonly FinanceRow[], account: string): string {
	return stringify([
		columns,
		...rows.map((row) => {
			const model = machineText(row.model);
			const team = row.team === null ? 'none' : machineText(row.team);
			const workspace = row.workspaceId === null ? 'default' : machineText(row.workspaceId);
			return [
				'Usage',
				'Anthropic',
				`${row.day}T00:00:00Z`,
				`${nextDay(row.day)}T00:00:00Z`,
				workspace,
				serviceName(row.product),
				row.kind,
				['anthropic', machineText(account), workspace, team, model, row.kind].join('/'),
				String(row.quantity),
				row.unit.toLowerCase(),
				decimalOfMicros(row.amountMicros ?? 0),
				row.listMicros === null ? '' : decimalOfMicros(row.listMicros),
				team,
				row.costCenter === null ? 'none' : machineText(row.costCenter),
				model,
			];
		}),
	]);
}
