import { OutlayError } from '../../core/errors.js';

export interface FetchLimits {
	readonly timeoutMs: number;
	readonly maxBytes: number;
	readonly signal: AbortSignal;
	/** Told about every answer's head. */
	readonly onHead: (headers: Headers) => void;
}

const maxRedirects = 3;
const redirects = new Set([301, 302, 307, 308]);

/**
 * `fetch` with a time limit over the whole answer, a size limit, and redirects on the same host only: a token is
 * never carried to another host.
 */
export function boundedFetch(limits: FetchLimits): typeof fetch {
	return async (input, init) => {
		const signal = AbortSignal.any([limits.signal, AbortSignal.timeout(limits.timeoutMs)]);
		let url = new URL(input instanceof Request ? input.url : input);
		for (let hop = 0; ; hop++) {
			const response = await fetch(url, { ...init, signal, redirect: 'manual' });
			limits.onHead(response.headers);
			const location = redirects.has(response.status) ? response.headers.get('location') : null;
			if (location === null) return readWhole(response, limits.maxBytes);
			await response.body?.cancel();
			url = nextHop(url, location, hop);
		}
	};
}

function nextHop(from: URL, location: string, hop: number): URL {
	const to = new URL(location, from);
	if (to.origin !== from.origin) {
		throw new OutlayError(
			'environment',
			`${from.host} redirects to another host (${to.host}); not followed.`,
		);
	}
	if (hop >= maxRedirects) throw new OutlayError('environment', `${from.host} redirects in a circle.`);
	return to;
}

/** The answer with its body in memory, so that time and size limits hold for it too. */
async function readWhole(response: Response, maxBytes: number): Promise<Response> {
	const { status, statusText, headers } = response;
	if (response.body === null || status === 204 || status === 304)
		return new Response(null, { status, headers });
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const part of response.body) {
		const bytes = part as Uint8Array;
		size += bytes.length;
		if (size > maxBytes) throw new OutlayError('environment', `An answer was larger than ${maxBytes} bytes.`);
		parts.push(bytes);
	}
	return new Response(Buffer.concat(parts), { status, statusText, headers });
}
