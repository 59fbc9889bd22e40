import assert from 'node:assert/strict';
import { HeadChanges } from '../../../src/editor/git/headChanges.js';

const head = (
	root: string,
	branch: string | null,
	commit: string | null,
): Parameters<HeadChanges['update']>[0][0] => ({
	root,
	branch,
	commit,
});

describe('head changes', () => {
	it('only remembers what it sees first', () => {
		assert.deepEqual(new HeadChanges().update([head('/a', 'main', '1')]), []);
	});

	it('tells a commit on a branch, whoever made it', () => {
		const heads = new HeadChanges();
		heads.update([head('/a', 'main', '1')]);
		assert.deepEqual(heads.update([head('/a', 'main', '2')]), [{ root: '/a', from: '1', to: '2' }]);
		assert.deepEqual(heads.update([head('/a', 'main', '2')]), []);
	});

	it('takes switching branches for no commit, and a commit after it for one', () => {
		const heads = new HeadChanges();
		heads.update([head('/a', 'main', '1')]);
		assert.deepEqual(heads.update([head('/a', 'feat', '9')]), []);
		assert.deepEqual(heads.update([head('/a', 'feat', '10')]), [{ root: '/a', from: '9', to: '10' }]);
		assert.deepEqual(heads.update([head('/a', 'main', '1')]), []);
	});

	it('keeps several repositories, worktrees and submodules apart', () => {
		const heads = new HeadChanges();
		heads.update([head('/a', 'main', '1'), head('/a/sub', 'main', '7'), head('/a-tree', 'feat', '4')]);
		const moves = heads.update([
			head('/a', 'main', '1'),
			head('/a/sub', 'main', '8'),
			head('/a-tree', 'feat', '5'),
		]);
		assert.deepEqual(
			moves.map(({ root }) => root),
			['/a/sub', '/a-tree'],
		);
	});

	it('takes the steps of a rebase on a detached head, and an empty repository, for no commit', () => {
		const heads = new HeadChanges();
		heads.update([head('/a', null, '1'), head('/b', 'main', null)]);
		assert.deepEqual(heads.update([head('/a', null, '2'), head('/b', 'main', '1')]), []);
	});
});
