import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { EvidencePattern } from '../../core/evidence/message.js';
import { messageOf, OutlayError } from '../../core/errors.js';
import type { Problem } from '../../core/problem.js';
import type { PullRequest } from '../../core/pullRequest.js';
import { digestPullRequest } from './digest.js';
import { pullRequestLineSchema, type RawPullRequest } from './line.js';

/** Longest line that is taken; a pull request of GitHub's largest size is far below. */
const maxLineBytes = 16 * 1024 * 1024;
const hint = 'Name an outlay.pr/1 file: one JSON object a line.';

/**
 * Reads an `outlay.pr/1` file: newline-delimited JSON, one pull request a line. A line that is wrong is a problem
 * that names its number and key, and the rest goes on. Of several lines for one pull request the last counts.
 * Throws `usage` when the file cannot be read.
 */
export async function readPullRequestFile(
	file: string,
	patterns: readonly EvidencePattern[],
	problems: Problem[],
): Promise<PullRequest[]> {
	await checkIsFile(file);
	const found = new Map<string, PullRequest>();
	let line = 0;
	let repeated = 0;
	for await (const text of linesOf(file)) {
		line++;
		if (text?.trim() === '') continue;
		const read = text === null ? `longer than ${maxLineBytes / 1024 / 1024} MB` : readLine(text);
		if (typeof read === 'string') {
			const what = `Pull-request line left out: ${read}`;
			problems.push({ code: 'pull-requests.line-rejected', what, file, line });
			continue;
		}
		const pullRequest = digestPullRequest(read, 'import', patterns);
		const key = `${pullRequest.repo}#${pullRequest.number}`;
		if (found.delete(key)) repeated++;
		found.set(key, pullRequest);
	}
	if (repeated > 0) {
		const what = `${repeated} lines repeat a pull request of an earlier line; the last one counts.`;
		problems.push({ code: 'pull-requests.line-repeated', what, file });
	}
	return [...found.values()];
}

async function checkIsFile(file: string): Promise<void> {
	let isFile: boolean;
	try {
		isFile = (await stat(file)).isFile();
	} catch (cause) {
		const what = `The pull-request file ${file} cannot be read: ${messageOf(cause)}`;
		throw new OutlayError('usage', what, { hint, cause });
	}
	if (!isFile) throw new OutlayError('usage', `${file} is not a file.`, { hint });
}

/** The checked line, or what is wrong with it. */
function readLine(text: string): RawPullRequest | string {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		return /^\s*\[/.test(text) ? 'a JSON array; write one object a line' : `not JSON (${messageOf(error)})`;
	}
	const checked = pullRequestLineSchema.safeParse(value);
	if (checked.success) return checked.data;
	const issue = checked.error.issues[0];
	const key = issue?.path.join('.') ?? '';
	return `${key === '' ? 'the line' : key}: ${issue?.message ?? 'wrong'}`;
}

/** Collects the pieces of one line, up to the limit. */
class LineBuffer {
	#parts: Buffer[] = [];
	size = 0;

	keep(part: Buffer): void {
		this.size += part.length;
		if (this.size <= maxLineBytes) this.#parts.push(part);
		else this.#parts = [];
	}

	/** The line's text, null for one over the limit; starts the next one. */
	take(): string | null {
		const text = this.size > maxLineBytes ? null : Buffer.concat(this.#parts).toString('utf8');
		this.#parts = [];
		this.size = 0;
		return text;
	}
}

/** Lines as text, streamed; null for one over the limit. Takes a byte-order mark and either line ending. */
async function* linesOf(file: string): AsyncGenerator<string | null> {
	const line = new LineBuffer();
	let isFirst = true;
	for await (const data of createReadStream(file)) {
		const bytes = data as Buffer;
		const isMarked = isFirst && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
		const chunk = isMarked ? bytes.subarray(3) : bytes;
		isFirst = false;
		let start = 0;
		for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
			line.keep(chunk.subarray(start, end));
			yield line.take();
			start = end + 1;
		}
		line.keep(chunk.subarray(start));
	}
	if (line.size > 0) yield line.take();
}
