
import { countOf, RefusedReport, type CoverageCollector } from './coverageCollector.js';

/** Longest line that a report may have; beyond, it is no text of this kind. */
const maxLineCharacters = 1024 * 1024;

/** Lines of a text that comes in pieces, without `\n` or `\r\n`. */
async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<string[]> {
	let rest = '';
	for await (const text of texts) {
		const lines = (rest + text).split('\n');
		rest = lines.pop() ?? '';
		if (rest.length > maxLineCharacters) throw new RefusedReport('it has a line of more than a million characters');
		yield lines;
	}
	if (rest !== '') yield [rest];
}

/** Position after a line number: `DA:12,3` → hits `3`. A checksum behind a second comma is dropped. */
function readHit(line: string, into: CoverageCollector): void {
	const comma = line.indexOf(',', 3);
	const end = line.indexOf(',', comma + 1);
	const number = countOf(line.slice(3, comma));
	if (comma === -1 || number === null) {
		into.problem('coverage.bad-line', `"${line.slice(0, 80)}" is no line of lcov and is left out.`);
		return;
	}
	into.hits(number, countOf(line.slice(comma + 1, end === -1 ? undefined : end)));
}

/**
 * lcov `.info`: `DA:line,hits`, records of the same file merged. A line with a branch not taken (`BRDA` with `-` or
 * 0) is partly covered, if it was reached.
 */
export async function readLcov(texts: AsyncIterable<string>, into: CoverageCollector): Promise<void> {
	let isOpen = false;
	let open = new Map<number, boolean>();
	const end = (): void => {
		for (const [line, isTaken] of open) if (!isTaken) into.demote(line);
		open = new Map();
		into.close();
		isOpen = false;
	};
	for await (const lines of linesOf(texts)) {
		for (const raw of lines) {
			const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
			if (line.startsWith('DA:')) readHit(line, into);
			else if (line.startsWith('SF:')) {
				if (isOpen) end();
				into.open(line.slice(3).trim());
				isOpen = true;
			} else if (line.startsWith('BRDA:')) {
				const [at = '', , , taken = ''] = line.slice(5).split(',');
				const number = countOf(at);
				if (number === null) continue;
				const count = countOf(taken) ?? 0;
				open.set(number, (open.get(number) ?? true) && count > 0);
			} else if (line === 'end_of_record') end();
		}
	}
	if (isOpen) {
		into.problem('coverage.truncated', 'The last file has no end_of_record: the report may be cut off.');
		end();
	}
}

const goBlock = /^(.+):(\d{1,9})\.\d{1,9},(\d{1,9})\.\d{1,9} \d{1,18} (\S+)$/;

/**
 * Go cover profile: `file:line.column,line.column statements count`. A line has the highest count of its blocks; one
 * with a missed block as well is partly covered. Blocks of one file must follow each other, as `go test` writes them; where they do not they merge.
 */
export async function readGo(texts: AsyncIterable<string>, into: CoverageCollector): Promise<void> {
	let current = '';
	let missed = new Set<number>();
	const end = (): void => {
		for (const line of missed) into.demote(line);
		missed = new Set();
		into.close();
	};
	for await (const lines of linesOf(texts)) {
		for (const raw of lines) {
			const line = raw.trim();
			if (line === '' || line.startsWith('mode:')) continue;
			const match = goBlock.exec(line);
			if (match === null) {
				into.problem('coverage.bad-line', `"${line.slice(0, 80)}" is no line of a Go profile and is left out.`);
				continue;
			}
			const [, path = '', from = '', to = ''] = match;
			if (path !== current) {
				end();
				into.open(path);
				current = path;
			}
			const count = countOf(match[4]);
			const last = Number(to);
			if (last - Number(from) > 100_000) {
				into.problem('coverage.bad-line', `A block of ${last - Number(from)} lines in ${path} is left out.`);
				continue;
			}
			for (let at = Number(from); at <= last; at++) {
				into.hits(at, count);
				if (count === 0) missed.add(at);
			}
		}
	}
	end();
}

