import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoriesOf } from '../../../src/outlay/repositories.js';
import { contextOver } from '../links/madeSession.js';
import { MadeRepository } from './madeRepository.js';

describe('repositories without a remote in folders of one name', () => {
	let api: MadeRepository;
	let web: MadeRepository;

	beforeEach(() => {
		api = new MadeRepository();
		web = new MadeRepository();
		api.commit({ message: 'Serve', files: { 'a.ts': 'one\n' } });
		web.commit({ message: 'Show', files: { 'b.ts': 'two\n' } });
	});

	afterEach(() => {
		api.remove();
		web.remove();
	});

	/** A bare copy of a repository that knows no remote, as `<parent>/repo` in its folder. */
	const bare = (repository: MadeRepository, parent: string): string => {
		const folder = join(repository.folder, parent, 'repo');
		mkdirSync(join(repository.folder, parent));
		repository.git('clone', '-q', '--bare', '.', folder);
		repository.git('--git-dir', folder, 'remote', 'remove', 'origin');
		return folder;
	};

	const namesOf = async (...repos: string[]): Promise<string[]> => {
		const context = await contextOver(api.folder, api.folder);
		return (await repositoriesOf({ ...context, repos })).map(({ name }) => name);
	};

	it('are told apart by the folders above them, so that no pull request is taken for another’s', async () => {
		const folders = [bare(api, 'api'), bare(web, 'web')];
		assert.deepEqual(await namesOf(...folders), ['local/api-repo', 'local/web-repo']);
	});

	it('stay one where they are copies of each other, and keep the short name alone', async () => {
		const [first, second] = [bare(api, 'one'), bare(api, 'two')];
		assert.deepEqual(await namesOf(first, second), ['local/repo', 'local/repo']);
		assert.deepEqual(await namesOf(first), ['local/repo']);
	});
});
