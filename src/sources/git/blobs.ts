import type { Git } from './git.js';

/** Files above this size are taken for generated and not read. */
const maxBlobBytes = 4 * 1024 * 1024;

/**
 * Contents of some blobs as text, with one git process. `names` are object names or `<rev>:<path>`; what is missing,
 * no blob or too large is left out of the map.
 */
export async function readBlobs(git: Git, names: readonly string[]): Promise<Map<string, string>> {
	const texts = new Map<string, string>();
	if (names.length === 0) return texts;
	const input = names.join('\n') + '\n';
	let pending: Buffer[] = [];
	let have = 0;
	let asked = 0;
	/** Bytes of the body that is being read, its final line feed included; null while in a header. */
	let body: { name: string; size: number; isWanted: boolean } | null = null;
	const take = (size: number): Buffer => {
		const all = pending.length === 1 && pending[0] ? pending[0] : Buffer.concat(pending);
		pending = [all.subarray(size)];
		have -= size;
		return all.subarray(0, size);
	};
	for await (const chunk of git.chunks(['cat-file', '--batch'], { input })) {
		pending.push(chunk);
		have += chunk.length;
		for (;;) {
			if (body !== null) {
				if (!body.isWanted) {
					const skipped = Math.min(have, body.size);
					take(skipped);
					body.size -= skipped;
					if (body.size > 0) break;
				} else {
					if (have < body.size) break;
					texts.set(body.name, take(body.size).subarray(0, -1).toString('utf8'));
				}
				body = null;
			}
			const end = Buffer.concat(pending).indexOf(10);
			pending = [Buffer.concat(pending)];
			if (end === -1) break;
			const header = take(end + 1)
				.toString('utf8')
				.trimEnd();
			const name = names[asked++] ?? '';
			const match = /^[0-9a-f]+ (\w+) (\d+)$/.exec(header);
			if (match === null) continue;
			const size = Number(match[2]);
			body = { name, size: size + 1, isWanted: match[1] === 'blob' && size <= maxBlobBytes };
		}
	}
	return texts;
}
