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
