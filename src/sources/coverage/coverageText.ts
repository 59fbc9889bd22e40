import { TextDecoder } from 'node:util';

/** Encoding of a text by its first bytes: a byte order mark, or what an XML declaration says; else UTF-8. */
function encodingOf(start: Uint8Array): string {
	if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
	if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
	const head = Buffer.from(start.subarray(0, 200)).toString('latin1');
	return /^\s*<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(head)?.[1] ?? 'utf-8';
}

/** A decoder that never throws: bytes that are no text become U+FFFD, an unknown encoding is read as UTF-8. */
function decoderFor(encoding: string): TextDecoder {
	try {
		return new TextDecoder(encoding);
	} catch (error) {
		if (error instanceof RangeError) return new TextDecoder();
		throw error;
	}
}

/** So many bytes tell the encoding. */
const headBytes = 256;

/** Bytes that come in pieces as text that comes in pieces; byte order marks are dropped. */
export async function* textOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
	let decoder: TextDecoder | null = null;
	let head: Buffer = Buffer.alloc(0);
	for await (const chunk of chunks) {
		let bytes: Uint8Array = chunk;
		if (decoder === null) {
			head = Buffer.concat([head, chunk]);
			if (head.length < headBytes) continue;
			decoder = decoderFor(encodingOf(head));
			bytes = head;
		}
		const text = decoder.decode(bytes, { stream: true });
		if (text !== '') yield text;
	}
	const rest = decoder === null ? decoderFor(encodingOf(head)).decode(head) : decoder.decode();
	if (rest !== '') yield rest;
}
