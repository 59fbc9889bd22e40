// Compares our price table with the public community tables and prints the differences.
// `npm run bench -- prices FILE-OR-URL…`: LiteLLM's model_prices_and_context_window.json or models.dev's api.json.
// Exit 1 when a rate differs, so that a review can be asked for; neither table is taken over unread.
import { readFile } from 'node:fs/promises';
import { differences, onlyHere, theirRows } from './pricesInputs/communityTables.js';

async function tableAt(place: string): Promise<unknown> {
	const text = /^https?:/.test(place) ? await (await fetch(place)).text() : await readFile(place, 'utf8');
	return JSON.parse(text) as unknown;
}

async function main(): Promise<void> {
	const places = process.argv.slice(2);
	if (places.length === 0) {
		console.error('npm run bench -- prices FILE-OR-URL…');
		process.exitCode = 2;
		return;
	}
	const today = new Date().toISOString().slice(0, 10);
	for (const place of places) {
		const rows = theirRows(await tableAt(place));
		const found = rows.flatMap((row) => differences(row, today));
		const missing = onlyHere(rows);
		console.log(`${place}: ${rows.length} rows of Claude models, ${found.length} differences`);
		for (const line of found) console.log(`  ${line}`);
		if (missing.length > 0) console.log(`  only here: ${missing.join(', ')}`);
		if (found.length > 0) process.exitCode = 1;
	}
}

void main();
