import assert from 'node:assert/strict';
import { blameRange } from '../../../src/sources/git/blameRange.js';
import type { RecentCommit, TouchedFile } from '../../../src/sources/git/recentCommits.js';

const sinceMs = 1000;
const parent = 'parent';
const file = { path: 'a.c', blob: 'before', hunks: [] };
const whole = { from: parent, sinceMs, only: null };

function recent(commit: string, committedAtMs: number, files: Record<string, TouchedFile>): RecentCommit {
	const who = { authoredAtMs: committedAtMs, authorEmail: 'a@example.com', subject: commit };
	return { commit, committedAtMs, ...who, isMerge: false, files: new Map(Object.entries(files)) };
}
const touch = (blob: string, isNew = false): Record<string, TouchedFile> => ({ 'a.c': { blob, isNew } });
const elsewhere = recent('elsewhere', 9000, { 'b.c': { blob: 'x', isNew: false } });

describe('blameRange', () => {
	it('needs no blame for a file that no commit of the window touched', () => {
		assert.equal(blameRange(file, parent, sinceMs, []), null);
		assert.equal(blameRange(file, parent, sinceMs, [elsewhere]), null);
	});

	it('starts and ends at the only commit of the window that touched the file', () => {
		const one = recent('one', 5000, touch('before'));
		const range = { from: 'one', sinceMs: 5000, only: 'one' };
		assert.deepEqual(blameRange(file, parent, sinceMs, [elsewhere, one]), range);
	});

	it('starts at the newest of several, and goes back to the whole window', () => {
		const touched = [recent('two', 7000, touch('before')), recent('one', 5000, touch('older'))];
		assert.deepEqual(blameRange(file, parent, sinceMs, touched), { from: 'two', sinceMs, only: null });
	});

	it('does not stop where the path is new: the lines may come from its old name', () => {
		const renamed = [recent('renamed', 5000, touch('before', true))];
		assert.deepEqual(blameRange(file, parent, sinceMs, renamed), { from: 'renamed', sinceMs, only: null });
	});

	it('blames the whole window where the newest touch did not leave the file as the fix found it', () => {
		assert.deepEqual(blameRange(file, parent, sinceMs, [recent('side', 5000, touch('other'))]), whole);
	});

	it('blames the whole window where a merge changed something by itself', () => {
		const merge = { ...recent('merge', 6000, {}), isMerge: true };
		assert.deepEqual(blameRange(file, parent, sinceMs, [merge, recent('one', 5000, touch('before'))]), whole);
	});
});
