import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { Link } from '../../../src/core/links/link.js';
import { judgeCommits } from '../../../src/outlay/commits.js';
import { inspectLinks, type GatheredLinks } from '../../../src/outlay/links.js';
import { MadeRepository } from '../git/madeRepository.js';
import { contextOver, MadeSession, temporaryFolder } from './madeSession.js';

const start = Date.UTC(2026, 5, 2, 10);
const minute = 60_000;
const lines = (name: string, count = 12): string[] =>
	Array.from({ length: count }, (_, line) => `export const ${name}${line} = compute(${line});`);
const text = (list: readonly string[]): string => `${list.join('\n')}\n`;

describe('links for every way a pull request can land', () => {
	let repository: MadeRepository;
	let claudeDir: string;

	beforeEach(() => {
		repository = new MadeRepository();
		repository.git('remote', 'add', 'origin', 'git@github.com:Acme/App.git');
		repository.commit({
			message: 'Start',
			files: { 'src/base.ts': 'export {};\n' },
			at: start / 1000 - 7200,
		});
		claudeDir = temporaryFolder();
	});
	afterEach(() => {
		repository.remove();
		rmSync(claudeDir, { recursive: true, force: true });
	});

	const links = async (ignore: readonly Link['reasons'][number][] = []): Promise<GatheredLinks> => {
		const context = await contextOver(repository.folder, claudeDir);
		return inspectLinks(context, { ignore, prs: 'git', since: null, until: null, timezone: null });
	};
	/** Works on a branch: two commits with an edit each, by one session. Returns the two SHAs. */
	const work = (session: MadeSession, branch: string, at = start): [string, string] => {
		repository.git('checkout', '-q', '-b', branch, 'main');
		session.branch = branch;
		session.call(at).edit(at + minute, 'src/one.ts', lines('one'));
		const one = repository.commit({
			message: 'One',
			files: { 'src/one.ts': text(lines('one')) },
			at: at / 1000 + 120,
		});
		session.shell(at + 2 * minute, `[${branch} ${one.slice(0, 7)}] One\n 1 file changed`);
		session.call(at + 3 * minute).edit(at + 4 * minute, 'src/two.ts', lines('two'));
		const two = repository.commit({
			message: 'Two',
			files: { 'src/two.ts': text(lines('two')) },
			at: at / 1000 + 300,
		});
		session.shell(at + 5 * minute, '', { commit: { sha: two, kind: 'committed', branch } });
		session.call(at + 6 * minute);
		return [one, two];
	};
	const only = (found: GatheredLinks): readonly Link[] => {
		assert.equal(found.sessions.length, 1);
		const session = found.sessions[0]!;
		assert.equal(session.repo, 'acme/app');
		const parts = [...session.links.map(({ shareMicros }) => shareMicros), session.unlinkedMicros];
		assert.equal(
			parts.reduce((sum, part) => sum + part, 0),
			session.costMicros,
		);
		return session.links;
	};
	const merged = (found: GatheredLinks): void => {
		assert.ok(found.bridge.totalMicros > 0);
		assert.equal(found.bridge.mergedMicros, found.bridge.totalMicros);
	};

	it('merge commit', async () => {
		const session = new MadeSession('11111111-0000-4000-8000-000000000001', repository.folder);
		const [one, two] = work(session, 'feat/x');
		session.write(claudeDir);
		repository.git('checkout', '-q', 'main');
		repository.gitWith(
			{ env: repository.tick() },
			'merge',
			'-q',
			'--no-ff',
			'-m',
			'Merge pull request #7 from acme/feat/x',
			'feat/x',
		);
		repository.git('branch', '-D', 'feat/x');
		const found = only(await links());
		assert.deepEqual(
			found.map(({ commit, pullRequest }) => [commit, pullRequest]),
			[
				[one, 7],
				[two, 7],
			],
		);
		assert.ok(
			found.every(
				({ strength, reasons }) =>
					strength === 'high' && reasons.includes('commit-sha') && reasons.includes('edited-lines'),
			),
		);
		assert.ok(found[1]?.reasons.includes('git-operation'));
		assert.deepEqual(
			found.map(({ shareMicros }) => shareMicros),
			[10_000, 20_000],
		);
		merged(await links());
	});

	it('squash merge, the branch gone', async () => {
		const session = new MadeSession('11111111-0000-4000-8000-000000000002', '/Users/ann/work/app');
		work(session, 'feat/x');
		session.write(claudeDir);
		repository.git('checkout', '-q', 'main');
		repository.git('merge', '-q', '--squash', 'feat/x');
		const squash = repository.commit({ message: 'Add one and two (#7)', at: start / 1000 + 7200 });
		repository.git('branch', '-D', 'feat/x');
		const found = only(await links());
		assert.deepEqual(
			found.map(({ commit, pullRequest, strength }) => [commit, pullRequest, strength]),
			[[squash, 7, 'high']],
		);
		merged(await links());
	});

	it('squash merge, the head kept in refs/pull', async () => {
		const session = new MadeSession('11111111-0000-4000-8000-000000000003', repository.folder);
		const [one, two] = work(session, 'feat/x');
		session.write(claudeDir);
		repository.git('update-ref', 'refs/pull/7/head', two);
		repository.git('checkout', '-q', 'main');
		repository.git('merge', '-q', '--squash', 'feat/x');
		repository.commit({ message: 'Add one and two (#7)', at: start / 1000 + 7200 });
		repository.git('branch', '-D', 'feat/x');
		const found = only(await links());
		assert.deepEqual(
			found.map(({ commit, pullRequest }) => [commit, pullRequest]),
			[
				[one, 7],
				[two, 7],
			],
			'not the squash commit besides',
		);
		merged(await links());
	});

	it('rebase merge: the copies are not counted beside the originals', async () => {
		const session = new MadeSession('11111111-0000-4000-8000-000000000004', repository.folder);
		const [, two] = work(session, 'feat/x');
		session.write(claudeDir);
		repository.git('update-ref', 'refs/pull/7/head', two);
		repository.git('checkout', '-q', 'main');
		repository.commit({ message: 'Meanwhile', files: { other: 'x\n' } });
		repository.git('checkout', '-q', '--detach', 'feat/x');
		repository.gitWith(
			{ env: { GIT_COMMITTER_DATE: `${start / 1000 + 9000} +0000` } },
			'rebase',
			'-q',
			'main',
		);
		const head = repository.head();
		repository.git('checkout', '-q', 'main');
		repository.git('merge', '-q', '--ff-only', head);
		repository.git('branch', '-D', 'feat/x');
		const found = only(await links());
		assert.deepEqual(
			found.map(({ pullRequest }) => pullRequest),
			[7, 7],
		);
		merged(await links());
	});

	it('merge queue: the queue’s commit lands, the branch’s own SHAs do not', async () => {
		const session = new MadeSession('11111111-0000-4000-8000-000000000005', repository.folder);
		work(session, 'feat/x');
		session.write(claudeDir);
		repository.git('checkout', '-q', '-b', 'gh-readonly-queue/main/pr-7-abc', 'main');
		repository.git('merge', '-q', '--squash', 'feat/x');
		const queued = repository.commit({
			message: 'Add one and two (#7)',
			committer: 'GitHub <noreply@github.com>',
			at: start / 1000 + 7200,
		});
		repository.git('checkout', '-q', 'main');
		repository.git('merge', '-q', '--ff-only', queued);
		repository.git('branch', '-D', 'gh-readonly-queue/main/pr-7-abc', 'feat/x');
		assert.deepEqual(
			only(await links()).map(({ commit, pullRequest }) => [commit, pullRequest]),
			[[queued, 7]],
		);
	});

	it('octopus merge of two branches', async () => {
		const one = new MadeSession('11111111-0000-4000-8000-000000000006', repository.folder);
		const [, last] = work(one, 'feat/x');
		one.write(claudeDir);
		repository.git('checkout', '-q', '-b', 'side', 'main');
		repository.commit({ message: 'Side', files: { side: 's\n' } });
		repository.git('checkout', '-q', 'main');
		repository.gitWith(
			{ env: repository.tick() },
			'merge',
			'-q',
			'--no-ff',
			'-m',
			'Merge both',
			'feat/x',
			'side',
		);
		const found = only(await links());
		assert.equal(found.at(-1)?.commit, last);
		assert.equal((await links()).bridge.mergedMicros, 30_000);
	});

	it('work on the default branch without a pull request counts as merged', async () => {
		const session = new MadeSession('11111111-0000-4000-8000-000000000007', repository.folder).call(start);
		session.edit(start + minute, 'src/one.ts', lines('one'));
		const sha = repository.commit({
			message: 'One',
			files: { 'src/one.ts': text(lines('one')) },
			at: start / 1000 + 120,
		});
		session.call(start + 3 * minute).write(claudeDir);
		const found = await links();
		assert.deepEqual(
			only(found).map(({ commit, pullRequest, reasons }) => [commit, pullRequest, reasons]),
			[[sha, null, ['edited-lines', 'edited-files']]],
		);
		merged(found);
	});

	it('an open head, a mention, the default branch and a strange repository', async () => {
		const open = new MadeSession('11111111-0000-4000-8000-000000000008', repository.folder);
		const [, two] = work(open, 'feat/open');
		open.write(claudeDir);
		repository.git('update-ref', 'refs/pull/9/head', two);
		repository.git('checkout', '-q', 'main');
		new MadeSession('22222222-0000-4000-8000-000000000001', repository.folder)
			.call(start)
			.shell(start, 'https://github.com/acme/app/pull/9')
			.write(claudeDir);
		new MadeSession('33333333-0000-4000-8000-000000000001', '/elsewhere/other')
			.call(start)
			.prLink(start, 'acme/other', 3)
			.write(claudeDir);
		new MadeSession('44444444-0000-4000-8000-000000000001', '/nowhere/known').call(start).write(claudeDir);
		const found = await links();
		const by = new Map(found.sessions.map((session) => [session.sessionId[0], session]));
		assert.deepEqual([...by.keys()].sort(), ['1', '2', '4'], 'the session of another repository is left out');
		assert.deepEqual(found.elsewhere, ['33333333-0000-4000-8000-000000000001']);
		assert.deepEqual(by.get('2')?.links, [], 'a mention is no link');
		assert.equal(by.get('4')?.repo, null);
		assert.deepEqual(found.unknown, ['44444444-0000-4000-8000-000000000001']);
		assert.equal(found.bridge.openMicros, by.get('1')?.costMicros);
		assert.equal(found.bridge.unlinkedMicros, 20_000);
	});

	it('leaves out the reasons it is told to ignore', async () => {
		const session = new MadeSession('11111111-0000-4000-8000-000000000009', repository.folder);
		const [one] = work(session, 'feat/x');
		session.write(claudeDir);
		const found = only(await links(['commit-sha', 'git-operation']));
		assert.deepEqual(found[0]?.reasons, ['edited-lines', 'edited-files']);
		assert.equal(found[0].commit, one);
		assert.deepEqual(
			only(await links(['commit-sha', 'git-operation', 'edited-lines', 'edited-files', 'branch'])),
			[],
		);
	});

	it('knows a session in a worktree and below a renamed clone', async () => {
		repository.git('worktree', 'add', '-q', '-b', 'feat/wt', `${repository.folder}-wt`);
		const inTree = new MadeSession(
			'11111111-0000-4000-8000-00000000000a',
			`${repository.folder}-wt`,
			'feat/wt',
		).call(start);
		inTree.write(claudeDir);
		const onWindows = new MadeSession(
			'22222222-0000-4000-8000-00000000000a',
			'C:\\Users\\Ann\\code\\app',
		).call(start);
		const path = 'C:\\Users\\Ann\\code\\app\\src\\deep\\Thing.ts';
		const sha = repository.commit({
			message: 'Thing',
			files: { 'src/deep/Thing.ts': text(lines('thing')) },
			at: start / 1000 + 600,
		});
		const patch = [{ lines: lines('thing').map((line) => `+${line}`) }];
		onWindows.write(claudeDir);
		const extra = new MadeSession('33333333-0000-4000-8000-00000000000a', 'C:\\Users\\Ann\\code\\app').call(
			start,
		);
		extra.raw(start + minute, { filePath: path, structuredPatch: patch }).write(claudeDir);
		const found = await links();
		const by = new Map(found.sessions.map((one) => [one.sessionId[0], one]));
		assert.equal(by.get('1')?.repo, 'acme/app', 'by the common git folder');
		assert.deepEqual(
			by.get('3')?.links.map(({ commit }) => commit),
			[sha],
		);
		assert.equal(by.get('2')?.repo, 'acme/app', 'learned from another session in the same folder');
		rmSync(`${repository.folder}-wt`, { recursive: true, force: true });
	});

	it('gives commits the session as evidence, with exact lines', async () => {
		const session = new MadeSession('11111111-0000-4000-8000-00000000000b', repository.folder);
		const [one] = work(session, 'feat/x');
		session.write(claudeDir);
		const context = await contextOver(repository.folder, claudeDir);
		const judged = await judgeCommits(context, { rev: 'feat/x', noteRefs: null, prs: 'git' });
		const commit = judged.find(({ sha }) => sha === one);
		assert.deepEqual(
			[
				commit?.arm,
				commit?.strength,
				commit?.tools,
				commit?.aiLines,
				commit?.aiLinesFrom,
				commit?.addedLines,
			],
			['ai', 'high', ['claude-code'], 12, 'transcript', 12],
		);
		const base = judged.at(-1)!;
		assert.deepEqual([base.arm, base.strength, base.aiLines, base.evidence], ['none', 'none', null, []]);
	});
});
