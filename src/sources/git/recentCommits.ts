import { unquoted } from './fixDiff.js';
import type { Git } from './git.js';

/** A commit that touched some files. */
export interface RecentCommit {
	readonly commit: string;
	readonly committedAtMs: number;
	readonly authoredAtMs: number;
	readonly authorEmail: string;
	readonly subject: string;
	readonly isMerge: boolean;
	/** The files asked for that it touched, by path; empty for a merge, of which git does not say. */
	readonly files: ReadonlyMap<string, TouchedFile>;
}

export interface TouchedFile {
	/** Blob after the commit. */
	readonly blob: string;
	/** The path is new in this commit: created, or renamed from elsewhere. */
	readonly isNew: boolean;
}

type Reading = RecentCommit & { readonly files: Map<string, TouchedFile> };

const recordMark = '\u0001';

function readHeader(text: string): Reading {
	const [commit = '', parents = '', committed, authored, authorEmail = '', ...subject] = text.split('\u001f');
	return {
		commit,
		committedAtMs: Number(committed) * 1000,
		authoredAtMs: Number(authored) * 1000,
		authorEmail,
		subject: subject.join(' '),
		isMerge: parents.includes(' '),
		files: new Map(),
	};
}

/**
 * Commits at or before `from` that touched one of the paths since an instant (committer's clock), the newest first,
 * merges that touched one by themselves included. One git process, which stops at that instant. `from` must be a
 * full SHA that exists.
 */
export async function recentCommits(
	git: Git,
	from: string,
	paths: readonly string[],
	sinceMs: number,
): Promise<RecentCommit[]> {
	const found: Reading[] = [];
	const args = [
		'--literal-pathspecs',
		'log',
		`--since=@${Math.floor(sinceMs / 1000)}`,
		'--raw',
		'--no-abbrev',
		'--no-renames',
		`--format=tformat:%x01%H%x1f%P%x1f%ct%x1f%at%x1f%ae%x1f%s`,
		from,
		'--',
		...paths,
	];
	for await (const line of git.lines(args)) {
		if (line.startsWith(recordMark)) {
			found.push(readHeader(line.slice(recordMark.length)));
			continue;
		}
		const change = /^:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) ([A-Z])\d*\t(.*)$/.exec(line);
		if (change === null) continue;
		const [, blob = '', status, printed = ''] = change;
		found.at(-1)?.files.set(unquoted(printed), { blob, isNew: status === 'A' });
	}
	return found;
}
