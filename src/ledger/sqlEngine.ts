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

let loading: Promise<SqlJsStatic> | null = null;

async function load(): Promise<SqlJsStatic> {
	const place = wasmPlaces.find((path) => existsSync(path));
	if (place === undefined) {
		throw new OutlayError('environment', `The database engine sql-wasm.wasm is missing from ${__dirname}.`, {
			hint: 'Install Outlay again.',
		});
	}
	const bytes = await readFile(place);
	return initSqlJs({ wasmBinary: new Uint8Array(bytes).buffer });
}

/** SQLite compiled to WebAssembly; loaded once per process. */
export function sqlEngine(): Promise<SqlJsStatic> {
	loading ??= load();
	return loading;
}
