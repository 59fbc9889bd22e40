import assert from 'node:assert/strict';
import { lineHash } from '../../../src/core/evidence/effectiveLine.js';
import type { SessionEvent } from '../../../src/core/usage/session.js';
import { ActivityLines, mayHoldActivity } from '../../../src/sources/transcripts/activityLine.js';

const home = { sessionId: 'file-session', isSubagentFile: false };
let counter = 0;

interface Line {
	readonly type?: string;
	readonly toolUseResult?: unknown;
	readonly toolUseId?: string;
	readonly isError?: boolean;
	readonly at?: string;
	readonly more?: object;
}

const result = ({ toolUseResult, toolUseId = 'toolu_1', isError = false, at, more }: Line): string =>
	JSON.stringify({
		type: 'user',
		uuid: `u${++counter}`,
		sessionId: 's1',
		timestamp: at ?? '2026-06-01T10:00:05Z',
		cwd: '/home/ann/app',
		gitBranch: 'feat/x',
		message: {
			role: 'user',
			content: [{ type: 'tool_result', tool_use_id: toolUseId, is_error: isError, content: '' }],
		},
		toolUseResult,
		...more,
	});
const use = (command: string, id = 'toolu_1'): string =>
	JSON.stringify({
		type: 'assistant',
		uuid: `u${++counter}`,
		sessionId: 's1',
		timestamp: '2026-06-01T10:00:00Z',
		message: { role: 'assistant', content: [{ type: 'tool_use', id, name: 'Bash', input: { command } }] },
	});
const envelope = new Set(['eventId', 'sessionId', 'atMs', 'cwd', 'branch']);
const facts = (events: readonly SessionEvent[]): unknown[] =>
	events.map((event) => Object.fromEntries(Object.entries(event).filter(([key]) => !envelope.has(key))));
const read = (...lines: string[]): SessionEvent[] => {
	const reader = new ActivityLines(home);
	return lines.flatMap((line) => {
		const events = reader.read(line);
		if (events.length > 0) assert.ok(mayHoldActivity(Buffer.from(line)), 'the byte test lets it through');
		return events;
	});
};

describe('activity in transcripts', () => {
	it('reads a commit from gitOperation, once though git printed it too', () => {
		const sha = 'abcdef0123456789abcdef0123456789abcdef01';
		const events = read(
			result({
				toolUseResult: {
					stdout: '[feat/x abcdef0] Subject\n 1 file changed',
					stderr: '',
					gitOperation: { commit: { sha, kind: 'committed', branch: 'feat/x' }, push: { branch: 'feat/x' } },
				},
			}),
		);
		assert.deepEqual(facts(events), [
			{ kind: 'commit', sha, how: 'git-operation' },
			{ kind: 'push', remoteBranch: 'feat/x' },
		]);
		const { eventId, ...where } = events[0]!;
		assert.match(eventId, /^u\d+:0$/);
		assert.deepEqual(
			{ sessionId: where.sessionId, atMs: where.atMs, cwd: where.cwd, branch: where.branch },
			{ sessionId: 's1', atMs: Date.UTC(2026, 5, 1, 10, 0, 5), cwd: '/home/ann/app', branch: 'feat/x' },
		);
	});

	it('reads what git prints: root commits, detached heads, several commits, pushes', () => {
		const stdout =
			'[main (root-commit) 1234567] One\n[detached HEAD 89abcde] Two\nTo github.com:acme/app.git\n   1a2b3c4..5d6e7f8  main -> main\n * [new branch]      feat/x -> dana/feat\n + 1a2b3c4...5d6e7f8 x -> y (forced update)\n';
		assert.deepEqual(facts(read(result({ toolUseResult: { stdout, stderr: '' } }))), [
			{ kind: 'commit', sha: '1234567', how: 'tool-output' },
			{ kind: 'commit', sha: '89abcde', how: 'tool-output' },
			{ kind: 'push', remoteBranch: 'main' },
			{ kind: 'push', remoteBranch: 'dana/feat' },
			{ kind: 'push', remoteBranch: 'y' },
		]);
	});

	it('takes no log, list or text for a commit', () => {
		const stdout =
			'commit 1234567890abcdef\n1234567 Subject\n[info] 1234567 done\n- [main 1234567] quoted\n[INFO 12] x';
		assert.deepEqual(read(result({ toolUseResult: { stdout } })), []);
	});

	it('remembers a commit command whose output names no commit, unless it failed', () => {
		const run = { kind: 'commit-run', startedAtMs: Date.UTC(2026, 5, 1, 10) };
		for (const command of [
			'git commit -q -m "x"',
			'cd app && git -C . -c user.name="A B" commit -m x',
			'rtk git add a && rtk git commit -m "$(cat <<EOF\nx\nEOF\n)"',
			'git add -A; git cherry-pick abc',
		]) {
			assert.deepEqual(
				facts(read(use(command), result({ toolUseResult: { stdout: 'ok' } }))),
				[run],
				command,
			);
		}
		assert.deepEqual(
			read(use('git commit -m x'), result({ toolUseResult: 'Error: exit code 1', isError: true })),
			[],
		);
		assert.deepEqual(
			read(use('git commit -m x'), result({ toolUseResult: { stdout: '' }, isError: true })),
			[],
		);
		assert.deepEqual(read(use('echo git commit'), result({ toolUseResult: { stdout: '' } })), []);
		assert.deepEqual(read(use('git log --grep commit'), result({ toolUseResult: { stdout: '' } })), []);
	});

	it('tells a created pull request from a touched and a mentioned one', () => {
		const url = 'https://github.com/Acme/App/pull/12';
		const target = { kind: 'pull-request', repo: 'acme/app', number: 12 };
		const by = (command: string, stdout: string): unknown[] =>
			facts(read(use(command), result({ toolUseResult: { stdout } })));
		assert.deepEqual(by('gh pr create --fill', `Creating…\n${url}\n`), [
			{ ...target, action: 'created', how: 'tool-output' },
		]);
		assert.deepEqual(by('gh pr merge 12', `Merged ${url}`), [
			{ ...target, action: 'touched', how: 'tool-output' },
		]);
		assert.deepEqual(by('gh pr list', `${url}\nhttps://github.com/acme/app/pull/13`), [
			{ ...target, action: 'mentioned', how: 'tool-output' },
			{ ...target, number: 13, action: 'mentioned', how: 'tool-output' },
		]);
		const pr = { number: 12, url, action: 'created' };
		assert.deepEqual(facts(read(result({ toolUseResult: { stdout: url, gitOperation: { pr } } }))), [
			{ ...target, action: 'created', how: 'git-operation' },
		]);
		const ready = { number: 12, url, action: 'ready' };
		assert.deepEqual(facts(read(result({ toolUseResult: { gitOperation: { pr: ready } } }))), [
			{ ...target, action: 'touched', how: 'git-operation' },
		]);
	});

	it('reads merge requests of GitLab and addresses of GitHub Enterprise, not “pull/new”', () => {
		const stdout =
			'https://gitlab.acme.io/group/sub/app/-/merge_requests/7\nhttps://ghe.acme.io:8443/a/b/pull/3\nhttps://github.com/a/b/pull/new/feat';
		assert.deepEqual(
			facts(read(result({ toolUseResult: { stdout } })))
				.map((fact) => fact as { repo: string; number: number })
				.map(({ repo, number }) => `${repo}#${number}`),
			['group/sub/app#7', 'a/b#3'],
		);
	});

	it('reads a pr-link once however often it is written, and refuses a malformed one', () => {
		const link = (more: object): string =>
			JSON.stringify({ type: 'pr-link', sessionId: 's1', timestamp: '2026-06-01T10:00:00Z', ...more });
		const good = link({ prNumber: 5, prUrl: 'https://github.com/acme/app/pull/5', prRepository: 'acme/app' });
		const events = read(good, good);
		assert.deepEqual(new Set(events.map(({ eventId }) => eventId)), new Set(['pr-link:acme/app#5']));
		assert.deepEqual(facts(events)[0], {
			kind: 'pull-request',
			repo: 'acme/app',
			number: 5,
			action: 'linked',
			how: 'pr-link',
		});
		for (const bad of [
			{ prNumber: -1, prRepository: 'acme/app' },
			{ prNumber: 1, prRepository: 'javascript:alert(1)' },
			{ prNumber: '1', prRepository: 'a/b' },
			{},
		]) {
			assert.deepEqual(read(link(bad)), []);
		}
	});

	it('reads edits as hashes of effective lines, from patches, new files and notebooks', () => {
		const patch = [{ oldStart: 1, lines: [' kept line', '-gone line', '+const  Added = "x";', '+}', '+'] }];
		const events = read(
			result({
				toolUseResult: { filePath: '/home/ann/app/src/a.ts', structuredPatch: patch, userModified: false },
			}),
			result({
				toolUseResult: {
					type: 'create',
					filePath: 'C:\\app\\b.ts',
					content: 'first line\r\nsecond line\r\n',
					structuredPatch: [],
				},
			}),
			result({ toolUseResult: { notebook_path: '/n.ipynb', edit_mode: 'replace', new_source: 'import os' } }),
			result({ toolUseResult: { type: 'create', filePath: '/stripped.ts', structuredPatch: [] } }),
		);
		assert.deepEqual(facts(events), [
			{
				kind: 'edit',
				path: '/home/ann/app/src/a.ts',
				addedLines: 3,
				lineHashes: [lineHash("const added = 'x';")],
			},
			{
				kind: 'edit',
				path: 'C:\\app\\b.ts',
				addedLines: 2,
				lineHashes: [lineHash('first line'), lineHash('second line')],
			},
			{ kind: 'edit', path: '/n.ipynb', addedLines: 1, lineHashes: [lineHash('import os')] },
			{ kind: 'edit', path: '/stripped.ts', addedLines: 0, lineHashes: [] },
		]);
		assert.ok(!JSON.stringify(events).includes('first line'), 'no text comes out');
	});

	it('reads what subagents do, in progress lines and in their own files', () => {
		const inner = JSON.parse(result({ toolUseResult: { stdout: '[main 1234567] x' } })) as object;
		const progress = JSON.stringify({
			type: 'progress',
			sessionId: 's1',
			uuid: 'outer',
			timestamp: '2026-06-01T10:00:09Z',
			data: { type: 'agent_progress', message: { ...inner, sessionId: undefined } },
		});
		assert.equal(read(progress)[0]?.sessionId, 's1');
		const own = new ActivityLines({ sessionId: 'parent', isSubagentFile: true });
		assert.equal(own.read(result({ toolUseResult: { stdout: '[main 1234567] x' } }))[0]?.sessionId, 'parent');
	});

	it('gives nothing for lines it does not understand', () => {
		for (const line of [
			'',
			'{',
			'[]',
			'"x"',
			'null',
			'{"type":"user"}',
			'{"type":"user","toolUseResult":{"stdout":"[main 1234567] x"}}',
		]) {
			assert.deepEqual(new ActivityLines(home).read(line), [], line);
		}
		assert.equal(mayHoldActivity(Buffer.from('{"type":"assistant","message":{"usage":{}}}')), false);
	});
});
