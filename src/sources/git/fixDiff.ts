import type { FixFile, FixHunk } from '../../core/outcomes/defectLines.js';
import { isSourceFile, kindOfFile } from '../../core/sourceFile.js';
import { OutlayError } from '../../core/errors.js';
import type { Git } from './git.js';

/** What one fixing commit changed, against its first parent. */
export interface FixDiff {
	readonly fix: string;
	readonly committedAtMs: number;
	readonly authoredAtMs: number;
	readonly authorEmail: string;
	/** The whole message; never kept. */
	readonly message: string;
	/** Null for a commit without a parent (the first one, or the edge of a shallow clone). */
	readonly parent: string | null;
	readonly parents: number;
	/** Changed source files; empty when the fix is huge. */
	readonly files: readonly FixFile[];
	/** Source files changed, also when there are too many to keep. */
	readonly sourceFiles: number;
	/** Files of any kind changed. */
	readonly allFiles: number;
	readonly isHuge: boolean;
	/** Git cannot read it here (contents that a partial clone does not have); nothing else of it is known then. */
	readonly isLost: boolean;
}

/** A fix that touches more source files than this is no use for blame (as in pyszz). */
export const maxSourceFiles = 20;
/** Nor is one that removes and adds more source lines than this. */
export const maxSourceLines = 20_000;

const recordMark = '\u0001fix ';
/** Ends the message of a record; the diff follows. */
const messageEnd = '\u0002';
const diffArguments = [
	'log',
	'--no-walk=unsorted',
	'--stdin',
	'-m',
	'--first-parent',
	`--format=tformat:${recordMark.replace('\u0001', '%x01')}%H %ct %at %ae%x1f%P%n%B%x02`,
	'-p',
	'-U0',
	'-M',
	'--full-index',
	'--no-color',
	'--no-ext-diff',
	'--no-textconv',
	'--ignore-submodules=all',
	'--src-prefix=a/',
	'--dst-prefix=b/',
];

/** A path as git prints it: in quotes with C escapes when it holds unusual bytes. */
export function unquoted(printed: string): string {
	if (!printed.startsWith('"')) return printed;
	const bytes: number[] = [];
	const escapes: Record<string, number> = { n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11 };
	const inner = printed.slice(1, -1);
	for (let at = 0; at < inner.length; at++) {
		const character = inner[at] ?? '';
		if (character !== '\\') {
			bytes.push(...Buffer.from(character));
			continue;
		}
		const octal = /^[0-7]{3}/.exec(inner.slice(at + 1, at + 4));
		const next = inner[at + 1] ?? '';
		bytes.push(octal ? parseInt(octal[0], 8) : (escapes[next] ?? next.charCodeAt(0)));
		at += octal ? 3 : 1;
	}
	return Buffer.from(bytes).toString('utf8');
}

const hunkHeader = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/** Collects one fix's diff line by line. A diff too large to be of use is counted, not kept. */
class FixDiffReader {
	readonly #header: Omit<FixDiff, 'message' | 'files' | 'sourceFiles' | 'allFiles' | 'isHuge' | 'isLost'>;
	readonly #message: string[] = [];
	#isInMessage = true;
	#files: FixFile[] = [];
	#sourceFiles = 0;
	#sourceLines = 0;
	#allFiles = 0;
	#blob = '';
	#path: string | null = null;
	#hunks: FixHunk[] | null = null;
	#removed: string[] = [];
	#added: string[] = [];
	#linesLeft = 0;

	constructor(header: string) {
		const [identity = '', parentList = ''] = header.split('\u001f');
		const [fix = '', committed = '', authored = '', ...email] = identity.split(' ');
		const parents = parentList.split(' ').filter((part) => part !== '');
		this.#header = {
			fix,
			committedAtMs: Number(committed) * 1000,
			authoredAtMs: Number(authored) * 1000,
			authorEmail: email.join(' '),
			parent: parents[0] ?? null,
			parents: parents.length,
		};
	}

	read(line: string): void {
		if (this.#isInMessage) {
			this.#isInMessage = !line.endsWith(messageEnd);
			this.#message.push(this.#isInMessage ? line : line.slice(0, -messageEnd.length));
			return;
		}
		if (this.#linesLeft > 0 && /^[-+]/.test(line)) {
			this.#linesLeft--;
			if (this.#hunks === null || this.#isHuge) return;
			this.#sourceLines++;
			(line.startsWith('-') ? this.#removed : this.#added).push(line.slice(1));
			return;
		}
		if (line.startsWith('diff --git ')) this.#startFile();
		else if (line.startsWith('index ')) this.#blob = /^index ([0-9a-f]+)\.\./.exec(line)?.[1] ?? '';
		else if (line.startsWith('--- ')) this.#path = pathOf(line.slice(4), 'a/');
		else if (line.startsWith('+++ ')) this.#openFile(pathOf(line.slice(4), 'b/'));
		else if (line.startsWith('@@ ')) this.#openHunk(line);
	}

	finish(): FixDiff {
		const isHuge = this.#isHuge;
		return {
			...this.#header,
			message: this.#message.join('\n'),
			files: isHuge ? [] : this.#files,
			sourceFiles: this.#sourceFiles,
			allFiles: this.#allFiles,
			isHuge,
			isLost: false,
		};
	}

	get #isHuge(): boolean {
		return this.#sourceFiles > maxSourceFiles || this.#sourceLines > maxSourceLines;
	}

	#startFile(): void {
		this.#allFiles++;
		this.#path = null;
		this.#hunks = null;
		this.#linesLeft = 0;
	}

	/** `this.#path` is the path before; a file that is new has none and nothing to blame. */
	#openFile(newPath: string | null): void {
		const path = this.#path;
		if (isSourceFile(path ?? newPath ?? '')) this.#sourceFiles++;
		if (path === null || ['generated', 'other'].includes(kindOfFile(path))) return;
		if (this.#isHuge) {
			this.#files = [];
			return;
		}
		this.#hunks = [];
		this.#files.push({ path, blob: this.#blob, hunks: this.#hunks });
	}

	#openHunk(line: string): void {
		const match = hunkHeader.exec(line);
		if (match === null) return;
		this.#removed = [];
		this.#added = [];
		this.#linesLeft = Number(match[2] ?? 1) + Number(match[3] ?? 1);
		this.#hunks?.push({ oldStart: Number(match[1]), removed: this.#removed, added: this.#added });
	}
}

/** Path of a `---` or `+++` line; null for `/dev/null`. */
export function pathOf(printed: string, prefix: string): string | null {
	// git ends a path with a blank in it with a tab.
	const path = unquoted(printed.replace(/\t$/, ''));
	return path === '/dev/null' ? null : path.slice(prefix.length);
}

/** After so many fixes that cannot be read the rest is held to be lost too: the clone has no contents. */
const maxLost = 20;

const lostDiff = (fix: string): FixDiff => ({
	...{ fix, committedAtMs: 0, authoredAtMs: 0, authorEmail: '', message: '', parent: null, parents: 0 },
	...{ files: [], sourceFiles: 0, allFiles: 0, isHuge: false, isLost: true },
});

/**
 * The diffs of some fixes, streamed in the order asked for, with one git process for all. Against the first parent
 * (for a merge: what it brought in), renames followed, no context. Each SHA must be a full one that exists. Fixes
 * that git cannot read come as `isLost`; git ends at the first of them, so each costs two more processes.
 */
export async function* readFixDiffs(git: Git, fixes: readonly string[]): AsyncGenerator<FixDiff> {
	let lost = 0;
	for (let rest = fixes; rest.length > 0;) {
		const [failure, read] = yield* diffsUntilFailure(git, rest);
		rest = rest.slice(read);
		if (failure === null) return;
		const suspect = rest.slice(0, 1);
		const [isLost] = yield* diffsUntilFailure(git, suspect);
		if (isLost !== null) {
			for (const fix of (lost += 1) >= maxLost ? rest : suspect) yield lostDiff(fix);
			if (lost >= maxLost) return;
		}
		rest = rest.slice(1);
	}
}

/** Diffs up to the first that git cannot read; returns git's complaint, if any, and how many were read. */
async function* diffsUntilFailure(
	git: Git,
	fixes: readonly string[],
): AsyncGenerator<FixDiff, readonly [failure: unknown, read: number]> {
	let reader: FixDiffReader | null = null;
	let read = 0;
	try {
		for await (const line of git.lines(diffArguments, { input: fixes.join('\n') + '\n' })) {
			if (line.startsWith(recordMark)) {
				if (reader !== null) {
					yield reader.finish();
					read++;
				}
				reader = new FixDiffReader(line.slice(recordMark.length));
			} else {
				reader?.read(line);
			}
		}
	} catch (error) {
		if (!OutlayError.is(error, 'environment')) throw error;
		return [error, read];
	}
	if (reader !== null) yield reader.finish();
	return [null, fixes.length];
}
