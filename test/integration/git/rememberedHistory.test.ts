import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryCommit } from '../../../src/core/history.js';
import { historyFolder } from '../../../src/ledger/historyFile.js';
import { erasePerson } from '../../../src/ledger/personData.js';
import { openContext } from '../../../src/outlay/openContext.js';
import { rememberedHistory } from '../../../src/outlay/rememberedHistory.js';
import { defaultBranchOf } from '../../../src/sources/git/defaultBranch.js';
import { Git, type RunOptions } from '../../../src/sources/git/git.js';
import { MadeRepository } from './madeRepository.js';

/** The real git, with a list of what it was asked. */
class WatchedGit extends Git {
	readonly asked: (readonly string[])[] = [];

	override async *chunks(args: readonly string[], options: RunOptions = {}): AsyncGenerator<Buffer> {
		this.asked.push(args);
		yield* super.chunks(args, options);
	}

	/** The readings of commits. */
	get logs(): (readonly string[])[] {
		return this.asked.filter(([command]) => command === 'log');
	}
}

describe('the history of a branch', () => {
	const folder = mkdtempSync(join(tmpdir(), 'outlay-history-'));
	const dir = join(folder, 'ledger');
	const repository = new MadeRepository();

	before(() => {
		repository.git('remote', 'add', 'origin', 'https://github.com/acme/app.git');
		for (let index = 0; index < 5; index++)
			repository.commit({
				message: `Add ${index} (#${index})\n\nCo-Authored-By: Claude <noreply@anthropic.com>`,
			});
		land('one');
	});
	after(() => {
		rmSync(folder, { recursive: true });
		repository.remove();
	});

	/** Merges a branch with one commit of its own. */
	function land(name: string): void {
		repository.git('checkout', '-q', '-b', name);
		repository.commit({ message: `Work on ${name}`, files: { [name]: name } });
		repository.git('checkout', '-q', 'main');
		repository.commit({ message: `Meanwhile, ${name}` });
		repository.gitWith({ env: repository.tick() }, 'merge', '-q', '--no-ff', '-m', `Merge ${name}`, name);
	}

	async function read(
		ledger: string | false = dir,
		clone = repository.folder,
	): Promise<{ commits: readonly HistoryCommit[]; logs: (readonly string[])[]; warnings: string[] }> {
		const warnings: string[] = [];
		const context = await openContext({
			...{ cwd: clone, home: folder, env: MadeRepository.env, repos: [clone], claudeDirs: [], ledger },
			...{ configFile: null, mayRunGit: true, readsTranscripts: false, now: () => 0 },
			...{ signal: new AbortController().signal, progress: { report: () => undefined } },
			log: { info: () => undefined, warn: (line) => void warnings.push(line) },
		});
		const git = new WatchedGit(clone, { env: MadeRepository.env });
		const commits = await rememberedHistory(context, git, await defaultBranchOf(git));
		return { commits, logs: git.logs, warnings };
	}

	const bySha = (commits: readonly HistoryCommit[]): HistoryCommit[] =>
		[...commits].sort((one, two) => (one.sha < two.sha ? -1 : 1));

	it('is read from git once, and then only what is new', async () => {
		const first = await read();
		assert.equal(first.logs.length, 1);
		const again = await read();
		assert.deepEqual(again.logs, []);
		assert.deepEqual(again.commits, first.commits);
		land('two');
		const grown = await read();
		assert.deepEqual(bySha(grown.commits), bySha((await read(false)).commits));
		assert.equal(grown.commits.length, first.commits.length + 3);
		assert.ok(
			grown.logs[0]?.some((argument) => argument.startsWith('^')),
			'only what is new was read',
		);
		assert.deepEqual((await read()).commits, grown.commits);
	});

	it('is read anew when the branch was rewritten', async () => {
		await read();
		repository.git('reset', '-q', '--hard', 'HEAD~2');
		repository.commit({ message: 'Something else' });
		const rewritten = await read();
		assert.deepEqual(rewritten.commits, (await read(false)).commits);
		assert.equal(rewritten.commits[0]?.subject, 'Something else');
	});

	it('is read anew when what was kept is damaged, or gone with an erased person', async () => {
		const { commits } = await read();
		const [name = ''] = readdirSync(historyFolder(dir));
		const path = join(historyFolder(dir), name);
		const kept = readFileSync(path, 'utf8');
		for (const damaged of ['', '{', kept.slice(0, -1), kept.replace('Something else', 'Something ELSE')]) {
			writeFileSync(path, damaged);
			const found = await read();
			assert.deepEqual([found.commits, found.logs.length], [commits, 1]);
		}
		await erasePerson(dir, ['dana@example.com'], 0);
		assert.throws(() => readdirSync(historyFolder(dir)), /ENOENT/);
		assert.deepEqual((await read()).commits, commits);
	});

	it('is never kept of a shallow clone, which can be deepened under the same tip', async () => {
		const clone = mkdtempSync(join(folder, 'clone-'));
		repository.git('clone', '-q', '--depth', '2', `file://${repository.folder}`, clone);
		const before = await read(join(folder, 'other'), clone);
		repository.git('-C', clone, 'fetch', '-q', '--unshallow');
		const after = await read(join(folder, 'other'), clone);
		assert.ok(before.commits.length < after.commits.length);
		assert.deepEqual(after.commits, (await read(false)).commits);
	});

	it('costs time and no report when the folder cannot be written', async () => {
		const file = join(folder, 'file');
		writeFileSync(file, '');
		const { commits, warnings } = await read(join(file, 'ledger'));
		assert.deepEqual(commits, (await read(false)).commits);
		assert.match(warnings.join(), /is not kept/);
	});
});
