import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { codeOf, renamePatiently } from './fileErrors.js';
import type { LedgerPaths } from './ledgerPaths.js';
import type { Damage } from './spoolLine.js';

/** Moves a damaged file out of the way; it is never deleted. Gives its new path. */
export async function quarantine(paths: LedgerPaths, path: string, nowMs: number): Promise<string> {
	await mkdir(paths.quarantine, { recursive: true, mode: 0o700 });
	const time = new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
	const target = join(paths.quarantine, `${time}-${basename(path)}`);
	await renamePatiently(path, target);
	return target;
}

/** Keeps a copy of a damaged stretch of a spool file. The name says where it stood, so it is kept once. */
export async function quarantineBytes(paths: LedgerPaths, name: string, damage: Damage): Promise<void> {
	await mkdir(paths.quarantine, { recursive: true, mode: 0o700 });
	try {
		const target = join(paths.quarantine, `${name}.${damage.offset}.bin`);
		await writeFile(target, damage.bytes, { flag: 'wx', mode: 0o600 });
	} catch (error) {
		if (codeOf(error) !== 'EEXIST') throw error;
	}
}
