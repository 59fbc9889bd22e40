import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import initSqlJs, { type SqlJsStatic } from 'sql.js';
import { OutlayError } from '../core/errors.js';

/** Beside the bundle when built, in the package when running from source. */
const wasmPlaces = [
	join(__dirname, 'sql-wasm.wasm'),
	join(__dirname, '../../node_modules/sql.js/dist/sql-wasm.wasm'),
];

const longMs = 60_000;

let loading: Promise<SqlJsStatic> | null = null;

async function load(): Promise<SqlJsStatic> {
	const place = wasmPlaces.find((path) => existsSync(path));
	if (place === undefined) {
		throw new OutlayError('environment', `The database engine sql-wasm.wasm is missing from ${__dirname}.`, {
			hint: 'Install Outlay again.',
		});
	}
	const bytes = await readFile(place);
	// Compiling keeps no loop alive. A loop with nothing else to wait for ends, and Node then waits for all that its
	// compilers have in hand, also for what only makes the engine faster: a tenth of a second.
	const alive = setInterval(() => undefined, longMs);
	try {
		return await initSqlJs({ wasmBinary: new Uint8Array(bytes).buffer });
	} finally {
		clearInterval(alive);
	}
}

/** SQLite compiled to WebAssembly; loaded once per process. */
export function sqlEngine(): Promise<SqlJsStatic> {
	loading ??= load();
	return loading;
}
