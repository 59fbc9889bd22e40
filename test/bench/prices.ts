// Compares our price table with the public community tables and prints the differences.
// `npm run bench -- prices FILE-OR-URL…`: LiteLLM's model_prices_and_context_window.json or models.dev's api.json.
// Exit 1 when a rate differs, so that a review can be asked for; neither table is taken over unread.
import { readFile } from 'node:fs/promises';
import { parseModelId } from '../../src/core/usage/modelId.js';
import { priceTable } from '../../src/core/usage/priceTable.js';
import type { Rates } from '../../src/core/usage/rates.js';

/** Rates that a community table gives for a model, in USD per million tokens; it may lack some. */
interface TheirRow {
	readonly id: string;
	readonly rates: { readonly [Kind in keyof Rates]?: number };
}

type Json = Readonly<Record<string, unknown>>;
const objectIn = (value: unknown): Json =>
	typeof value === 'object' && value !== null ? (value as Json) : {};

/** The rates among these that are numbers. */
function ratesOf(pairs: readonly (readonly [keyof Rates, unknown])[], factor: number): TheirRow['rates'] {
	const known = pairs.filter((pair): pair is readonly [keyof Rates, number] => typeof pair[1] === 'number');
	return Object.fromEntries(known.map(([kind, rate]) => [kind, Number((rate * factor).toPrecision(9))]));
}

/** LiteLLM: USD per token, keys with and without a vendor's prefix. */
function liteLlmRows(table: Json): TheirRow[] {
	return Object.entries(table).map(([id, value]) => {
		const row = objectIn(value);
		const rates = ratesOf(
			[
				['input', row['input_cost_per_token']],
				['output', row['output_cost_per_token']],
				['cacheWrite5m', row['cache_creation_input_token_cost']],
				['cacheWrite1h', row['cache_creation_input_token_cost_above_1hr']],
				['cacheRead', row['cache_read_input_token_cost']],
			],
			1_000_000,
		);
		return { id, rates };
	});
}

/** models.dev: USD per million tokens, by provider; no one-hour write rate. */
function modelsDevRows(table: Json): TheirRow[] {
	const models = objectIn(objectIn(table['anthropic'])['models']);
	return Object.entries(models).map(([id, value]) => {
		const cost = objectIn(objectIn(value)['cost']);
		const rates = ratesOf(
			[
				['input', cost['input']],
				['output', cost['output']],
				['cacheWrite5m', cost['cache_write']],
				['cacheRead', cost['cache_read']],
			],
			1,
		);
		return { id, rates };
	});
}

async function tableAt(place: string): Promise<Json> {
	const text = /^https?:/.test(place) ? await (await fetch(place)).text() : await readFile(place, 'utf8');
	return objectIn(JSON.parse(text));
}

/** Our rates now: the last row of each model. */
const ours = new Map(priceTable.map((row) => [row.model, row]));

function differences(row: TheirRow): string[] {
	const id = parseModelId(row.id);
	const own = ours.get(id.name);
	if (own === undefined) return [`${row.id}: not in our table`];
	// Their regional rows carry the premium that ours adds when a call is priced.
	const factor = id.isRegional && own.hasRegionalPremium ? 1.1 : 1;
	return (Object.keys(row.rates) as (keyof Rates)[]).flatMap((kind) => {
		const theirs = row.rates[kind] ?? 0;
		const expected = own.rates[kind] * factor;
		return Math.abs(theirs - expected) < 1e-6
			? []
			: [`${row.id}: ${kind} is ${theirs} there, ${expected} here (${own.source})`];
	});
}

async function main(): Promise<void> {
	const places = process.argv.slice(2);
	if (places.length === 0) {
		console.error('npm run bench -- prices FILE-OR-URL…');
		process.exitCode = 2;
		return;
	}
	for (const place of places) {
		const table = await tableAt(place);
		const all = 'anthropic' in table ? modelsDevRows(table) : liteLlmRows(table);
		const rows = all.filter(({ id, rates }) => id.includes('claude') && Object.keys(rates).length > 0);
		const found = rows.flatMap(differences);
		const seen = new Set(rows.map(({ id }) => parseModelId(id).name));
		const missing = [...ours.keys()].filter((model) => !seen.has(model));
		console.log(`${place}: ${rows.length} rows of Claude models, ${found.length} differences`);
		for (const line of found) console.log(`  ${line}`);
		if (missing.length > 0) console.log(`  only here: ${missing.join(', ')}`);
		if (found.length > 0) process.exitCode = 1;
	}
}

void main();
