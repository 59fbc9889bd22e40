import { lineHash } from '../../core/evidence/effectiveLine.js';
import type { AddedFile, AddedLines } from '../../core/evidence/addedLines.js';
import { OutlayError } from '../../core/errors.js';
import { isSha } from './commits.js';
import type { Git } from './git.js';

/** Lines of one commit, or why they cannot be known: an object of a partial clone that is not here. */
export type AddedLinesResult = AddedLines | { readonly sha: string; readonly missing: string };

const marker = 0x02;
/** After so many commits with missing objects the rest is a gap too: the clone has no file contents. */
const maxBroken = 20;

/**
 * Lines that commits add against their first parent, as hashes and ranges, streamed in the order given. Merge
 * commits add nothing of their own; binary files and submodules have no lines. A commit whose blobs are missing
 * gives its gap and the others go on.
 */
export async function* readAddedLines(git: Git, shas: Iterable<string>): AsyncGenerator<AddedLinesResult> {
	let rest = [...shas].filter(isSha);
	for (let broken = 0; rest.length > 0; broken++) {
		let done = 0;
		const parser = new PatchParser();
		try {
			for await (const line of git.records(patchArguments, {
				separator: 10,
				input: `${rest.join('\n')}\n`,
			})) {
				const finished = parser.take(line);
				if (finished === null) continue;
				done += 1;
				yield finished;
			}
			const last = parser.end();
			if (last !== null) yield last;
			return;
		} catch (error) {
			if (!OutlayError.is(error, 'environment')) throw error;
			const sha = parser.current ?? rest[done];
			const gaps = broken + 1 >= maxBroken ? rest.slice(done) : sha === undefined ? [] : [sha];
			for (const gap of gaps) yield { sha: gap, missing: error.message };
			rest = gaps.length === 0 ? [] : rest.slice(done + gaps.length);
		}
	}
}

const patchArguments = [
	'log',
	'--no-walk=unsorted',
	'--stdin',
	'--format=tformat:%x02%H',
	'-p',
	'-U0',
	'-M',
	'--no-ext-diff',
	'--no-textconv',
	'--no-color',
	'--no-diff-merges',
	'--ignore-submodules=all',
	'--src-prefix=a/',
	'--dst-prefix=b/',
];

const hunkHeader = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;
const plus = 0x2b;
const minus = 0x2d;
const at = 0x40;

/** A file while its patch is being read. */
interface ReadFile {
	readonly path: string;
	readonly ranges: [number, number][];
	readonly hashes: number[];
	readonly blockLines: number[];
	addedLines: number;
}

/** Takes a patch line by line. Contents are told from headers by the counts in the hunk headers, never by looks. */
class PatchParser {
	#sha: string | null = null;
	#files: AddedFile[] = [];
	#file: ReadFile | null = null;
	#toAdd = 0;
	#toDrop = 0;

	/** The commit whose patch is being read. */
	get current(): string | null {
		return this.#sha;
	}

	/** The commit that this line shows to be complete, else null. */
	take(line: Buffer): AddedLines | null {
		const first = line[0];
		if (first === plus && this.#toAdd > 0) this.#add(line);
		else if (first === minus && this.#toDrop > 0) this.#toDrop -= 1;
		else if (first === marker) {
			const finished = this.end();
			this.#sha = line.toString('latin1', 1);
			return finished;
		} else if (first === at) this.#hunk(line.toString('latin1'));
		else if (first === plus && line.length > 4) this.#startFile(line.toString('utf8', 4));
		else if (line.toString('latin1', 0, 11) === 'diff --git ') this.#endFile();
		return null;
	}

	/** The last commit. */
	end(): AddedLines | null {
		this.#endFile();
		const finished = this.#sha === null ? null : { sha: this.#sha, files: this.#files };
		this.#sha = null;
		this.#files = [];
		return finished;
	}

	#add(line: Buffer): void {
		this.#toAdd -= 1;
		const hash = line.length > 4000 ? null : lineHash(line.toString('utf8', 1));
		if (hash === null || this.#file === null) return;
		const { hashes, blockLines } = this.#file;
		hashes.push(hash);
		blockLines.push((blockLines.pop() ?? 0) + 1);
	}

	#hunk(header: string): void {
		const match = hunkHeader.exec(header);
		if (match === null) return;
		this.#toDrop = Number(match[1] ?? 1);
		this.#toAdd = Number(match[3] ?? 1);
		if (this.#toAdd > 0 && this.#file !== null) {
			this.#file.ranges.push([Number(match[2]), this.#toAdd]);
			this.#file.blockLines.push(0);
			this.#file.addedLines += this.#toAdd;
		}
	}

	#startFile(name: string): void {
		this.#endFile();
		if (name === '/dev/null') return;
		const path = unquoted(name).replace(/^b\//, '');
		this.#file = { path, ranges: [], hashes: [], blockLines: [], addedLines: 0 };
	}

	#endFile(): void {
		this.#toAdd = 0;
		this.#toDrop = 0;
		if (this.#file !== null && this.#file.addedLines > 0) this.#files.push(this.#file);
		this.#file = null;
	}
}

const escapes: Readonly<Record<string, string>> = {
	a: '\x07',
	b: '\b',
	f: '\f',
	n: '\n',
	r: '\r',
	t: '\t',
	v: '\v',
};

/** A path as git prints it in headers: C-quoted when it holds control characters, quotes or backslashes. */
export function unquoted(name: string): string {
	const text = name.replace(/\t$/, '');
	if (!text.startsWith('"') || !text.endsWith('"')) return text;
	const bytes: number[] = [];
	for (const [, octal, letter, plain] of text.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gsu)) {
		if (octal !== undefined) bytes.push(parseInt(octal, 8));
		else bytes.push(...Buffer.from(plain ?? escapes[letter ?? ''] ?? letter ?? ''));
	}
	return Buffer.from(bytes).toString('utf8');
}
