import { OutlayError } from '../../core/errors.js';
import { countLines, lineState, maxLine, mergeLines, packLines } from '../../core/outcomes/coverageLines.js';
import type { CoveredFile } from '../../core/outcomes/coverageReport.js';
import type { Problem } from '../../core/problem.js';

// Far above any real report; a report that goes beyond them is made to exhaust memory.
const maxFiles = 500_000;
const maxPackedCharacters = 64 * 1024 * 1024;
const maxPathCharacters = 4096;
const shownProblems = 20;

/** Thrown for a report that cannot be used as a whole; `readCoverage` adds the report's name. */
export class RefusedReport extends Error {}

/** True for a count as tools write it: finite and not negative. */
export const isCount = (value: unknown): value is number =>
	typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** The number that a few plain digits write; -1 for anything else. */
function plainDigits(text: string): number {
	if (text.length === 0 || text.length > 15) return -1;
	let number = 0;
	for (let at = 0; at < text.length; at++) {
		const digit = text.charCodeAt(at) - 48;
		if (digit < 0 || digit > 9) return -1;
		number = number * 10 + digit;
	}
	return number;
}

/** A text of its own: one cut out of a larger text would keep all of that in memory. */
const ownText = (text: string): string => Buffer.from(text).toString();

/** A count written in text: decimal digits, else null. */
export function countOf(text: string | undefined): number | null {
	if (text === undefined) return null;
	const plain = plainDigits(text);
	if (plain >= 0) return plain;
	if (text.length > 30 || !/^\+?\d+(?:\.\d+)?(?:e\+?\d+)?$/i.test(text)) return null;
	const count = Number(text);
	return Number.isFinite(count) ? count : null;
}

/**
 * Takes in what a report says line by line and keeps it packed, so that memory depends on the code covered and not
 * on the size of the report. One file is open at a time; a file that comes again is merged.
 */
export class CoverageCollector {
	readonly #report: string;
	readonly #lines = new Map<string, string>();
	readonly #totals = new Map<string, CoveredFile>();
	readonly #problems: Problem[] = [];
	#moreProblems = 0;
	#packedCharacters = 0;
	#path: string | null = null;
	#states = new Uint8Array(4096);
	#length = 0;

	constructor(report: string) {
		this.#report = report;
	}

	/** Starts a file; the one before is closed. */
	open(path: string): void {
		this.close();
		if (path === '' || path.length > maxPathCharacters) {
			this.problem('coverage.path-refused', `A path of ${path.length} characters is left out.`);
			return;
		}
		if (!this.#lines.has(path) && this.#lines.size + this.#totals.size >= maxFiles) {
			throw new RefusedReport(`it names more than ${maxFiles} files`);
		}
		this.#path = this.#lines.has(path) ? path : ownText(path);
	}

	/** A line of the open file; states of one line merge to the higher one. */
	line(line: number, state: number): void {
		if (this.#path === null) return;
		if (!Number.isInteger(line) || line < 1 || line > maxLine) {
			this.problem('coverage.bad-line', `Line number ${line} of ${this.#path} is left out.`);
			return;
		}
		if (line > this.#states.length) {
			const larger = new Uint8Array(Math.min(maxLine, Math.max(line, this.#states.length * 2)));
			larger.set(this.#states);
			this.#states = larger;
		}
		if (line > this.#length) this.#length = line;
		if ((this.#states[line - 1] ?? 0) < state) this.#states[line - 1] = state;
	}

	/** Marks a covered line of the open file as partly covered. */
	demote(line: number): void {
		if (this.#path !== null && this.#states[line - 1] === lineState.covered) {
			this.#states[line - 1] = lineState.partial;
		}
	}

	/** A line by its hits; a count that is none is a problem and tells nothing of the line. */
	hits(line: number, hits: number | null, isPartial = false): void {
		if (hits === null) {
			this.problem('coverage.bad-count', `A count of ${this.#path ?? 'a file'}, line ${line}, is no count and is left out.`);
			return;
		}
		this.line(line, hits === 0 ? lineState.missed : isPartial ? lineState.partial : lineState.covered);
	}

	/** Totals of a file, from a report without lines. */
	totals(path: string, coverable: unknown, covered: unknown): void {
		if (!isCount(coverable) || !isCount(covered) || covered > coverable || path.length > maxPathCharacters) {
			this.problem('coverage.bad-count', `The totals of ${path.slice(0, 200)} are no counts and are left out.`);
			return;
		}
		if (this.#totals.size >= maxFiles) throw new RefusedReport(`it names more than ${maxFiles} files`);
		const own = ownText(path);
		this.#totals.set(own, { path: own, coverable, covered, lines: null });
	}

	/** Ends the open file. */
	close(): void {
		const path = this.#path;
		if (path === null) return;
		this.#path = null;
		const packed = packLines(this.#states, this.#length);
		this.#states.fill(0, 0, this.#length);
		this.#length = 0;
		const known = this.#lines.get(path);
		const merged = known === undefined ? packed : mergeLines(known, packed);
		this.#packedCharacters += path.length + merged.length - (known?.length ?? 0);
		if (this.#packedCharacters > maxPackedCharacters) throw new RefusedReport('it covers more code than fits in memory');
		if (merged !== known) this.#lines.set(path, merged);
	}

	/** Notes what was wrong and was survived; the first twenty in words, the rest as a count. */
	problem(code: string, what: string, line?: number): void {
		if (this.#problems.length >= shownProblems) this.#moreProblems++;
		else this.#problems.push({ code, what, file: this.#report, ...(line === undefined ? {} : { line }) });
	}

	/** Everything taken in, by path. */
	finish(): { files: CoveredFile[]; problems: Problem[] } {
		this.close();
		const files: CoveredFile[] = [...this.#lines].map(([path, lines]) => ({ path, ...countLines(lines), lines }));
		for (const [path, file] of this.#totals) if (!this.#lines.has(path)) files.push(file);
		const problems = [...this.#problems];
		if (this.#moreProblems > 0) {
			const what = `${this.#moreProblems} more problems of this kind or others were survived.`;
			problems.push({ code: 'coverage.more-problems', what, file: this.#report });
		}
		return { files: files.sort(byPath), problems };
	}
}

const byPath = (one: CoveredFile, two: CoveredFile): number => (one.path < two.path ? -1 : one.path > two.path ? 1 : 0);

/** Refuses with an error a user can act on. */
export function refused(report: string, why: string, hint: string): OutlayError {
	return new OutlayError('environment', `Coverage report ${report} was refused: ${why}.`, { hint });
}
