import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './fileErrors.js';

/** Where the parts of a ledger lie. */
export interface LedgerPaths {
	readonly dir: string;
	readonly image: string;
	/** The image before the last replacement. */
	readonly previous: string;
	readonly lock: string;
	/** One append-only file a process. */
	readonly spool: string;
	/** What was damaged is put here, never deleted. */
	readonly quarantine: string;
	/** How long calls are kept one by one. */
	readonly settings: string;
}

export function ledgerPaths(dir: string): LedgerPaths {
	return {
		dir,
		image: join(dir, 'image.sqlite'),
		previous: join(dir, 'image.prev.sqlite'),
		lock: join(dir, 'lock'),
		spool: join(dir, 'spool'),
		quarantine: join(dir, 'quarantine'),
		settings: join(dir, 'settings.json'),
	};
}

const spoolName = /^(.+)~(\d+)~[0-9a-f-]{36}\.ndjson$/;

/** So many hexadecimal digits by chance. */
const digits = (count: number): string =>
	Array.from({ length: count }, () => Math.floor(Math.random() * 16).toString(16)).join('');

/**
 * A new name for a spool file of this process, by chance: it only tells files of one process id apart, and is no secret,
 * so that a single line need not wait for cryptography to be loaded.
 */
export function newSpoolName(host: string, pid: number): string {
	return `${host}~${pid}~${[8, 4, 4, 4, 12].map(digits).join('-')}.ndjson`;
}

/** Whose spool file this is; null for a file that is none. */
export function spoolOwner(name: string): { host: string; pid: number } | null {
	const match = spoolName.exec(name);
	return match === null ? null : { host: match[1] ?? '', pid: Number(match[2]) };
}

/** Names of the spool files, sorted. */
export async function spoolNames(paths: LedgerPaths): Promise<string[]> {
	try {
		const names = await readdir(paths.spool);
		return names.filter((name) => spoolOwner(name) !== null).sort();
	} catch (error) {
		if (isMissing(error)) return [];
		throw error;
	}
}
