import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { JudgedCommit } from '../../../src/core/evidence/judgedCommit.js';
import type { Report } from '../../../src/core/report/model.js';
import { judgeCommits, type JudgeCommitsOptions } from '../../../src/outlay/commits.js';
import { Git } from '../../../src/sources/git/git.js';
import { readAddedLines } from '../../../src/sources/git/addedLines.js';
import { sessionKey } from '../../../src/sources/git/sessionKey.js';
import { MadeRepository } from '../git/madeRepository.js';
import { runCli } from '../runCli.js';
import { contextOver, temporaryFolder } from './madeSession.js';

const claude = 'Co-Authored-By: Claude <noreply@anthropic.com>';
const tree = (entries: string): string => entries;

describe('evidence on odd repositories', () => {
	let repository: MadeRepository;
	let folder: string;

	beforeEach(() => {
		folder = temporaryFolder();
	});
	afterEach(() => {
		repository.remove();
		rmSync(folder, { recursive: true, force: true });
	});

	const judged = async (
		where = repository.folder,
		options: Partial<JudgeCommitsOptions> = {},
	): Promise<{ commits: JudgedCommit[]; problems: string[] }> => {
		const context = await contextOver(where, folder);
		const commits = await judgeCommits(context, { rev: null, noteRefs: null, prs: null, ...options });
		const codes = context.problems.map(({ code }) => code);
		return { commits, problems: codes.filter((code) => code !== 'transcripts.none') };
	};
	const note = (sha: string, text: string, ref = 'refs/notes/ai'): void => {
		repository.gitWith({ input: text }, 'notes', `--ref=${ref}`, 'add', '-f', '-F', '-', sha);
	};
	const metadata = (more: object): string =>
		JSON.stringify({ schema_version: 'authorship/3.0.0', base_commit_sha: 'x', prompts: {}, ...more });

	for (const objectFormat of ['sha1', 'sha256'] as const) {
		it(`reads git-ai notes of every key form (${objectFormat})`, async () => {
			repository = new MadeRepository({ objectFormat });
			const content = Array.from({ length: 10 }, (_, line) => `line ${line}\n`).join('');
			const sha = repository.commit({
				message: 'One',
				files: { 'a b.ts': content, 'c.ts': content, 'h.ts': content },
			});
			const key = sessionKey('c3235b29-c1ae-4376-a5d8-2f2bd098aace');
			assert.equal(key, 's_11c3e1cdda522c');
			const attestation = `"a b.ts"\n  ${key}::t_0123456789abcd 1-3,5\n  ${key}::t_0123456789abce 3-4\nc.ts\n  0123456789abcdef 9-12\nh.ts\n  h_0123456789abcd 1-10\n---\n`;
			const agent = (tool: string, model: string): object => ({ agent_id: { tool, id: 'x', model } });
			note(
				sha,
				attestation +
					metadata({
						sessions: { [key]: agent('claude', 'claude-opus-5') },
						prompts: { '0123456789abcdef': agent('cursor', 'gpt-5') },
					}),
			);
			const commit = (await judged()).commits[0]!;
			assert.equal(commit.aiLines, 7, 'five of a b.ts, two of c.ts that has ten lines, none of a person');
			assert.equal(commit.aiLinesFrom, 'note');
			assert.deepEqual(commit.tools, ['claude-code', 'cursor']);
			assert.deepEqual(
				commit.evidence.map(({ kind, model, where }) => [kind, model, where]),
				[
					['note', 'claude-opus-5', 'refs/notes/ai'],
					['note', 'gpt-5', 'refs/notes/ai'],
				],
			);
			assert.equal((await judged(repository.folder, { noteRefs: [] })).commits[0]?.arm, 'none');
		});
	}

	it('reads notes at any fan-out, of three megabytes, and names those it cannot read', async () => {
		repository = new MadeRepository();
		const shas = Array.from({ length: 4 }, (_, index) =>
			repository.commit({ message: `c${index}`, files: { [`f${index}`]: 'x\n' } }),
		);
		const text = (index: number, more = ''): string =>
			`f${index}\n  0123456789abcdef 1\n---\n${metadata({ prompts: { '0123456789abcdef': { agent_id: { tool: 'claude', id: 'x', model: 'm' }, messages: more } } })}`;
		const blob = (content: string): string =>
			repository.gitWith({ input: content }, 'hash-object', '-w', '--stdin');
		const [flat, fanned, deep, broken] = shas as [string, string, string, string];
		const mktree = (entries: string): string => repository.gitWith({ input: tree(entries) }, 'mktree');
		const two = mktree(`100644 blob ${blob(text(2, 'm'.repeat(3_000_000)))}\t${deep.slice(4)}\n`);
		const root = mktree(
			[
				`100644 blob ${blob(text(0))}\t${flat}`,
				`040000 tree ${mktree(`100644 blob ${blob(text(1))}\t${fanned.slice(2)}\n`)}\t${fanned.slice(0, 2)}`,
				`040000 tree ${mktree(`040000 tree ${two}\t${deep.slice(2, 4)}\n`)}\tzz-not-a-sha`,
				`100644 blob ${blob('no note at all')}\t${broken}`,
			].join('\n') + '\n',
		);
		repository.git('update-ref', 'refs/notes/ai', repository.git('commit-tree', '-m', 'notes', root));
		const { commits, problems } = await judged();
		const by = new Map(commits.map((commit) => [commit.sha, commit.aiLines]));
		assert.deepEqual([by.get(flat), by.get(fanned), by.get(broken)], [1, 1, null]);
		assert.deepEqual(problems, ['git.note-form']);
		const third = mktree(`040000 tree ${two}\t${deep.slice(2, 4)}\n`);
		const good = mktree(`040000 tree ${third}\t${deep.slice(0, 2)}\n`);
		repository.git('update-ref', 'refs/notes/ai', repository.git('commit-tree', '-m', 'notes', good));
		assert.equal((await judged()).commits.find(({ sha }) => sha === deep)?.aiLines, 1);
	});

	it('holds a note that names none of a commit’s lines for weak, and links nobody by it', async () => {
		repository = new MadeRepository();
		const first = repository.commit({ message: 'One', files: { 'a.ts': 'one line\ntwo lines\n' } });
		const bump = repository.commit({ message: 'Bump version', files: { version: '1.2.7\n' } });
		const key = sessionKey('c3235b29-c1ae-4376-a5d8-2f2bd098aace');
		const sessions = { [key]: { agent_id: { tool: 'claude', id: 'x', model: 'm' } } };
		const text = `a.ts\n  ${key}::t_0123456789abcd 1-2\n---\n${metadata({ sessions })}`;
		for (const sha of [first, bump]) note(sha, text);
		const { commits } = await judged();
		assert.deepEqual(
			commits.map(({ arm, strength, aiLines, evidence }) => [arm, strength, aiLines, evidence[0]?.where]),
			[
				['none', 'low', 0, 'refs/notes/ai, other lines'],
				['ai', 'high', 2, 'refs/notes/ai'],
			],
		);
	});

	it('is not taken in by a shallow clone: the boundary’s lines are unknown, its message counts', async () => {
		repository = new MadeRepository();
		repository.commit({ message: 'Old', files: { big: 'x\n'.repeat(1000) } });
		repository.commit({ message: `Boundary\n\n${claude}`, files: { small: 'x\n' } });
		repository.commit({ message: 'Tip', files: { small: 'y\n' } });
		repository.git(
			'clone',
			'-q',
			'--depth=2',
			'--no-local',
			`file://${repository.folder}`,
			join(folder, 'shallow'),
		);
		const { commits, problems } = await judged(join(folder, 'shallow'));
		assert.deepEqual(problems, ['git.shallow']);
		assert.deepEqual(
			commits.map(({ addedLines, arm }) => [addedLines, arm]),
			[
				[1, 'none'],
				[null, 'ai'],
			],
		);
	});

	it('fetches nothing in a partial clone, and says which part is missing', async () => {
		repository = new MadeRepository();
		repository.git('config', 'uploadpack.allowFilter', 'true');
		repository.commit({ message: `One\n\n${claude}`, files: { a: 'x\n'.repeat(50) } });
		repository.commit({ message: 'Two', files: { a: 'y\n'.repeat(50) } });
		const clone = join(folder, 'partial');
		repository.git(
			'clone',
			'-q',
			'--bare',
			'--filter=blob:none',
			'--no-local',
			`file://${repository.folder}`,
			clone,
		);
		const { commits, problems } = await judged(clone);
		assert.deepEqual(
			commits.map(({ arm, addedLines }) => [arm, addedLines]),
			[
				['none', null],
				['ai', null],
			],
		);
		assert.deepEqual(problems, ['git.contents-missing']);
		const count = new MadeRepository({ folder: clone }).git('count-objects', '-v');
		assert.doesNotMatch(count, /in-pack: [6-9]/, 'no blob came in');
	});

	for (const filter of ['blob:none', 'tree:0']) {
		it(`makes a report of a partial clone (${filter}), and says what is missing`, async () => {
			repository = new MadeRepository();
			repository.git('config', 'uploadpack.allowFilter', 'true');
			repository.commit({ message: 'Start', files: { 'src/a.ts': 'one();\n', '.mailmap': '\n' } });
			repository.commit({ message: `Add b (#1)\n\n${claude}`, files: { 'src/b.ts': 'two();\n' } });
			repository.commit({ message: 'Fix b (#2)', files: { 'src/b.ts': 'three();\n' } });
			repository.git('notes', '--ref=outlay', 'add', '-m', 'x', 'HEAD');
			const clone = join(folder, 'partial');
			const from = ['--no-local', `file://${repository.folder}`];
			repository.git('clone', '-q', '--mirror', `--filter=${filter}`, ...from, clone);
			const where = [
				'--repo',
				clone,
				'--claude-dir',
				folder,
				'--no-ledger',
				'--prs',
				'git',
				'--format',
				'json',
			];
			const env = MadeRepository.env;
			const { code, stdout, stderr } = await runCli(['report', '--since', '2026-05-01', ...where], { env });
			assert.equal(code, 0, stderr);
			const { pullRequests, quality } = JSON.parse(stdout) as Report;
			assert.deepEqual(
				pullRequests.map(({ number, arm, sourceLines }) => [number, arm, sourceLines]),
				[
					[2, 'none', null],
					[1, 'ai', null],
				],
			);
			const problems = quality.problems.map((problem) => problem.code);
			assert.ok(problems.includes('git.contents-missing'), problems.join());
			if (filter === 'blob:none') assert.ok(problems.includes('git.note-unread'), problems.join());
		});
	}

	it('goes past a commit whose contents are missing', async () => {
		repository = new MadeRepository();
		const one = repository.commit({ message: 'One', files: { a: 'aaaa line\n' } });
		const two = repository.commit({ message: 'Two', files: { b: 'bbbb line\n' } });
		const blob = repository.git('rev-parse', `${one}:a`);
		rmSync(join(repository.folder, '.git/objects', blob.slice(0, 2), blob.slice(2)));
		const found: unknown[] = [];
		const git = new Git(repository.folder, { env: MadeRepository.env });
		for await (const added of readAddedLines(git, [one, two])) {
			found.push(
				'missing' in added ? [added.sha, null] : [added.sha, added.files.map(({ addedLines }) => addedLines)],
			);
		}
		assert.deepEqual(found, [
			[one, null],
			[two, [1]],
		]);
		const { commits, problems } = await judged();
		assert.deepEqual(
			commits.map(({ addedLines }) => addedLines),
			[1, null],
		);
		assert.deepEqual(problems, ['git.contents-missing']);
	});

	it('reads added lines through odd contents: no newline, headers in text, quoted names, submodules, CRLF', async () => {
		repository = new MadeRepository();
		repository.commit({ message: 'Base', files: { 'a.txt': 'keep\n' } });
		repository.git(
			'-c',
			'protocol.file.allow=always',
			'submodule',
			'--quiet',
			'add',
			repository.folder,
			'sub',
		);
		const sha = repository.commit({
			message: 'Odd',
			files: {
				'a.txt': 'keep\n+++ b/evil.txt\n@@ -1 +1 @@\n\\ No newline at end of file\nlast line',
				'tab\t"q" ä.txt': 'one line\r\ntwo line\r\n',
				'empty.txt': '',
				bin: Buffer.from([0, 1, 2, 255]),
			},
		});
		const git = new Git(repository.folder, { env: MadeRepository.env });
		for await (const added of readAddedLines(git, [sha])) {
			assert.ok(!('missing' in added));
			const files = added.files.map(({ path, addedLines, hashes, ranges }) => [
				path,
				addedLines,
				hashes.length,
				ranges,
			]);
			assert.deepEqual(files, [
				['.gitmodules', 3, 3, [[1, 3]]],
				['a.txt', 4, 4, [[2, 4]]],
				['tab\t"q" ä.txt', 2, 2, [[1, 2]]],
			]);
		}
	});

	it('refuses hostile ref names instead of running them', async () => {
		repository = new MadeRepository();
		repository.commit({ message: `One\n\n${claude}` });
		for (const ref of ['--output=x', 'refs/notes/../heads/main', 'refs/notes/ai; touch x', '-x', '']) {
			const { commits } = await judged(repository.folder, { noteRefs: [ref] });
			assert.equal(commits.length, 1);
		}
		await assert.rejects(judged(repository.folder, { rev: '--output=pwned' }));
		assert.equal(repository.git('status', '--porcelain'), '');
	});
});
