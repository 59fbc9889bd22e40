import type { NestedCall, TokenCounts } from './call.js';
import { parseModelId } from './modelId.js';
import type { PriceBook } from './priceBook.js';
import { priceTokens } from './priceCall.js';
import { priceTable } from './priceTable.js';
import type { UsageCall } from './pricedCalls.js';

/** What calls without a known price may have cost. An estimate, kept apart: it is never part of a cost. */
export interface UnpricedEstimate {
	/** Calls that have a part without a known price, and how many of them the estimate covers whole. */
	readonly calls: number;
	readonly coveredCalls: number;
	/** List price of the parts without a price, had their models cost what the stand-ins cost; null for none. */
	readonly costMicros: number | null;
	/** Each model without a price, and the one that stands in for it; null where its name tells no family. */
	readonly standIns: readonly { readonly model: string; readonly standIn: string | null }[];
	readonly method: string;
}

export const unpricedMethod = 'at the rates of the newest model of the same family that has a known price';

const families = ['fable', 'mythos', 'opus', 'sonnet', 'haiku'] as const;

const familyOf = (name: string): string | null =>
	families.find((family) => name.split('-').includes(family)) ?? null;

/** The numbers in a model's name: 5 and 1 of `claude-fable-5-1`. */
const versionOf = (name: string): number[] => (name.match(/\d+/g) ?? []).map(Number);

function compareVersions(one: string, two: string): number {
	const [first, second] = [versionOf(one), versionOf(two)];
	for (let index = 0; index < Math.max(first.length, second.length); index++) {
		const difference = (first[index] ?? 0) - (second[index] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** The newest model of the public list that shares a model's family; null for none. */
function standInFor(model: string): string | null {
	const family = familyOf(parseModelId(model).name);
	if (family === null) return null;
	const known = priceTable.map(({ model: name }) => name).filter((name) => familyOf(name) === family);
	return known.sort(compareVersions).at(-1) ?? null;
}

/**
 * Estimates what calls on models without a known price may have cost. Formula: the tokens of each part without a price
 * × the rates of the newest model of its family, named by the family's word in the model id. Population: calls that are
 * not priced whole. A model whose id names no family is left out, and shows as the difference between `calls` and
 * `coveredCalls`. Source: none; an unknown model may cost anything, so no figure includes this.
 */
export function estimateUnpriced(calls: Iterable<UsageCall>, book: PriceBook): UnpricedEstimate {
	const standIns = new Map<string, string | null>();
	let unpricedCalls = 0;
	let coveredCalls = 0;
	let costMicros = 0;
	for (const call of calls) {
		if (call.isPriced) continue;
		const own: TokenCounts & Pick<NestedCall, 'model'> = call;
		let isCovered = true;
		for (const part of [own, ...call.nested]) {
			if (book.pricesOf(part.model) !== null) continue;
			const standIn = standIns.get(part.model) ?? standInFor(part.model);
			standIns.set(part.model, standIn);
			const micros = standIn === null ? null : priceTokens(standIn, part, call, book);
			if (micros === null) isCovered = false;
			else costMicros += micros;
		}
		unpricedCalls += call.standsFor ?? 1;
		if (isCovered) coveredCalls += call.standsFor ?? 1;
	}
	const found = [...standIns].map(([model, standIn]) => ({ model, standIn }));
	return {
		calls: unpricedCalls,
		coveredCalls,
		costMicros: found.some(({ standIn }) => standIn !== null) ? costMicros : null,
		standIns: found.sort((one, two) => (one.model < two.model ? -1 : 1)),
		method: unpricedMethod,
	};
}
