import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { isMissing } from './fileErrors.js';
import { historyFolder } from './historyFile.js';

/**
 * How many lines each commit of a repository adds: a commit cannot change, and git takes minutes to count a hundred
 * thousand of them. Kept beside the ledger's tables and not in them, as lines of SHA and count in blocks with a
 * checksum each, so that a run that is broken off loses little and nobody holds all of it in memory as rows.
 */
const countFile = (dir: string, repo: string): string =>
	join(
		historyFolder(dir),
		`${createHash('sha256').update(`added ${repo}`).digest('hex').slice(0, 24)}.counts`,
	);

const headOf = (body: Buffer): string => `= ${body.length} ${crc32(body)}\n`;

/** The sound blocks of a file, and whether that is all of it. */
function blocksOf(bytes: Buffer): { readonly bodies: Buffer[]; readonly isWhole: boolean } {
	const bodies: Buffer[] = [];
	let at = 0;
	while (at < bytes.length) {
		const end = bytes.indexOf(10, at);
		const head = /^= (\d+) (\d+)$/.exec(bytes.toString('latin1', at, end < 0 ? at : end));
		const body = bytes.subarray(end + 1, end + 1 + Number(head?.[1] ?? 0));
		if (head === null || body.length !== Number(head[1]) || crc32(body) !== Number(head[2])) {
			return { bodies, isWhole: false };
		}
		bodies.push(body);
		at = end + 1 + body.length;
	}
	return { bodies, isWhole: true };
}

/** Added lines of the commits that are wanted and known. What is damaged is not known, and makes room for new blocks. */
export async function readAddedCounts(
	dir: string,
	repo: string,
	wanted: ReadonlySet<string>,
): Promise<Map<string, number>> {
	const path = countFile(dir, repo);
	const found = new Map<string, number>();
	let bytes: Buffer;
	try {
		bytes = await readFile(path);
	} catch (error) {
		if (isMissing(error)) return found;
		throw error;
	}
	const { bodies, isWhole } = blocksOf(bytes);
	for (const body of bodies) {
		for (const line of body.toString('latin1').split('\n')) {
			const space = line.indexOf(' ');
			const sha = line.slice(0, space);
			if (wanted.has(sha)) found.set(sha, Number(line.slice(space + 1)));
		}
	}
	if (!isWhole) {
		const sound = Buffer.concat(bodies.flatMap((body) => [Buffer.from(headOf(body)), body]));
		await writeFileAtomic(path, sound, { mode: 0o600 });
	}
	return found;
}

/** Keeps the counts of further commits. */
export async function appendAddedCounts(
	dir: string,
	repo: string,
	counts: ReadonlyMap<string, number>,
): Promise<void> {
	const body = Buffer.from([...counts].map(([sha, count]) => `${sha} ${count}`).join('\n'), 'latin1');
	await mkdir(historyFolder(dir), { recursive: true, mode: 0o700 });
	await appendFile(countFile(dir, repo), Buffer.concat([Buffer.from(headOf(body)), body]), { mode: 0o600 });
}
