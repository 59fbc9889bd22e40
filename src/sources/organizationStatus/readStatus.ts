import { readFile, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { messageOf, OutlayError } from '../../core/errors.js';
import type { StatusDocument } from '../../core/budget/statusDocument.js';
import { checkStatus, openStatus, signingKey } from './envelope.js';
import { isSealed, personKey, unseal } from './sealedBox.js';

/** Where a person's published status lies, and how it is trusted. */
export interface StatusPlace {
	/** Absolute path of a file, or an `https:` address (`http:` on this machine alone). */
	readonly place: string;
	/** The publisher's public key, pinned. */
	readonly publicKey: string;
	/** The person's own key, when statuses are encrypted. */
	readonly privateKey: string | null;
}

const maxBytes = 64 * 1024;
const timeoutMs = 10_000;

const failed = (place: string, why: string, cause?: unknown): OutlayError =>
	new OutlayError('environment', `The organization status at ${place} could not be read: ${why}`, {
		hint: 'Check OUTLAY_STATUS or the setting, and the network; until then other sources are used.',
		cause,
	});

const isLoopback = (host: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(host);

/** The address, when it is one that may be asked. Its path is the secret, so messages name the host alone. */
function addressOf(place: string): URL | null {
	if (!/^https?:\/\//i.test(place)) return null;
	const url = new URL(place);
	if (url.protocol === 'https:' || isLoopback(url.hostname)) return url;
	throw new OutlayError('usage', `The organization status must come over https, not from ${url.origin}.`);
}

async function download(url: URL, signal: AbortSignal): Promise<string> {
	try {
		const response = await fetch(url, {
			redirect: 'error',
			headers: { accept: 'application/json' },
			signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
		});
		if (!response.ok || response.body === null) throw new Error(`it answered ${String(response.status)}`);
		const chunks: Uint8Array[] = [];
		let size = 0;
		for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
			size += chunk.length;
			if (size > maxBytes) throw new Error('it is larger than a status can be');
			chunks.push(chunk);
		}
		return Buffer.concat(chunks).toString('utf8');
	} catch (error) {
		throw failed(url.origin, messageOf(error), error);
	}
}

async function load(place: string): Promise<string> {
	if (!isAbsolute(place)) {
		throw new OutlayError('usage', 'OUTLAY_STATUS must be an absolute path or an https address.');
	}
	try {
		if ((await stat(place)).size > maxBytes) throw new Error('it is larger than a status can be');
		return await readFile(place, 'utf8');
	} catch (error) {
		throw failed(place, messageOf(error), error);
	}
}

/**
 * Fetches and checks this person's status: signature against the pinned key, age, and that it is for one of `emails`
 * (when any is known). Throws an OutlayError that says why it cannot be used.
 */
export async function readStatus(
	where: StatusPlace,
	emails: readonly string[],
	nowMs: number,
	signal: AbortSignal,
): Promise<StatusDocument> {
	const publicKey = signingKey(where.publicKey, 'public', 'The pinned status key');
	const url = addressOf(where.place);
	let text = url === null ? await load(where.place) : await download(url, signal);
	if (isSealed(text)) {
		if (where.privateKey === null)
			throw failed(url?.origin ?? where.place, 'it is encrypted and no key is set');
		text = unseal(text, personKey(where.privateKey, 'private', 'The status private key'));
	}
	return checkStatus(openStatus(text, publicKey), nowMs, emails);
}
