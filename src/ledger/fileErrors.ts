import { open, rename, unlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf, OutlayError } from '../core/errors.js';

/** The system's code of a failed file operation; null for other errors. */
export function codeOf(error: unknown): string | null {
	const code: unknown = error instanceof Error && 'code' in error ? error.code : null;
	return typeof code === 'string' ? code : null;
}

/** True when the file or its folder is not there. */
export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const forbidden = new Set(['EACCES', 'EPERM', 'EROFS']);

/** True when the folder may only be read. */
export const isForbidden = (error: unknown): boolean => forbidden.has(codeOf(error) ?? '');

/** The failure to write a ledger, in words a person can act on. */
export function writeFailure(dir: string, cause: unknown): OutlayError {
	const code = codeOf(cause) ?? '';
	const hint = full.has(code)
		? 'Make room on the disk and run it again; what was remembered before is safe.'
		: forbidden.has(code)
			? 'Make the folder writable, or name another one with --ledger or OUTLAY_LEDGER.'
			: 'Run "outlay ledger check"; what was remembered before is safe.';
	return new OutlayError('environment', `The ledger in ${dir} cannot be written: ${messageOf(cause)}`, {
		hint,
		cause,
	});
}

/** Deletes a file; one that is not there is as good as deleted. */
export async function removeIfThere(path: string): Promise<void> {
	try {
		await unlink(path);
	} catch (error) {
		if (!isMissing(error)) throw error;
	}
}

/** Virus scanners and indexers on Windows hold a file for a moment; then renaming over it is refused. */
const isHeld = new Set(['EPERM', 'EBUSY', 'EACCES']);
const renameTries = 10;

/** Renames, trying again for about two and a half seconds while another program holds the target. */
export async function renamePatiently(from: string, to: string, doRename = rename): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		try {
			await doRename(from, to);
			return;
		} catch (error) {
			if (attempt === renameTries || !isHeld.has(codeOf(error) ?? '')) throw error;
			await pause(attempt * 50);
		}
	}
}

/** Folders that some platforms do not let be opened or flushed; there the file system orders renames itself. */
const cannotFlush = new Set(['EPERM', 'EISDIR', 'EINVAL', 'EACCES', 'ENOTSUP']);

/** Makes a rename in the folder survive a power cut. */
export async function flushFolder(dir: string): Promise<void> {
	try {
		const handle = await open(dir, 'r');
		try {
			await handle.sync();
		} finally {
			await handle.close();
		}
	} catch (error) {
		if (!cannotFlush.has(codeOf(error) ?? '')) throw error;
	}
}
