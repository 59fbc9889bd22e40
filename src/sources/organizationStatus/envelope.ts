import { createHash, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { StatusDocument } from '../../core/budget/statusDocument.js';
import { budgetPeriods } from '../../core/budget/window.js';
import { OutlayError } from '../../core/errors.js';
import { derOf, readKey, writtenPair, type KeyKind, type KeyPairText } from './keyText.js';

/** A signed status as it lies in a file: the signature covers the schema and the exact payload text. */
const envelopeSchema = z.object({
	schema: z.literal('outlay.status/1'),
	keyId: z.string(),
	payload: z.string(),
	signature: z.string(),
});

const micros = z.number().int().nonnegative();
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const statusSchema = z.object({
	email: z.string(),
	issuedAt: instant,
	expiresAt: instant,
	limits: z.array(
		z.object({
			limitMicros: micros.nullable(),
			isUnlimited: z.boolean(),
			limitSource: z.enum(['user', 'group', 'seat-tier', 'organization', 'policy']),
			spentMicros: micros.nullable(),
			zeroMayBeMissing: z.boolean(),
			basis: z.enum(['billed', 'client', 'list']),
			currency: z.string().regex(/^[A-Z]{3}$/),
			period: z.enum(budgetPeriods),
			timezone: z.string(),
			resetsAt: instant.nullable(),
			asOf: instant,
		}),
	),
});

const iso = (atMs: number): string => new Date(atMs).toISOString();
const orIso = (atMs: number | null): string | null => (atMs === null ? null : iso(atMs));

/** Short name of a public key: the first 16 hex digits of its SHA-256. Tells keys apart, proves nothing. */
export function keyIdOf(publicKey: KeyObject): string {
	return createHash('sha256').update(derOf(publicKey)).digest('hex').slice(0, 16);
}

/** A new pair for signing: `privateKey` stays with the publisher, `publicKey` is pinned by every reader. */
export const newSigningKeys = (): KeyPairText => writtenPair(generateKeyPairSync('ed25519'));

/** Reads a key in the form that `newSigningKeys` writes. `name` is what the user calls it; the key is never shown. */
export const signingKey = (text: string, kind: KeyKind, name: string): KeyObject =>
	readKey(text, kind, {
		type: 'ed25519',
		complaint: `${name} is not an Ed25519 ${kind} key.`,
		hint: 'outlay publish keys --out FILE makes a new pair.',
	});

const signedText = (payload: string): Buffer => Buffer.from(`outlay.status/1\n${payload}`, 'utf8');

/** Signs a status. The text is what lies in the person's file. */
export function signStatus(status: StatusDocument, privateKey: KeyObject): string {
	const body = {
		email: status.email,
		issuedAt: iso(status.issuedAtMs),
		expiresAt: iso(status.expiresAtMs),
		limits: status.limits.map(({ resetsAtMs, asOfMs, ...rest }) => ({
			...rest,
			resetsAt: orIso(resetsAtMs),
			asOf: iso(asOfMs),
		})),
	};
	const payload = Buffer.from(JSON.stringify(body), 'utf8').toString('base64url');
	return JSON.stringify({
		schema: 'outlay.status/1',
		keyId: keyIdOf(createPublicKey(privateKey)),
		payload,
		signature: sign(null, signedText(payload), privateKey).toString('base64url'),
	});
}

function refuse(why: string): never {
	throw new OutlayError('environment', `The organization status is not used: ${why}`, {
		hint: 'Ask whoever publishes it for a fresh one; until then other sources are used.',
	});
}

function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return refuse('it is not valid JSON.');
	}
}

/** Checks signature and form of a signed status; age and person are judged by `checkStatus`. */
export function openStatus(text: string, publicKey: KeyObject): StatusDocument {
	const envelope = envelopeSchema.safeParse(parsedJson(text));
	if (!envelope.success) return refuse('it has an unknown form.');
	const { payload, signature, keyId } = envelope.data;
	if (!verify(null, signedText(payload), publicKey, Buffer.from(signature, 'base64url'))) {
		const expected = keyIdOf(publicKey);
		const which = keyId === expected ? 'its signature is wrong' : `it is signed by key ${keyId.slice(0, 16)}`;
		return refuse(`${which}; the pinned key is ${expected}.`);
	}
	const status = statusSchema.safeParse(parsedJson(Buffer.from(payload, 'base64url').toString('utf8')));
	if (!status.success) {
		return refuse(`"${status.error.issues[0]?.path.join('.') ?? ''}" in it has an unknown form.`);
	}
	const { email, issuedAt, expiresAt, limits } = status.data;
	return {
		email,
		issuedAtMs: issuedAt,
		expiresAtMs: expiresAt,
		limits: limits.map(({ resetsAt, asOf, ...rest }) => ({ ...rest, resetsAtMs: resetsAt, asOfMs: asOf })),
	};
}

const skewMs = 5 * 60_000;

/** Refuses a status that is expired, from the future, or for somebody else. `emails` empty: the person is not known. */
export function checkStatus(
	status: StatusDocument,
	nowMs: number,
	emails: readonly string[],
): StatusDocument {
	if (nowMs > status.expiresAtMs) return refuse(`it expired at ${iso(status.expiresAtMs)}.`);
	if (status.issuedAtMs > nowMs + skewMs) return refuse('it is from the future; check the clock.');
	const known = emails.map((email) => email.toLowerCase());
	if (known.length > 0 && !known.includes(status.email.toLowerCase()))
		return refuse('it is for somebody else.');
	return status;
}
