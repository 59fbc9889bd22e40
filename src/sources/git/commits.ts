import type { Commit, FileChange } from '../../core/commit.js';
import { endOfOptions, type Git } from './git.js';

export interface CommitQuery {
	/** Revisions and ranges, e.g. `HEAD`, `main..feature`, `^abc`, SHAs. Default `HEAD`. */
	readonly revisions?: readonly string[];
	/** Only these full SHAs, no walking (`git log --no-walk --stdin`). Each must exist. */
	readonly shas?: Iterable<string>;
	/** Further starting points: every ref that one of these patterns names, e.g. `refs/heads`, `refs/pull`. */
	readonly refs?: readonly string[];
	readonly firstParent?: boolean;
	/** `readChanges` only: a merge shows what it brought to its first parent, not only its own resolutions. */
	readonly mergesAsLanded?: boolean;
	/** Only commits that touch these paths. */
	readonly paths?: readonly string[];
}

// Fields are separated by U+001F, records by NUL. The names hold no separator git would not strip or we could misread:
// a stray U+001F only moves text between the name fields and the message.
const logFormat = `--format=tformat:${['%H', '%P', '%at', '%ct', '%an', '%ae', '%cn', '%ce', '%B'].join('%x1f')}`;

function queryArguments(query: CommitQuery): { args: string[]; input: string | undefined } {
	const args: string[] = [];
	if (query.firstParent === true) args.push('--first-parent');
	for (const pattern of query.refs ?? []) args.push(`--glob=${pattern}`);
	if (query.mergesAsLanded === true) args.push('-m', '--first-parent');
	let revisions = query.revisions ?? ['HEAD'];
	let input: string | undefined;
	if (query.shas !== undefined) {
		args.push('--no-walk=unsorted', '--stdin');
		input = [...query.shas].filter(isSha).join('\n') + '\n';
		revisions = [];
	}
	args.push(endOfOptions, ...revisions, '--', ...(query.paths ?? []));
	return { args, input };
}

/** True for a full SHA-1 or SHA-256 object name. */
export function isSha(text: string): boolean {
	return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

/**
 * Reads one record of the log; null when it is not one (never expected from git). Each field is decoded by itself: a
 * slice of a decoded record would keep all of the record's text alive as long as the slice.
 */
function parseCommit(record: Buffer): Commit | null {
	const fields: string[] = [];
	let start = 0;
	for (let field = 0; field < 8; field++) {
		const end = record.indexOf(0x1f, start);
		if (end === -1) return null;
		fields.push(record.toString('utf8', start, end));
		start = end + 1;
	}
	const [
		sha = '',
		parents = '',
		authored = '',
		committed = '',
		aName = '',
		aEmail = '',
		cName = '',
		cEmail = '',
	] = fields;
	return {
		sha,
		parents: parents === '' ? [] : parents.split(' '),
		authorName: aName,
		authorEmail: aEmail,
		authoredAtMs: Number(authored) * 1000,
		committerName: cName,
		committerEmail: cEmail,
		committedAtMs: Number(committed) * 1000,
		message: record.toString('utf8', start).trimEnd(),
	};
}

/**
 * Commits, newest first in git's own order, streamed: memory stays flat however long the history. Messages in
 * another encoding arrive as UTF-8, undecodable bytes as U+FFFD. An empty repository gives none. There is no date
 * bound on purpose: git stops walking at the first old date, which a skewed clock puts in the wrong place.
 */
export async function* readCommits(git: Git, query: CommitQuery = {}): AsyncGenerator<Commit> {
	const { args, input } = queryArguments(query);
	if (query.shas === undefined && query.revisions === undefined && !(await hasHead(git))) return;
	const options = input === undefined ? {} : { input };
	for await (const record of git.records(['log', '-z', logFormat, ...args], options)) {
		const commit = parseCommit(record);
		if (commit !== null) yield commit;
	}
}

/** So many commits are handed to one git: it keeps all that it was handed until it ends. */
const commitsAtOnce = 5000;

/**
 * The same for commits that some revisions or refs reach and others do not. Git keeps the text of every commit that it
 * walks over to find out, so the names are listed first, by the command that keeps none.
 */
export async function* readCommitsBeyond(
	git: Git,
	query: Pick<CommitQuery, 'revisions' | 'refs'>,
): AsyncGenerator<Commit> {
	const { args } = queryArguments(query);
	const shas: string[] = [];
	for await (const sha of git.lines(['rev-list', ...args])) if (isSha(sha)) shas.push(sha);
	for (let at = 0; at < shas.length; at += commitsAtOnce) {
		yield* readCommits(git, { shas: shas.slice(at, at + commitsAtOnce) });
	}
}

/** True when HEAD points at a commit (false: nothing was committed yet). */
export async function hasHead(git: Git): Promise<boolean> {
	return (await git.textOrNull(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])) !== null;
}

/** What one commit changed, file by file, against its first parent; a root commit against nothing. */
export interface CommitChanges {
	readonly sha: string;
	readonly files: readonly FileChange[];
}

/**
 * Changed files of commits with added and deleted lines, renames followed. A merge commit has no files, unless
 * `mergesAsLanded` asks for what it brought.
 */
export async function* readChanges(git: Git, query: CommitQuery = {}): AsyncGenerator<CommitChanges> {
	const { args, input } = queryArguments(query);
	if (query.shas === undefined && query.revisions === undefined && !(await hasHead(git))) return;
	const options = input === undefined ? {} : { input };
	const numstat = [
		'log',
		'-z',
		'--format=tformat:%x02%H',
		'--numstat',
		'--no-ext-diff',
		'--no-textconv',
		'-M',
	];
	let sha: string | null = null;
	let files: FileChange[] = [];
	let renamed: { added: string; deleted: string; oldPath: string | null } | null = null;
	for await (const record of git.records([...numstat, ...args], options)) {
		const text = record.toString('utf8');
		if (renamed !== null) {
			if (renamed.oldPath === null) {
				renamed.oldPath = text;
				continue;
			}
			files.push(fileChange(renamed.added, renamed.deleted, text, renamed.oldPath));
			renamed = null;
			continue;
		}
		if (text.startsWith('\x02')) {
			if (sha !== null) yield { sha, files };
			sha = text.slice(1);
			files = [];
			continue;
		}
		const match = /^\n?(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(text);
		if (match === null) continue;
		const [, added = '-', deleted = '-', path = ''] = match;
		if (path === '') renamed = { added, deleted, oldPath: null };
		else files.push(fileChange(added, deleted, path, null));
	}
	if (sha !== null) yield { sha, files };
}

function fileChange(added: string, deleted: string, path: string, oldPath: string | null): FileChange {
	const isBinary = added === '-';
	return {
		path,
		oldPath,
		addedLines: isBinary ? 0 : Number(added),
		deletedLines: isBinary ? 0 : Number(deleted),
		isBinary,
	};
}
