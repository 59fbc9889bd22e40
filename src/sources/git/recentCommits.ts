import type { Git } from './git.js';

/** A commit that touched some files. */
export interface RecentCommit {
	readonly commit: string;
	readonly committedAtMs: number;
	readonly authoredAtMs: number;
	readonly authorEmail: string;
	readonly subject: string;
}

/**
 * Commits at or before `from` that touched one of the paths since an instant (committer's clock), without merges. One
 * git process, which stops at that instant. `from` must be a full SHA that exists.
 */
export async function recentCommits(
	git: Git,
	from: string,
	paths: readonly string[],
	sinceMs: number,
): Promise<RecentCommit[]> {
	const found: RecentCommit[] = [];
	const args = [
		'--literal-pathspecs',
		'log',
		'--no-merges',
		`--since=@${Math.floor(sinceMs / 1000)}`,
		'--format=tformat:%H%x1f%ct%x1f%at%x1f%ae%x1f%s',
		from,
		'--',
		...paths,
	];
	for await (const line of git.lines(args)) {
		const [commit = '', committed, authored, authorEmail = '', ...subject] = line.split('\u001f');
		found.push({
			commit,
			committedAtMs: Number(committed) * 1000,
			authoredAtMs: Number(authored) * 1000,
			authorEmail,
			subject: subject.join(' '),
		});
	}
	return found;
}
