import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OutlayError } from '../../../src/core/errors.js';
import { readChanges, readCommits, type CommitChanges } from '../../../src/sources/git/commits.js';
import { Git } from '../../../src/sources/git/git.js';
import { MadeRepository } from './madeRepository.js';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
	const found: T[] = [];
	for await (const item of items) found.push(item);
	return found;
}

describe('git commits', () => {
	let repository: MadeRepository;
	const open = (options: { signal?: AbortSignal } = {}): Git =>
		new Git(repository.folder, { env: MadeRepository.env, ...options });

	afterEach(() => repository.remove());

	it('gives no commits for an empty repository', async () => {
		repository = new MadeRepository();
		assert.deepEqual(await all(readCommits(open())), []);
		assert.deepEqual(await all(readChanges(open())), []);
	});

	for (const objectFormat of ['sha1', 'sha256'] as const) {
		it(`reads identities, times, parents and whole messages (${objectFormat})`, async () => {
			repository = new MadeRepository({ objectFormat });
			const first = repository.commit({ message: 'One\n\nBody\n\nFixes: #1\n', at: 1780000000 });
			const second = repository.commit({
				message: 'Two',
				author: 'Ann Ö <ann@example.com>',
				committer: 'GitHub <noreply@github.com>',
				at: 1780000100,
			});
			const commits = await all(readCommits(open()));
			assert.deepEqual(
				commits.map(({ sha }) => sha),
				[second, first],
			);
			assert.deepEqual(commits[0], {
				sha: second,
				parents: [first],
				authorName: 'Ann Ö',
				authorEmail: 'ann@example.com',
				authoredAtMs: 1780000100000,
				committerName: 'GitHub',
				committerEmail: 'noreply@github.com',
				committedAtMs: 1780000100000,
				message: 'Two',
			});
			assert.equal(commits[1]?.message, 'One\n\nBody\n\nFixes: #1');
		});
	}

	it('decodes Latin-1 messages and survives bytes that are no text', async () => {
		repository = new MadeRepository();
		repository.git('config', 'i18n.commitEncoding', 'ISO-8859-1');
		repository.gitWith(
			{ input: Buffer.from('Gr\xfc\xdfe', 'latin1') },
			'commit',
			'-q',
			'--allow-empty',
			'-F',
			'-',
		);
		repository.git('config', 'i18n.commitEncoding', 'UTF-8');
		const who = 'Dana <dana@example.com> 1780000000 +0000';
		const tree = repository.git('rev-parse', 'HEAD^{tree}');
		const raw = `tree ${tree}\nparent ${repository.head()}\nauthor ${who}\ncommitter ${who}\n\nbad \xff\xfe\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n`;
		const input = Buffer.from(raw, 'latin1');
		repository.git(
			'reset',
			'-q',
			'--hard',
			repository.gitWith({ input }, 'hash-object', '-w', '-t', 'commit', '--stdin'),
		);
		const [bad, good] = await all(readCommits(open()));
		assert.equal(good?.message, 'Grüße');
		assert.match(bad?.message ?? '', /^bad ��\n\nCo-Authored-By: Claude <noreply@anthropic\.com>$/);
	});

	it('counts lines per file through renames, binaries, odd names and merges', async () => {
		repository = new MadeRepository();
		const body = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join('');
		const one = repository.commit({
			message: 'one',
			files: { 'a b.txt': body, 'tab\tname.txt': 'x\n', bin: Buffer.from([0, 1, 2]) },
		});
		repository.git('checkout', '-q', '-b', 'side');
		repository.git('mv', 'a b.txt', 'ä.txt');
		const two = repository.commit({ message: 'two', files: { 'ä.txt': `${body}more\n` } });
		repository.git('checkout', '-q', 'main');
		const three = repository.commit({ message: 'three', files: { other: '1\n2\n' } });
		repository.gitWith({ env: repository.tick() }, 'merge', '-q', '--no-ff', '-m', 'merge', 'side');
		const changes = new Map((await all(readChanges(open()))).map((change) => [change.sha, change.files]));
		const plain = (files: CommitChanges['files'] | undefined): string[] =>
			(files ?? []).map(
				(file) =>
					`${file.oldPath ?? ''}>${file.path} +${file.addedLines} -${file.deletedLines} ${file.isBinary}`,
			);
		assert.deepEqual(plain(changes.get(one)).sort(), [
			'>a b.txt +20 -0 false',
			'>bin +0 -0 true',
			'>tab\tname.txt +1 -0 false',
		]);
		assert.deepEqual(plain(changes.get(two)), ['a b.txt>ä.txt +1 -0 false']);
		assert.deepEqual(plain(changes.get(three)), ['>other +2 -0 false']);
		assert.deepEqual(changes.get(repository.head()), []);
	});

	it('reads exactly the commits it is asked for, from a bare repository too', async () => {
		repository = new MadeRepository();
		const first = repository.commit({ message: 'one' });
		repository.commit({ message: 'two' });
		const third = repository.commit({ message: 'three', files: { a: 'x\n' } });
		repository.git('clone', '-q', '--bare', '.', 'bare.git');
		const bare = new Git(`${repository.folder}/bare.git`, { env: MadeRepository.env });
		const commits = await all(readCommits(bare, { shas: [first, third] }));
		assert.deepEqual(
			commits.map(({ message }) => message),
			['one', 'three'],
		);
		const changes = await all(readChanges(bare, { shas: [first, third] }));
		assert.deepEqual(
			changes.map(({ files }) => files.length),
			[0, 1],
		);
	});

	it('runs nothing that the repository itself configures', async () => {
		repository = new MadeRepository();
		repository.commit({ message: 'one', files: { 'a.txt': 'x\n', '.gitattributes': '*.txt diff=evil\n' } });
		for (const [key, value] of [
			['core.fsmonitor', 'touch ran-fsmonitor; false'],
			['core.pager', 'touch ran-pager'],
			['diff.external', 'touch ran-external'],
			['diff.evil.textconv', 'touch ran-textconv; cat'],
			['diff.evil.command', 'touch ran-command'],
			['core.sshCommand', 'touch ran-ssh'],
			['log.showSignature', 'true'],
			['gpg.program', 'touch ran-gpg'],
		] as const) {
			repository.git('config', key, value);
		}
		await all(readCommits(open()));
		await all(readChanges(open()));
		await open().text(['status', '--porcelain']);
		await open().text(['log', '-p', '--no-ext-diff', '--no-textconv']);
		const ran = (await open().text(['status', '--porcelain']))
			.split('\n')
			.filter((line) => line.includes('ran-'));
		assert.deepEqual(ran, []);
	});

	it('takes a hostile revision as a revision, never as an option', async () => {
		repository = new MadeRepository();
		repository.commit({ message: 'one' });
		await assert.rejects(all(readCommits(open(), { revisions: ['--output=pwned'] })), (error: unknown) =>
			OutlayError.is(error, 'environment'),
		);
		assert.equal(await open().text(['status', '--porcelain']), '');
	});

	it('follows no replacement ref: a SHA means its own commit', async () => {
		repository = new MadeRepository();
		const real = repository.commit({ message: 'real' });
		const fake = repository.gitWith({ input: 'fake' }, 'commit-tree', `${real}^{tree}`);
		repository.git('replace', real, fake);
		const [commit] = await all(readCommits(open()));
		assert.equal(commit?.message, 'real');
	});

	it('follows no graft: a commit has its own parents', async () => {
		repository = new MadeRepository();
		repository.commit({ message: 'First' });
		const second = repository.commit({ message: 'Second' });
		repository.commit({ message: 'Third' });
		mkdirSync(join(repository.folder, '.git/info'), { recursive: true });
		writeFileSync(join(repository.folder, '.git/info/grafts'), `${second}\n`);
		assert.equal(repository.git('rev-list', '--count', 'HEAD'), '2', 'git itself is taken in');
		assert.equal((await all(readCommits(open()))).length, 3);
	});

	it('stops git when the signal aborts, and says so', async () => {
		repository = new MadeRepository();
		repository.commit({ message: 'one' });
		const controller = new AbortController();
		const git = open({ signal: controller.signal });
		const waiting = git.text(['cat-file', '--batch'], {
			input: (async function* endless() {
				yield 'HEAD\n';
				await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
			})(),
		});
		setTimeout(() => controller.abort(), 50);
		await assert.rejects(waiting, (error: unknown) => OutlayError.is(error, 'cancelled'));
	});

	it('names the folder and the next step when there is no repository or no git', async () => {
		repository = new MadeRepository();
		const nowhere = new Git('/nowhere-at-all', { env: MadeRepository.env });
		await assert.rejects(
			nowhere.text(['status']),
			/git status failed in \/nowhere-at-all: fatal: cannot change to/,
		);
		const missing = new Git(repository.folder, { env: MadeRepository.env, program: 'no-such-git' });
		await assert.rejects(missing.text(['status']), /git could not be started/);
	});
});
