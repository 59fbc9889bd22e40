import type { LineChange, TouchedFile } from '../../core/outcomes/coverage.js';
import type { Git } from './git.js';
import { pathOf } from './fixDiff.js';

const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** Files that differ between two commits (full SHAs), renames paired, with the places that changed. */
export async function readTouchedFiles(git: Git, base: string, head: string): Promise<TouchedFile[]> {
	const args = [
		'diff',
		'-U0',
		'-M',
		'--no-color',
		'--no-ext-diff',
		'--no-textconv',
		'--ignore-submodules=all',
	];
	const files: TouchedFile[] = [];
	let file: { path: string | null; oldPath: string | null; changes: LineChange[] } | null = null;
	let left = 0;
	for await (const line of git.lines([...args, '--src-prefix=a/', '--dst-prefix=b/', base, head, '--'])) {
		if (left > 0 && /^[-+]/.test(line)) {
			left--;
		} else if (line.startsWith('diff --git ')) {
			file = { path: null, oldPath: null, changes: [] };
			files.push(file);
			left = 0;
		} else if (file === null) continue;
		else if (line.startsWith('--- ')) file.oldPath = pathOf(line.slice(4), 'a/');
		else if (line.startsWith('+++ ')) file.path = pathOf(line.slice(4), 'b/');
		else {
			const match = hunk.exec(line);
			if (match === null) continue;
			const [oldStart = 0, oldCount = 1, newStart = 0, newCount = 1] = match
				.slice(1)
				.map((part: string | undefined) => (part === undefined ? undefined : Number(part)));
			left = oldCount + newCount;
			file.changes.push({ oldStart, oldCount, newStart, newCount });
		}
	}
	return files.filter(({ path, oldPath }) => path !== null || oldPath !== null);
}

/** A change: the state it began with and the one it led to, full SHAs. */
export interface CommitRange {
	readonly base: string;
	readonly head: string;
}

/**
 * The heads of those ranges that changed the text of a file that is still there and that `isWanted` takes. One git
 * process for all of them, where `readTouchedFiles` needs one each.
 */
export async function headsThatTouched(
	git: Git,
	ranges: readonly CommitRange[],
	isWanted: (path: string) => boolean,
): Promise<Set<string>> {
	const found = new Set<string>();
	if (ranges.length === 0) return found;
	const input = ranges.map(({ base, head }) => `${head} ${base}\n`).join('');
	const args = ['diff-tree', '--stdin', '-r', '-M', '-z', '--raw', '--numstat', '--no-ext-diff'];
	let head = '';
	let deleted = new Set<string>();
	/** Paths that belong to the record before; a rename has two, and the new one comes last. */
	let awaited: { readonly isRaw: boolean; left: number; readonly status: string } | null = null;
	for await (const record of git.records([...args, '--no-textconv', '--ignore-submodules=all'], { input })) {
		const text = record.toString('utf8');
		if (awaited !== null) {
			awaited.left--;
			if (awaited.left > 0) continue;
			if (awaited.isRaw && awaited.status === 'D') deleted.add(text);
			if (!awaited.isRaw && !deleted.has(text) && isWanted(text)) found.add(head);
			awaited = null;
			continue;
		}
		const status = /^:.* ([A-Z])\d*$/.exec(text)?.[1];
		const counts = /^(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(text);
		if (status !== undefined) {
			awaited = { isRaw: true, left: status === 'R' || status === 'C' ? 2 : 1, status };
		} else if (counts !== null) {
			const [, added, removed, path = ''] = counts;
			// A mode, a pure rename or an empty file changes no line; a binary file has none.
			const isText = added !== '-' && (added !== '0' || removed !== '0');
			if (path === '') awaited = { isRaw: !isText, left: 2, status: '' };
			else if (isText && !deleted.has(path) && isWanted(path)) found.add(head);
		} else if (/^[0-9a-f]{40,64}$/.test(text)) {
			head = text;
			deleted = new Set();
		}
	}
	return found;
}
