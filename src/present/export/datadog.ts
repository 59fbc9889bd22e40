import { stringify } from 'csv-stringify/sync';
import type { FinanceRow } from '../../core/finance/financeRow.js';
import { decimalOfMicros, machineText } from './machineText.js';

const columns = [
	'ProviderName',
	'ChargeDescription',
	'ChargePeriodStart',
	'ChargePeriodEnd',
	'BilledCost',
	'BillingCurrency',
	'model',
	'usage_type',
	'project',
	'team',
	'cost_center',
];

/**
 * A Datadog Custom Costs file: the six required columns in their order, then one column a tag. Dates without time; the
 * end of a charge is its last day (inclusive, unlike FOCUS); US dollars only; no field is ever empty.
 */
export function datadogCsv(rows: readonly FinanceRow[]): string {
	return stringify([
		columns,
		...rows.map((row) => {
			const model = machineText(row.model);
			return [
				'Anthropic',
				`${row.kind === 'all' ? 'Usage' : row.kind} of ${model}`,
				row.day,
				row.day,
				decimalOfMicros(row.amountMicros ?? 0),
				row.currency,
				model,
				row.kind,
				machineText(row.product),
				row.team === null ? 'none' : machineText(row.team),
				row.costCenter === null ? 'none' : machineText(row.costCenter),
			];
		}),
	]);
}
