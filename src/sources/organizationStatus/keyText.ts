import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { OutlayError } from '../../core/errors.js';

/** A pair of keys as text: DER (PKCS #8 and SPKI) in base64url, one word that fits a secret store or a settings file. */
export interface KeyPairText {
	readonly privateKey: string;
	readonly publicKey: string;
}

export type KeyKind = 'private' | 'public';

/** A public key's DER (SPKI). */
export const derOf = (publicKey: KeyObject): Buffer => publicKey.export({ format: 'der', type: 'spki' });

export const writtenPair = (pair: { privateKey: KeyObject; publicKey: KeyObject }): KeyPairText => ({
	privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'),
	publicKey: derOf(pair.publicKey).toString('base64url'),
});

interface Expected {
	readonly type: 'ed25519' | 'x25519';
	/** What the user is told of anything else. */
	readonly complaint: string;
	readonly hint: string;
}

/** Reads a key that `writtenPair` wrote. The key is never part of an error. */
export function readKey(text: string, kind: KeyKind, { type, complaint, hint }: Expected): KeyObject {
	try {
		const key = Buffer.from(text.trim(), 'base64url');
		const parsed =
			kind === 'private'
				? createPrivateKey({ key, format: 'der', type: 'pkcs8' })
				: createPublicKey({ key, format: 'der', type: 'spki' });
		if (parsed.asymmetricKeyType === type) return parsed;
	} catch (error) {
		// The library's message may quote key material; only our own words leave this function.
		if (!(error instanceof Error)) throw error;
	}
	throw new OutlayError('usage', complaint, { hint });
}
