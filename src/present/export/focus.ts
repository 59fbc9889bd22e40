import { stringify } from 'csv-stringify/sync';
import type { FinanceKind, FinanceRow } from '../../core/finance/financeRow.js';
import { decimal, decimalOfMicros, machineText, shareText } from './machineText.js';
import { serviceName } from './serviceName.js';

/** Versions of FOCUS that are written; the first is the default. */
export const focusVersions = ['1.4', '1.2'] as const;
export type FocusVersion = (typeof focusVersions)[number];

const meters: Readonly<Record<FinanceKind, readonly [meter: string, tokenType: string | null]>> = {
	input: ['Input Tokens', 'Input'],
	output: ['Output Tokens', 'Output'],
	'cache-read': ['Cache Read Input Tokens', 'CacheRead'],
	'cache-write-5m': ['Cache Write Input Tokens', 'CacheWrite'],
	'cache-write-1h': ['Cache Write Input Tokens', 'CacheWrite'],
	'web-search': ['Web Searches', null],
	all: ['All Usage', null],
};

type Fields = Readonly<Record<string, string | null>>;

const instant = (day: string): string => `${day}T00:00:00Z`;

/** First days of the calendar month of a day and of the next month; both days are UTC. */
function billingMonth(day: string): [string, string] {
	const year = Number(day.slice(0, 4));
	const month = Number(day.slice(5, 7));
	const first = (index: number): string => new Date(Date.UTC(year, index, 1)).toISOString().slice(0, 10);
	return [first(month - 1), first(month)];
}

const nextDay = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

/** A JSON object of the set values, keys in order; null without any. */
function keyValues(entries: Readonly<Record<string, string | null>>): string | null {
	const known = Object.entries(entries).filter(([, value]) => value !== null);
	return known.length === 0 ? null : JSON.stringify(Object.fromEntries(known));
}

/** Quantity and unit price as exact decimals, and their exact product (rule ListUnitPrice-C-010-C). */
function pricing({ quantity, unit, listUnitPrice, listMicros }: FinanceRow): {
	readonly quantity: string;
	readonly unit: string;
	readonly unitPrice: string | null;
	readonly listCost: string;
} {
	const priceSteps = listUnitPrice === null ? null : BigInt(Math.round(listUnitPrice * 1e9));
	const isTokens = unit === 'Tokens';
	const digits = isTokens ? 15 : 9;
	return {
		quantity: isTokens ? decimal(BigInt(quantity), 6) : String(quantity),
		unit: isTokens ? '1000000 Tokens' : unit,
		unitPrice: priceSteps === null ? null : decimal(priceSteps, 9),
		listCost:
			priceSteps === null ? decimalOfMicros(listMicros ?? 0) : decimal(priceSteps * BigInt(quantity), digits),
	};
}

/** What a row costs. Estimates stand in a column of their own; the billed columns are zero then. */
function costs(row: FinanceRow): Fields {
	const isBilled = row.basis === 'billed';
	const billed = isBilled && row.amountMicros !== null ? decimalOfMicros(row.amountMicros) : '0';
	return {
		BilledCost: billed,
		EffectiveCost: billed,
		ContractedCost: billed,
		x_CostBasis: row.amountMicros === null ? 'unpriced' : row.basis,
		x_EstimatedCost: !isBilled && row.amountMicros !== null ? decimalOfMicros(row.amountMicros) : null,
	};
}

function fieldsOf(row: FinanceRow, version: FocusVersion, account: string): Fields {
	const [periodStart, periodEnd] = billingMonth(row.day);
	const model = machineText(row.model);
	const [meter, tokenType] = meters[row.kind];
	const price = pricing(row);
	const sku = `${model}/${row.kind}`;
	return {
		...costs(row),
		BillingAccountId: machineText(account),
		BillingAccountName: machineText(account),
		BillingCurrency: row.currency,
		BillingPeriodEnd: instant(periodEnd),
		BillingPeriodStart: instant(periodStart),
		ChargeCategory: 'Usage',
		ChargeClass: null,
		ChargeDescription: `${meter} of ${model}`,
		ChargeFrequency: 'Usage-Based',
		ChargePeriodEnd: instant(nextDay(row.day)),
		ChargePeriodStart: instant(row.day),
		ConsumedQuantity: String(row.quantity),
		ConsumedUnit: row.unit,
		InvoiceIssuerName: 'Anthropic',
		ListCost: price.listCost,
		...(row.basis === 'estimated' ? { ListUnitPrice: price.unitPrice ?? '0' } : {}),
		PricingCategory: 'Standard',
		PricingQuantity: price.quantity,
		PricingUnit: price.unit,
		...(version === '1.2'
			? { ProviderName: 'Anthropic', PublisherName: 'Anthropic' }
			: { HostProviderName: 'Anthropic', ServiceProviderName: 'Anthropic' }),
		ServiceCategory: 'AI and Machine Learning',
		ServiceName: serviceName(row.product),
		ServiceSubcategory: 'Generative AI',
		SkuId: sku,
		SkuMeter: meter,
		SkuPriceDetails: keyValues({ x_ModelId: model, x_TokenType: tokenType }),
		SkuPriceId: `${sku}/standard`,
		SubAccountId: row.workspaceId === null ? null : machineText(row.workspaceId),
		SubAccountName: row.workspaceName === null ? null : machineText(row.workspaceName),
		Tags: keyValues({
			team: row.team === null ? null : machineText(row.team),
			cost_center: row.costCenter === null ? null : machineText(row.costCenter),
		}),
		...(row.consumer === null ? {} : { x_ConsumerId: row.consumer }),
		...(row.knownFrom === null ? {} : { x_KnownFrom: row.knownFrom }),
		...(row.partialOutputShare === null ? {} : { x_PartialOutputShare: shareText(row.partialOutputShare) }),
	};
}

const isCustom = (column: string): boolean => column.startsWith('x_');

/**
 * A FOCUS Cost and Usage file. Columns in alphabetical order, custom (`x_`) ones last; an unknown value is an empty
 * field. All rows must be of one basis: an estimate never stands in a billed column, it has `x_EstimatedCost`.
 */
export function focusCsv(rows: readonly FinanceRow[], version: FocusVersion, account: string): string {
	const records = rows.map((row) => fieldsOf(row, version, account));
	const names = new Set(records.flatMap((record) => Object.keys(record)));
	const columns = [...names].sort(
		(one, two) => Number(isCustom(one)) - Number(isCustom(two)) || (one < two ? -1 : 1),
	);
	return stringify([columns, ...records.map((record) => columns.map((column) => record[column] ?? null))]);
}
