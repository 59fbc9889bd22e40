import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoriesOf, type Repository } from '../../../src/outlay/repositories.js';
import { Git } from '../../../src/sources/git/git.js';
import { hasMailmap, rootFilesOf } from '../../../src/sources/git/repositoryLook.js';
import { contextOver } from '../links/madeSession.js';
import { MadeRepository } from './madeRepository.js';

describe('the files in the root of HEAD that change what git says', () => {
	let repository: MadeRepository;

	beforeEach(() => {
		repository = new MadeRepository();
		repository.commit({ message: 'Say who is who', files: { '.mailmap': 'Ada <ada@acme.example>\n' } });
	});

	afterEach(() => repository.remove());

	const opened = async (folder: string): Promise<Repository> => {
		const [found] = await repositoriesOf(await contextOver(folder, folder));
		assert.ok(found !== undefined);
		return found;
	};
	const asked = (folder: string): Promise<ReadonlySet<string>> =>
		rootFilesOf(new Git(folder, { env: MadeRepository.env }));

	it('are told by the paths of the default branch where HEAD stands there', async () => {
		repository.git('clone', '-q', '--bare', '.', 'bare.git');
		const folder = join(repository.folder, 'bare.git');
		const { git, paths } = await opened(folder);
		assert.deepEqual([...(await paths())], ['.mailmap']);
		assert.deepEqual([...(await rootFilesOf(git))], ['.mailmap']);
		assert.deepEqual(await rootFilesOf(git), await asked(folder));
		assert.equal(await hasMailmap(git), true);
	});

	it('are those of HEAD, not of the default branch, where it stands elsewhere', async () => {
		repository.git('checkout', '-q', '-b', 'work');
		repository.git('rm', '-q', '.mailmap');
		repository.commit({ message: 'Leave lines alone', files: { '.git-blame-ignore-revs': '\n' } });
		const { git, paths } = await opened(repository.folder);
		assert.deepEqual([...(await paths())], ['.mailmap']);
		assert.deepEqual([...(await rootFilesOf(git))], ['.git-blame-ignore-revs']);
		assert.deepEqual(await rootFilesOf(git), await asked(repository.folder));
	});

	it('are those whose contents are there, in a partial clone', async () => {
		repository.git('config', 'uploadpack.allowFilter', 'true');
		const origin = pathToFileURL(repository.folder).href;
		repository.git('clone', '-q', '--bare', '--filter=blob:none', origin, 'partial.git');
		const { git, paths } = await opened(join(repository.folder, 'partial.git'));
		assert.deepEqual([...(await paths())], ['.mailmap']);
		assert.deepEqual([...(await rootFilesOf(git))], []);
		assert.equal(await hasMailmap(git), false);
	});
});
