import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, posix, win32 } from 'node:path';
import { codeOf, isMissing } from './fileErrors.js';

const saltBytes = 32;

/**
 * Where the salt lies: with the user's settings, never in the ledger's folder, so that a copy of the ledger does not
 * carry the means to undo its pseudonyms. `OUTLAY_SALT_FILE` names another place, e.g. the organisation's.
 */
export function saltFile(
	env: Readonly<Record<string, string | undefined>>,
	home: string,
	platform: NodeJS.Platform,
): string {
	const named = env['OUTLAY_SALT_FILE'];
	if (named !== undefined && named !== '') return named;
	if (platform === 'win32') {
		return win32.join(env['APPDATA'] ?? win32.join(home, 'AppData', 'Roaming'), 'Outlay', 'salt');
	}
	if (platform === 'darwin') return posix.join(home, 'Library', 'Preferences', 'Outlay', 'salt');
	const config = env['XDG_CONFIG_HOME'];
	return posix.join(
		config?.startsWith('/') === true ? config : posix.join(home, '.config'),
		'outlay',
		'salt',
	);
}

/** The salt in a file; a new one, for its owner only, when there is none. */
export async function readSalt(file: string): Promise<Buffer> {
	try {
		return Buffer.from((await readFile(file, 'utf8')).trim(), 'hex');
	} catch (error) {
		if (!isMissing(error)) throw error;
	}
	await mkdir(dirname(file), { recursive: true, mode: 0o700 });
	try {
		const handle = await open(file, 'wx', 0o600);
		try {
			await handle.writeFile(`${randomBytes(saltBytes).toString('hex')}\n`);
			await handle.sync();
		} finally {
			await handle.close();
		}
	} catch (error) {
		// Two processes may begin at once; the one that made the file decides.
		if (codeOf(error) !== 'EEXIST') throw error;
	}
	return readSalt(file);
}

/**
 * The salt that shared files are made with: `OUTLAY_PSEUDONYM_SALT` where an organisation's jobs share one, else the
 * salt file, which is made when there is none.
 */
export async function pseudonymSalt(
	env: Readonly<Record<string, string | undefined>>,
	home: string,
	platform: NodeJS.Platform,
): Promise<Buffer> {
	const named = env['OUTLAY_PSEUDONYM_SALT'] ?? '';
	return named === '' ? readSalt(saltFile(env, home, platform)) : Buffer.from(named);
}

/** A stable name for an identity that says nothing about it without the salt. It is still personal data. */
export function pseudonymOf(salt: Buffer, identity: string): string {
	return `p-${createHmac('sha256', salt).update(identity.trim().toLowerCase()).digest('hex').slice(0, 20)}`;
}
