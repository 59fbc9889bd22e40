// Compares our price table with the public community tables and prints the differences.
// `npm run bench -- prices [FILE-OR-URL…]`: LiteLLM's model_prices_and_context_window.json or models.dev's api.json; both as
// they are published now when none is named. Exit 2 when a table cannot be read.
// Exit 1 when a rate differs, so that a review can be asked for; neither table is taken over unread.
import { readFile } from 'node:fs/promises';
import { differences, onlyHere, theirRows } from './pricesInputs/communityTables.js';

const published = [
	'https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json',
	'https://models.dev/api.json',
];

async function tableAt(place: string): Promise<unknown> {
	const text = /^https?:/.test(place) ? await (await fetch(place)).text() : await readFile(place, 'utf8');
	return JSON.parse(text) as unknown;
}

async function main(): Promise<void> {
	const named = process.argv.slice(2);
	const places = named.length === 0 ? published : named;
	const today = new Date().toISOString().slice(0, 10);
	for (const place of places) {
		const table = await tableAt(place).catch((error: unknown) => {
			console.error(`${place} could not be read: ${error instanceof Error ? error.message : String(error)}`);
			process.exitCode = 2;
			return null;
		});
		if (table === null) continue;
		const rows = theirRows(table);
		const found = rows.flatMap((row) => differences(row, today));
		const missing = onlyHere(rows);
		console.log(`${place}: ${rows.length} rows of Claude models, ${found.length} differences`);
		for (const line of found) console.log(`  ${line}`);
		if (missing.length > 0) console.log(`  only here: ${missing.join(', ')}`);
		if (found.length > 0) process.exitCode ??= 1;
	}
}

void main();
