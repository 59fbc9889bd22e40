import type { AskedLine } from '../../core/outcomes/defectLines.js';
import type { Git } from './git.js';

/** What git blame says of one line. */
export interface LineOrigin {
	/** 1-based, in the file that was blamed. */
	readonly line: number;
	readonly commit: string;
	readonly committedAtMs: number;
	readonly authoredAtMs: number;
	readonly authorEmail: string;
	readonly subject: string;
	/** The walk ended here (the bound of time, a shallow clone's edge): the line is this old or older. */
	readonly isBoundary: boolean;
}

export interface BlameQuery {
	/** Full SHA of the state whose lines are asked about (git blame knows no `--end-of-options`). */
	readonly commit: string;
	readonly path: string;
	readonly lines: readonly Pick<AskedLine, 'line'>[];
	/** No need to look behind this instant (committer's clock): older lines come back as boundaries. Null: the whole history. */
	readonly sinceMs: number | null;
	/** File with commits to look through (reformatting), as git's own `--ignore-revs-file`. */
	readonly ignoreRevsFile: string | null;
}

/** `-L` arguments that cover the lines: neighbours share a range, so that a file takes one process. */
function ranges(lines: BlameQuery['lines']): string[] {
	const spans: [number, number][] = [];
	for (const { line } of lines) {
		const last = spans.at(-1);
		if (last !== undefined && line === last[1] + 1) last[1] = line;
		else spans.push([line, line]);
	}
	return spans.map(([from, to]) => `-L${from},${to}`);
}

/** Most `-L` ranges in one process: keeps the command line short enough for every platform. */
const maxRanges = 400;

/**
 * Which commits last changed some lines of a file, renames followed, whitespace-only changes looked through. Lines
 * that are not in the file make git fail; callers ask only for lines they have read.
 */
export async function blameLines(git: Git, query: BlameQuery): Promise<LineOrigin[]> {
	const all = ranges(query.lines);
	const origins: LineOrigin[] = [];
	for (let from = 0; from < all.length; from += maxRanges) {
		origins.push(...(await blameRanges(git, query, all.slice(from, from + maxRanges))));
	}
	return origins;
}

async function blameRanges(
	git: Git,
	query: BlameQuery,
	lineRanges: readonly string[],
): Promise<LineOrigin[]> {
	const args = [
		'-c',
		'blame.ignoreRevsFile=',
		'blame',
		'--porcelain',
		'-w',
		...(query.ignoreRevsFile === null ? [] : [`--ignore-revs-file=${query.ignoreRevsFile}`]),
		...(query.sinceMs === null ? [] : [`--since=@${Math.floor(query.sinceMs / 1000)}`]),
		...lineRanges,
		query.commit,
		'--',
		query.path,
	];
	return readPorcelain(git.lines(args));
}

type CommitOfLine = { -readonly [Key in keyof Omit<LineOrigin, 'line' | 'commit'>]: LineOrigin[Key] };

/** Takes in one line of what porcelain says of a commit. */
function readHeader(text: string, into: CommitOfLine): void {
	const blank = text.indexOf(' ');
	const value = text.slice(blank + 1);
	switch (blank === -1 ? text : text.slice(0, blank)) {
		case 'committer-time':
			into.committedAtMs = Number(value) * 1000;
			break;
		case 'author-time':
			into.authoredAtMs = Number(value) * 1000;
			break;
		case 'author-mail':
			into.authorEmail = value.replace(/^<|>$/g, '');
			break;
		case 'summary':
			into.subject = value;
			break;
		case 'boundary':
			into.isBoundary = true;
			break;
		default:
	}
}

async function readPorcelain(lines: AsyncIterable<string>): Promise<LineOrigin[]> {
	const origins: LineOrigin[] = [];
	const commits = new Map<string, CommitOfLine>();
	let line = 0;
	let commit = '';
	for await (const text of lines) {
		const known = commits.get(commit);
		if (text.startsWith('\t')) {
			if (known) origins.push({ line, commit, ...known });
			continue;
		}
		const header = /^([0-9a-f]{40,64}) \d+ (\d+)/.exec(text);
		if (header) {
			commit = header[1] ?? '';
			line = Number(header[2]);
			if (!commits.has(commit)) {
				const unknown = {
					committedAtMs: 0,
					authoredAtMs: 0,
					authorEmail: '',
					subject: '',
					isBoundary: false,
				};
				commits.set(commit, unknown);
			}
		} else if (known) {
			readHeader(text, known);
		}
	}
	return origins;
}
