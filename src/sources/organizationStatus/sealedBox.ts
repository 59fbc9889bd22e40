import {
	createCipheriv,
	createDecipheriv,
	createPublicKey,
	diffieHellman,
	generateKeyPairSync,
	hkdfSync,
	randomBytes,
	type KeyObject,
} from 'node:crypto';
import { z } from 'zod';
import { OutlayError } from '../../core/errors.js';
import { derOf, readKey, writtenPair, type KeyKind, type KeyPairText } from './keyText.js';

/**
 * Text encrypted to one person: an ephemeral X25519 key agrees with the person's key, HKDF-SHA-256 makes an AES-256-GCM
 * key of it, and both public keys are authenticated with the text.
 */
const boxSchema = z.object({
	schema: z.literal('outlay.sealed/1'),
	ephemeralKey: z.string(),
	nonce: z.string(),
	tag: z.string(),
	text: z.string(),
});

/** A new pair for a person: the public key goes to the publisher, the private one stays in a secret store. */
export const newPersonKeys = (): KeyPairText => writtenPair(generateKeyPairSync('x25519'));

/** Reads a person's key. `name` is what the user calls it; the key is never shown. */
export const personKey = (text: string, kind: KeyKind, name: string): KeyObject =>
	readKey(text, kind, {
		type: 'x25519',
		complaint: `${name} is not an X25519 ${kind} key.`,
		hint: 'outlay publish person-key makes a new pair.',
	});

function keyOf(own: KeyObject, other: KeyObject, both: Buffer): Buffer {
	const shared = diffieHellman({ privateKey: own, publicKey: other });
	return Buffer.from(hkdfSync('sha256', shared, both, 'outlay.sealed/1', 32));
}

/** True when a text is a sealed box. */
export const isSealed = (text: string): boolean => /^\s*\{\s*"schema"\s*:\s*"outlay\.sealed\/1"/.test(text);

/** Encrypts a text so that only the holder of the person's private key can read it. */
export function seal(text: string, recipient: KeyObject): string {
	const ephemeral = generateKeyPairSync('x25519');
	const both = Buffer.concat([derOf(ephemeral.publicKey), derOf(recipient)]);
	const nonce = randomBytes(12);
	const cipher = createCipheriv('aes-256-gcm', keyOf(ephemeral.privateKey, recipient, both), nonce);
	cipher.setAAD(both);
	const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
	return JSON.stringify({
		schema: 'outlay.sealed/1',
		ephemeralKey: derOf(ephemeral.publicKey).toString('base64url'),
		nonce: nonce.toString('base64url'),
		tag: cipher.getAuthTag().toString('base64url'),
		text: encrypted.toString('base64url'),
	});
}

/** Decrypts what `seal` made for this key; an environment error when it is for another key or was changed. */
export function unseal(text: string, own: KeyObject): string {
	try {
		const box = boxSchema.parse(JSON.parse(text));
		const ephemeral = createPublicKey({
			key: Buffer.from(box.ephemeralKey, 'base64url'),
			format: 'der',
			type: 'spki',
		});
		const both = Buffer.concat([derOf(ephemeral), derOf(createPublicKey(own))]);
		const nonce = Buffer.from(box.nonce, 'base64url');
		const decipher = createDecipheriv('aes-256-gcm', keyOf(own, ephemeral, both), nonce, {
			authTagLength: 16,
		});
		decipher.setAAD(both);
		decipher.setAuthTag(Buffer.from(box.tag, 'base64url'));
		const whole = Buffer.concat([decipher.update(Buffer.from(box.text, 'base64url')), decipher.final()]);
		return whole.toString('utf8');
	} catch (cause) {
		throw new OutlayError('environment', 'The organization status cannot be decrypted with this key.', {
			hint: 'It is encrypted to another key, or was changed. Send your public key to whoever publishes it.',
			cause,
		});
	}
}
