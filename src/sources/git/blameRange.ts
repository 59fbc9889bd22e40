import type { FixFile } from '../../core/outcomes/defectLines.js';
import type { RecentCommit } from './recentCommits.js';

/** Between which states the lines of one file have to be blamed. */
export interface BlameRange {
	/** Where blame starts: the file is the same there as before the fix. */
	readonly from: string;
	/** Where blame may stop (committer's clock). */
	readonly sinceMs: number;
	/** The only commit of the window that touched the file, all others being older; null when dates must tell. */
	readonly only: string | null;
}

/**
 * The part of a file's history that can matter within a window, given the commits of the window that touched the
 * fix's files, the newest first. Blame would walk the window commit by commit; what git log has found of it already
 * need not be walked twice. Null: no commit of the window touched the file, so all its lines are older.
 */
export function blameRange(
	file: FixFile,
	parent: string,
	sinceMs: number,
	recent: readonly RecentCommit[],
): BlameRange | null {
	const whole = { from: parent, sinceMs, only: null };
	// A merge, whose own changes git does not list.
	if (recent.some(({ files }) => files.size === 0)) return whole;
	const touching = recent.filter(({ files }) => files.has(file.path));
	const [newest] = touching;
	if (newest === undefined) return null;
	const after = newest.files.get(file.path);
	if (after?.blob !== file.blob) return whole;
	// A new path may be a renamed one, with commits under its old name.
	if (touching.length > 1 || after.isNew) return { from: newest.commit, sinceMs, only: null };
	return { from: newest.commit, sinceMs: newest.committedAtMs, only: newest.commit };
}
