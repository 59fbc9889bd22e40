import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { messageOf, OutlayError } from '../core/errors.js';
import { newSigningKeys } from '../sources/organizationStatus/envelope.js';
import { newPersonKeys } from '../sources/organizationStatus/sealedBox.js';
import { publishVariables } from './publish.js';

/** Writes secrets into a new file that its owner alone can read; never over an old one. */
async function writeSecrets(file: string, variables: Readonly<Record<string, string>>): Promise<void> {
	const text = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
	try {
		await writeFile(file, text.join(''), { mode: 0o600, flag: 'wx' });
	} catch (cause) {
		throw new OutlayError('environment', `Could not write ${file}: ${messageOf(cause)}`, {
			hint: 'Name a file that does not exist yet; keys are never overwritten.',
			cause,
		});
	}
}

/** Makes the publisher's secrets in a new file and gives the public key to pin. */
export async function makePublisherKeys(file: string): Promise<string> {
	const { privateKey, publicKey } = newSigningKeys();
	await writeSecrets(file, {
		[publishVariables.signingKey]: privateKey,
		[publishVariables.nameSecret]: randomBytes(32).toString('base64url'),
	});
	return publicKey;
}

/** Makes a person's own key in a new file and gives the public key for the publisher. */
export async function makePersonKey(file: string): Promise<string> {
	const { privateKey, publicKey } = newPersonKeys();
	await writeSecrets(file, { OUTLAY_STATUS_PRIVATE_KEY: privateKey });
	return publicKey;
}
