import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import writeFileAtomic from 'write-file-atomic';
import type { HistoryCommit } from '../core/history.js';
import { isMissing } from './fileErrors.js';
import { packHistory, unpackHistory, type PackedHistory } from './packedHistory.js';

/** A history as it was read once: everything that one commit reaches. */
export interface KeptHistory {
	/** The commit that reaches all the others. */
	readonly tip: string;
	/** As git gave them, newest first. */
	readonly commits: readonly HistoryCommit[];
}

/** Which history is kept: two that were digested by different rules are never taken for each other. */
export interface HistoryKey {
	readonly repo: string;
	/** The rules, in any words that change with them. */
	readonly rules: string;
}

const format = 'outlay.history/1';

/** Beside the ledger's tables and not in them: it is git's own, can be told anew, and is replaced as a whole. */
export const historyFolder = (dir: string): string => join(dir, 'history');

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);

const fileOf = (dir: string, { repo }: HistoryKey): string =>
	join(historyFolder(dir), `${digestOf(repo)}.json`);

interface Header {
	readonly repo: string;
	/** Digest of the key's. */
	readonly rules: string;
	readonly format: string;
	readonly tip: string;
	/** Of the rest of the file. */
	readonly checksum: number;
}

function headerOf(line: string): Header | null {
	try {
		return JSON.parse(line) as Header;
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}

/** The history that was kept last; null when there is none, it is damaged, or other rules digested it. */
export async function readHistoryFile(dir: string, key: HistoryKey): Promise<KeptHistory | null> {
	let bytes: Buffer;
	try {
		bytes = await readFile(fileOf(dir, key));
	} catch (error) {
		if (isMissing(error)) return null;
		throw error;
	}
	const end = bytes.indexOf('\n');
	const header = headerOf(bytes.toString('utf8', 0, Math.max(0, end)));
	if (header?.format !== format || header.repo !== key.repo || header.rules !== digestOf(key.rules))
		return null;
	const body = bytes.subarray(end + 1);
	if (crc32(body) !== header.checksum) return null;
	return { tip: header.tip, commits: unpackHistory(JSON.parse(body.toString('utf8')) as PackedHistory) };
}

/** Keeps a history in place of the one before, whole or not at all. False: it is not whole, and was not kept. */
export async function writeHistoryFile(dir: string, key: HistoryKey, kept: KeptHistory): Promise<boolean> {
	const packed = packHistory(kept.commits);
	if (packed === null) return false;
	const body = Buffer.from(JSON.stringify(packed));
	const { repo, rules } = key;
	const header: Header = { format, repo, rules: digestOf(rules), tip: kept.tip, checksum: crc32(body) };
	await mkdir(historyFolder(dir), { recursive: true, mode: 0o700 });
	const file = Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]);
	await writeFileAtomic(fileOf(dir, key), file, { mode: 0o600 });
	return true;
}
