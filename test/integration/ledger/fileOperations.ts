import fs from 'node:fs';
import promises, { type FileHandle } from 'node:fs/promises';

/** What changes a disk, of the functions that the ledger uses. */
const changing = ['copyFile', 'link', 'mkdir', 'rename', 'unlink', 'writeFile'] as const;
const changingHandle = ['chmod', 'datasync', 'sync', 'truncate', 'write', 'writeFile'] as const;

type Functions = Record<string, (...parameters: unknown[]) => unknown>;

/**
 * Tells of every operation that changes the disk, before it happens: so a test meets each of them, also those that are
 * added later. Pages that are written one after the other count as one.
 */
export async function watchFileOperations(before: (operation: string) => void): Promise<void> {
	let last = '';
	const tell = (operation: string): void => {
		if (operation !== last || operation !== 'page') before(operation);
		last = operation;
	};
	const wrap = (functions: Functions, name: string, label = name): void => {
		const original = functions[name];
		if (original === undefined) throw new Error(`There is no ${name} to watch.`);
		functions[name] = function (this: unknown, ...parameters: unknown[]): unknown {
			tell(label);
			return original.apply(this, parameters);
		};
	};
	const handle = await promises.open(__filename, 'r');
	const ofHandle = Object.getPrototypeOf(handle) as FileHandle;
	await handle.close();
	for (const name of changing) wrap(promises as unknown as Functions, name);
	for (const name of changingHandle) wrap(ofHandle as unknown as Functions, name, `handle.${name}`);
	wrap(fs as unknown as Functions, 'writeSync', 'page');
}
