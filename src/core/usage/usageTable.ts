import type { TokenCounts } from './call.js';
import type { PriceBook } from './priceBook.js';
import { callParts, type CallPart } from './priceCall.js';
import type { UsageCall } from './pricedCalls.js';

/** What usage can be grouped by. */
export const usageGroups = ['day', 'model', 'session', 'branch', 'repo', 'origin', 'version'] as const;
export type UsageGroup = (typeof usageGroups)[number];

/** The numbers of a row and of the totals. */
export interface UsageNumbers extends TokenCounts {
	readonly calls: number;
	/** List price in micro-USD; 0 for a model without a known price. */
	readonly costMicros: number;
}

/** One row: its group keys, as far as they were asked for, and its numbers. */
export type UsageRow = UsageNumbers & { readonly [Group in UsageGroup]?: string | null };

/** Usage by groups; the rows sum to the totals. */
export interface UsageTable {
	readonly groups: readonly UsageGroup[];
	readonly totals: UsageNumbers;
	/** In the order of their keys, unknown keys last. */
	readonly rows: readonly UsageRow[];
}

/** How a call is placed in the groups that its own fields do not give. */
export interface UsagePlaces {
	/** Calendar day of an instant in the wanted zone. */
	dayOf(atMs: number): string;
	/** `owner/name` of the repository of a call; null when unknown. */
	repoOf(call: UsageCall): string | null;
}

type Sums = { -readonly [Key in keyof UsageNumbers]: number };

/** What is added up: a call, or what one model did in it. */
type Part = CallPart | UsageCall;

const zero = (): Sums => ({
	calls: 0,
	inputTokens: 0,
	outputTokens: 0,
	cacheWrite5mTokens: 0,
	cacheWrite1hTokens: 0,
	cacheReadTokens: 0,
	webSearches: 0,
	costMicros: 0,
});

// Written out, because it runs for every call.
const add = (sums: Sums, part: Part | UsageNumbers, calls: number): void => {
	sums.calls += calls;
	sums.inputTokens += part.inputTokens;
	sums.outputTokens += part.outputTokens;
	sums.cacheWrite5mTokens += part.cacheWrite5mTokens;
	sums.cacheWrite1hTokens += part.cacheWrite1hTokens;
	sums.cacheReadTokens += part.cacheReadTokens;
	sums.webSearches += part.webSearches;
	sums.costMicros += part.costMicros;
};

function keyOf(group: UsageGroup, call: UsageCall, part: Part, places: UsagePlaces): string | null {
	switch (group) {
		case 'day':
			return places.dayOf(call.atMs);
		case 'model':
			return part.model;
		case 'session':
			return call.sessionId;
		case 'branch':
			return call.branch;
		case 'repo':
			return places.repoOf(call);
		case 'origin':
			return call.origin;
		case 'version':
			return call.version;
	}
}

const compareKeys = (one: string | null | undefined, two: string | null | undefined): number => {
	if (one === two) return 0;
	if (one === null || one === undefined) return 1;
	if (two === null || two === undefined) return -1;
	return one < two ? -1 : 1;
};

/** Sums of the calls that share the keys on the way from the root to here. */
interface Node {
	readonly children: Map<string | null, Node>;
	readonly sums: Sums;
	/** The child that was asked for last: mostly it is asked for again. */
	lastKey: string | null;
	lastChild: Node | null;
}

const newNode = (): Node => ({ children: new Map(), sums: zero(), lastKey: null, lastChild: null });

function childOf(node: Node, key: string | null): Node {
	if (node.lastChild !== null && node.lastKey === key) return node.lastChild;
	let child = node.children.get(key);
	if (child === undefined) {
		child = newNode();
		node.children.set(key, child);
	}
	node.lastKey = key;
	node.lastChild = child;
	return child;
}

/** The rows at the leaves, in the order of their keys. */
function rowsBelow(node: Node, groups: readonly UsageGroup[], keys: readonly (string | null)[]): UsageRow[] {
	if (keys.length === groups.length) {
		const named = groups.map((group, index) => [group, keys[index] ?? null]);
		return [{ ...Object.fromEntries(named), ...node.sums } as UsageRow];
	}
	return [...node.children]
		.sort(([one], [two]) => compareKeys(one, two))
		.flatMap(([key, child]) => rowsBelow(child, groups, [...keys, key]));
}

/**
 * Sums calls by groups, one after the other. A run nested in a call counts under its own model, without being a call.
 * Grouped by branch the repository is a key too, because branches of different repositories share names.
 */
export class UsageTableSums {
	readonly #keys: readonly UsageGroup[];
	readonly #places: UsagePlaces;
	readonly #book: PriceBook;
	readonly #isWanted: (part: { readonly model: string }) => boolean;
	readonly #root = newNode();

	/** `isWanted` chooses among the parts of calls. */
	constructor(
		groups: readonly UsageGroup[],
		places: UsagePlaces,
		book: PriceBook,
		isWanted: (part: { readonly model: string }) => boolean = () => true,
	) {
		this.#keys =
			groups.includes('branch') && !groups.includes('repo')
				? groups.flatMap((group) => (group === 'branch' ? ['repo', 'branch'] : [group]))
				: groups;
		this.#places = places;
		this.#book = book;
		this.#isWanted = isWanted;
	}

	add(call: UsageCall): void {
		// A call without nested runs is its own only part.
		if (call.nested.length === 0) this.#take(call, call, call.standsFor ?? 1);
		else for (const part of callParts(call, this.#book)) this.#take(call, part, part.calls);
	}

	/** The table of what was added. */
	table(): UsageTable {
		const rows = rowsBelow(this.#root, this.#keys, []);
		const totals = zero();
		for (const row of rows) add(totals, row, row.calls);
		return { groups: this.#keys, totals, rows };
	}

	#take(call: UsageCall, part: Part, count: number): void {
		if (!this.#isWanted(part)) return;
		let node = this.#root;
		for (const group of this.#keys) node = childOf(node, keyOf(group, call, part, this.#places));
		add(node.sums, part, count);
	}
}
