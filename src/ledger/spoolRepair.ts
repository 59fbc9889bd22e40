import { crc32 } from 'node:zlib';

/**
 * The checksum of a spool line can do more than notice a damaged byte: it can find it. CRC-32 is linear, so the
 * difference between the written and the actual checksum is that of the damage alone, and running the checksum
 * backwards from the end shows at which byte a single change explains it.
 */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
	let value = byte;
	for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
	return value >>> 0;
});
const byteOfEntry = new Map([...table].map((entry, byte) => [entry, byte]));
/** The only table entry with a given highest byte, by that byte. */
const byHighByte = new Map([...table].map((entry, byte) => [entry >>> 24, byte]));

/** Takes one following zero byte back out of a checksum difference. */
function stepBack(difference: number): number {
	const byte = byHighByte.get(difference >>> 24) ?? 0;
	return ((((difference ^ (table[byte] ?? 0)) << 8) >>> 0) | byte) >>> 0;
}

/**
 * Copies of `body` in which one byte is changed so that the checksum fits; usually exactly one for a body with one
 * damaged byte, and by chance one for a body with more, so the caller checks that the text makes sense.
 */
export function* bodiesWithOneByteMended(body: Buffer, checksum: number): Generator<Buffer> {
	let difference = (crc32(body) ^ checksum) >>> 0;
	if (difference === 0) return;
	for (let at = body.length - 1; at >= 0; at--) {
		const change = byteOfEntry.get(difference);
		if (change !== undefined) {
			const mended = Buffer.from(body);
			mended[at] = (mended[at] ?? 0) ^ change;
			yield mended;
		}
		difference = stepBack(difference);
	}
}

/** Number of places in which two buffers of one length differ; infinite when the lengths do. */
export function differences(one: Buffer, two: Buffer): number {
	if (one.length !== two.length) return Number.POSITIVE_INFINITY;
	let count = 0;
	for (let at = 0; at < one.length; at++) if (one[at] !== two[at]) count++;
	return count;
}
