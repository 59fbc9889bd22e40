import { splitMicros } from '../money.js';
import { ratesByDay } from '../report/modelRates.js';
import type { SpendSlice } from '../report/inputs.js';
import type { TokenCounts } from '../usage/call.js';
import type { PriceBook } from '../usage/priceBook.js';
import { webSearchUsd } from '../usage/priceTable.js';
import type { Rates } from '../usage/rates.js';
import type { FinanceKind, FinanceRow, TeamLabel } from './financeRow.js';

interface KindOf {
	readonly kind: FinanceKind;
	readonly count: keyof TokenCounts;
	/** USD a million tokens, or a request. */
	readonly price: (rates: Rates) => number;
	readonly unit: 'Tokens' | 'Requests';
}

const kinds: readonly KindOf[] = [
	{ kind: 'input', count: 'inputTokens', price: ({ input }) => input, unit: 'Tokens' },
	{ kind: 'output', count: 'outputTokens', price: ({ output }) => output, unit: 'Tokens' },
	{ kind: 'cache-read', count: 'cacheReadTokens', price: ({ cacheRead }) => cacheRead, unit: 'Tokens' },
	{
		kind: 'cache-write-5m',
		count: 'cacheWrite5mTokens',
		price: ({ cacheWrite5m }) => cacheWrite5m,
		unit: 'Tokens',
	},
	{
		kind: 'cache-write-1h',
		count: 'cacheWrite1hTokens',
		price: ({ cacheWrite1h }) => cacheWrite1h,
		unit: 'Tokens',
	},
	{ kind: 'web-search', count: 'webSearches', price: () => webSearchUsd, unit: 'Requests' },
];

interface Group extends TeamLabel {
	readonly day: string;
	readonly product: string;
	readonly model: string;
	readonly consumer: string | null;
	readonly isPriced: boolean;
	readonly isNoted: boolean;
	costMicros: number;
	calls: number;
	partialOutputCalls: number;
	readonly tokens: Record<keyof TokenCounts, number>;
}

/** Labels of a person in a finance file. */
export interface PersonLabels {
	teamOf(personId: string | null): TeamLabel;
	consumerOf(personId: string | null): string | null;
}

function grouped(slices: readonly SpendSlice[], labels: PersonLabels): Group[] {
	const groups = new Map<string, Group>();
	for (const slice of slices) {
		const label = labels.teamOf(slice.personId);
		const consumer = labels.consumerOf(slice.personId);
		const product = slice.product ?? 'claude-code';
		const isNoted = slice.isNoted === true;
		const key = JSON.stringify([
			slice.day,
			product,
			label.team,
			label.costCenter,
			slice.model,
			consumer,
			slice.isPriced,
			isNoted,
		]);
		let group = groups.get(key);
		if (group === undefined) {
			group = {
				day: slice.day,
				product,
				...label,
				model: slice.model,
				consumer,
				isPriced: slice.isPriced,
				isNoted,
				costMicros: 0,
				calls: 0,
				partialOutputCalls: 0,
				tokens: {
					inputTokens: 0,
					outputTokens: 0,
					cacheWrite5mTokens: 0,
					cacheWrite1hTokens: 0,
					cacheReadTokens: 0,
					webSearches: 0,
				},
			};
			groups.set(key, group);
		}
		group.costMicros += slice.costMicros;
		group.calls += slice.calls;
		group.partialOutputCalls += slice.partialOutputCalls;
		for (const { count } of kinds) group.tokens[count] += slice[count];
	}
	return [...groups].sort(([one], [two]) => (one < two ? -1 : 1)).map(([, group]) => group);
}

/** Notes hold no count of such calls, so of them the share is unknown, not none. */
function partialOutputShareOf({ isNoted, calls, partialOutputCalls }: Group): number | null {
	if (isNoted) return null;
	return calls === 0 ? 0 : partialOutputCalls / calls;
}

/**
 * Rows of the report's own estimate (tokens × list price), one a kind of token. The amounts of a group are its cost in
 * the report, split over its kinds by their base list price in integers: all rows together are the report's total, to
 * the micro-dollar. What only notes tell has rows of its own. `slices` must be cut into UTC days.
 */
export function estimatedRows(
	slices: readonly SpendSlice[],
	book: PriceBook,
	labels: PersonLabels,
): FinanceRow[] {
	const ratesOn = ratesByDay(book);
	return grouped(slices, labels).flatMap((group): FinanceRow[] => {
		const rates = group.isPriced ? ratesOn(group.model, group.day) : null;
		const used = kinds.filter(({ count }) => group.tokens[count] > 0);
		const basePrice = ({ count, price, unit }: KindOf): number =>
			rates === null ? 0 : group.tokens[count] * price(rates) * (unit === 'Tokens' ? 1 : 1_000_000);
		const parts = splitMicros(group.costMicros, used.map(basePrice));
		return used.map((kind, index) => ({
			basis: 'estimated',
			day: group.day,
			product: group.product,
			workspaceId: null,
			workspaceName: null,
			team: group.team,
			costCenter: group.costCenter,
			model: group.model,
			kind: kind.kind,
			consumer: group.consumer,
			quantity: group.tokens[kind.count],
			unit: kind.unit,
			amountMicros: group.isPriced ? (parts[index] ?? 0) : null,
			listMicros: rates === null ? null : basePrice(kind),
			listUnitPrice: rates === null ? null : kind.price(rates),
			currency: 'USD',
			partialOutputShare: partialOutputShareOf(group),
			knownFrom: group.isNoted ? 'notes' : 'transcripts',
		}));
	});
}
