import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { OutlayError } from '../../../src/core/errors.js';
import { judgeCommits } from '../../../src/outlay/commits.js';
import { tagCommits, type TaggedCommit, type TagOptions } from '../../../src/outlay/tag.js';
import { sessionKey } from '../../../src/sources/git/sessionKey.js';
import { MadeRepository } from '../git/madeRepository.js';
import { contextOver, MadeSession, temporaryFolder } from './madeSession.js';

const start = Date.UTC(2026, 5, 2, 10);
const sessionId = '11111111-0000-4000-8000-000000000001';
const content = Array.from({ length: 8 }, (_, line) => `const value${line} = ${line};`);

describe('outlay tag', () => {
	let repository: MadeRepository;
	let claudeDir: string;
	let sha: string;

	beforeEach(() => {
		repository = new MadeRepository();
		claudeDir = temporaryFolder();
		repository.commit({ message: 'By hand', files: { 'hand.ts': 'x\n' }, at: start / 1000 - 60 });
		sha = repository.commit({
			message: 'With help',
			files: { 'src/a.ts': `${content.join('\n')}\n` },
			at: start / 1000 + 120,
		});
		const session = new MadeSession(sessionId, repository.folder).call(start, 2000);
		session
			.edit(start + 60_000, 'src/a.ts', content)
			.shell(start + 121_000, `[main ${sha.slice(0, 8)}] With help`)
			.write(claudeDir);
	});
	afterEach(() => {
		repository.remove();
		rmSync(claudeDir, { recursive: true, force: true });
	});

	const tag = async (more: Partial<TagOptions> = {}, dir = claudeDir): Promise<TaggedCommit[]> =>
		tagCommits(await contextOver(repository.folder, dir), {
			revs: [],
			isDryRun: false,
			fetchFrom: null,
			pushTo: null,
			...more,
		});
	const refs = (): string => repository.git('for-each-ref', '--format=%(refname) %(objectname)');

	it('writes one note with opaque sessions, models, tokens and cost, and touches nothing else', async () => {
		const before = refs();
		const [tagged] = await tag();
		assert.equal(tagged?.isWritten, true);
		const note = JSON.parse(repository.git('notes', '--ref=outlay', 'show', sha)) as Record<string, unknown>;
		const work = {
			day: '2026-06-02',
			model: 'claude-sonnet-5',
			isPriced: true,
			calls: 1,
			inputTokens: 0,
			outputTokens: 2000,
			cacheWrite5mTokens: 0,
			cacheWrite1hTokens: 0,
			cacheReadTokens: 0,
			costMicros: 20_000,
		};
		const record = {
			session: sessionKey(sessionId),
			asOf: '2026-07-01T00:00:00.000Z',
			of: [sha],
			prices: 'list',
		};
		assert.deepEqual(note, {
			schema: 'outlay.note/1',
			sessions: [sessionKey(sessionId)],
			tool: 'claude-code',
			models: ['claude-sonnet-5'],
			tokens: { input: 0, output: 2000, cacheWrite: 0, cacheRead: 0 },
			costMicros: 20_000,
			files: ['src/a.ts'],
			aiLines: 8,
			strength: 'high',
			spend: [{ ...record, share: [work], whole: [work] }],
		});
		assert.doesNotMatch(JSON.stringify(note), new RegExp(sessionId), 'the session id itself is not in it');
		assert.equal(
			refs()
				.split('\n')
				.filter((line) => !line.startsWith('refs/notes/outlay '))
				.join('\n'),
			before,
		);
		assert.equal(repository.head(), sha);
	});

	it('writes nothing on a dry run, and nothing about commits without a session', async () => {
		const before = refs();
		assert.deepEqual(
			(await tag({ isDryRun: true })).map(({ isWritten, note }) => [isWritten, note?.costMicros]),
			[[false, 20_000]],
		);
		assert.equal(refs(), before);
		const all = await tag({ revs: ['HEAD~1', 'HEAD~1..HEAD'] });
		assert.deepEqual(
			all.map(({ note }) => note === null),
			[true, false],
		);
		assert.throws(() => repository.git('notes', '--ref=outlay', 'show', 'HEAD~1'));
	});

	it('survives amend and rebase, and serves a team without anybody’s transcripts', async () => {
		await tag();
		repository.gitWith({ env: repository.tick() }, 'commit', '-q', '--amend', '-m', 'Better message');
		repository.git('checkout', '-q', '-b', 'side', 'HEAD~1');
		repository.commit({ message: 'Other', files: { other: 'x\n' } });
		repository.git('checkout', '-q', 'main');
		repository.gitWith({ env: repository.tick() }, 'rebase', '-q', 'side');
		const nobody = temporaryFolder();
		const context = await contextOver(repository.folder, nobody);
		const [commit] = await judgeCommits(context, { rev: null, noteRefs: null, prs: null });
		assert.deepEqual(
			[commit?.arm, commit?.aiLines, commit?.evidence.map(({ kind, model, where }) => [kind, model, where])],
			['ai', 8, [['note', 'claude-sonnet-5', 'refs/notes/outlay']]],
		);
		rmSync(nobody, { recursive: true, force: true });
	});

	it('pushes and fetches only on request, and merges what both sides have', async () => {
		const remote = join(claudeDir, 'remote.git');
		repository.git('init', '-q', '--bare', '-b', 'main', remote);
		repository.git('remote', 'add', 'origin', remote);
		repository.git('push', '-q', 'origin', 'main');
		await tag({ pushTo: 'origin' });
		const other = new MadeRepository({ folder: join(claudeDir, 'clone') });
		repository.git('clone', '-q', remote, other.folder);
		const nobody = temporaryFolder();
		const there = await contextOver(other.folder, nobody);
		const options = { revs: ['HEAD~1'], isDryRun: false, pushTo: null };
		await tagCommits(there, { ...options, fetchFrom: null });
		assert.equal(other.git('for-each-ref', 'refs/notes'), '');
		await tagCommits(there, { ...options, fetchFrom: 'origin' });
		assert.match(other.git('notes', '--ref=outlay', 'show', sha), /"costMicros": 20000/);
		assert.equal(other.git('for-each-ref', 'refs/notes', '--format=%(refname)'), 'refs/notes/outlay');
		await assert.rejects(
			tagCommits(there, { ...options, fetchFrom: '--upload-pack=touch x' }),
			(error: unknown) => OutlayError.is(error, 'usage'),
		);
		rmSync(nobody, { recursive: true, force: true });
	});
});
