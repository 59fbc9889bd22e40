import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OutlayError } from '../../../src/core/errors.js';
import { hookScript, hookStatus, installHook, uninstallHook } from '../../../src/sources/git/commitHook.js';
import { Git } from '../../../src/sources/git/git.js';
import { MadeRepository } from '../git/madeRepository.js';
import { MadeSession, temporaryFolder } from './madeSession.js';

const program = join(__dirname, '../../../dist/outlay-prepareCommitMessage.worker.js');
const sessionId = '11111111-0000-4000-8000-000000000001';

describe('the commit message hook', () => {
	let repository: MadeRepository;
	let claudeDir: string;
	let git: Git;

	before(() => assert.ok(existsSync(program), 'build first: npm run build'));
	beforeEach(() => {
		repository = new MadeRepository();
		git = new Git(repository.folder, { env: MadeRepository.env });
		claudeDir = temporaryFolder();
	});
	afterEach(() => {
		repository.remove();
		rmSync(claudeDir, { recursive: true, force: true });
	});

	const plain = { node: process.execPath, file: program, namedIn: null };
	const install = () => installHook(git, plain);
	const commit = (args: readonly string[], env: Record<string, string> = {}): string => {
		repository.gitWith(
			{ env: { CLAUDE_CONFIG_DIR: claudeDir, ...env } },
			'commit',
			'-q',
			'--allow-empty',
			...args,
		);
		return repository.git('log', '-1', '--format=%B');
	};
	const edited = (path: string): void => {
		const now = Date.now();
		new MadeSession(sessionId, repository.folder).call(now).edit(now, path, ['a line']).write(claudeDir);
	};

	it('is off until it is installed, and leaves no trace when it is removed', async () => {
		assert.equal((await hookStatus(git)).isInstalled, false);
		const { file, isInstalled } = await install();
		assert.equal(isInstalled, true);
		assert.equal((await uninstallHook(git)).isInstalled, false);
		assert.equal(existsSync(file), false);
	});

	it('adds one standard line to commits that Claude Code makes, and names the model', async () => {
		await install();
		edited('a.txt');
		const env = { CLAUDE_CODE_SESSION_ID: sessionId };
		assert.equal(
			commit(['-m', 'One\n\nSigned-off-by: D <d@x.y>'], env),
			'One\n\nSigned-off-by: D <d@x.y>\nAssisted-by: Claude:claude-sonnet-5',
		);
		assert.equal(
			commit(['-m', 'Two'], { CLAUDE_CODE_SESSION_ID: 'aaaaaaaa-unknown' }),
			'Two\n\nAssisted-by: Claude',
		);
	});

	it('adds it when a staged file was edited lately, and not otherwise', async () => {
		await install();
		edited('a.txt');
		repository.write('a.txt', 'a line\n');
		repository.write('b.txt', 'other\n');
		repository.git('add', 'b.txt');
		assert.equal(commit(['-m', 'By hand']), 'By hand');
		repository.git('add', 'a.txt');
		assert.equal(commit(['-m', 'With help']), 'With help\n\nAssisted-by: Claude:claude-sonnet-5');
	});

	it('leaves alone what names Claude already, amends, merges and rebases', async () => {
		await install();
		const env = { CLAUDE_CODE_SESSION_ID: sessionId };
		const own = 'One\n\nCo-Authored-By: Claude Opus 4.8 <noreply@anthropic.com>';
		assert.equal(commit(['-m', own], env), own);
		assert.equal(commit(['--amend', '--no-edit'], env), own);
		repository.git('commit', '-q', '--allow-empty', '--no-verify', '-m', 'Base');
		assert.equal(commit(['--amend', '--no-edit'], env), 'Base');
		repository.git('checkout', '-q', '-b', 'side', 'HEAD~1');
		repository.commit({ message: 'Side', files: { s: 's\n' } });
		repository.gitWith({ env: { ...env, CLAUDE_CONFIG_DIR: claudeDir } }, 'rebase', '-q', 'main');
		assert.equal(repository.git('log', '-1', '--format=%B'), 'Side');
		repository.git('checkout', '-q', 'main');
		repository.gitWith(
			{ env: { ...env, CLAUDE_CONFIG_DIR: claudeDir } },
			'merge',
			'-q',
			'--no-ff',
			'--no-edit',
			'side',
		);
		assert.doesNotMatch(repository.git('log', '-1', '--format=%B'), /Assisted-by/);
	});

	it('keeps the hook that was there, in core.hooksPath too, and lets its refusal hold', async () => {
		const folder = join(repository.folder, '.husky');
		mkdirSync(folder);
		const file = join(folder, 'prepare-commit-msg');
		writeFileSync(file, '#!/bin/sh\necho "Chained: yes" >> "$1"\ngrep -q refuse "$1" && exit 1\nexit 0\n');
		chmodSync(file, 0o755);
		repository.git('config', 'core.hooksPath', '.husky');
		const status = await install();
		assert.equal(status.file, file);
		assert.equal(status.hasOther, true);
		await install();
		assert.match(
			commit(['-m', 'One'], { CLAUDE_CODE_SESSION_ID: sessionId }),
			/Chained: yes[^]*Assisted-by: Claude/,
		);
		assert.throws(() => commit(['-m', 'refuse']));
		await uninstallHook(git);
		assert.doesNotMatch(commit(['-m', 'Two'], { CLAUDE_CODE_SESSION_ID: sessionId }), /Assisted-by/);
		assert.match(repository.git('log', '-1', '--format=%B'), /Chained: yes/);
	});

	it('runs the hook that was there under its own name: a wrapper finds the real one by it', async () => {
		const folder = join(repository.folder, '.wrapped');
		mkdirSync(join(folder, '_'), { recursive: true });
		const wrapper = '#!/usr/bin/env sh\n. "$(dirname "$0")/run"\n';
		const run =
			'real=$(dirname "$(dirname "$0")")/$(basename "$0")\n[ -f "$real" ] || exit 0\nsh -e "$real" "$@"\n';
		writeFileSync(join(folder, '_/prepare-commit-msg'), wrapper, { mode: 0o755 });
		writeFileSync(join(folder, '_/run'), run);
		writeFileSync(
			join(folder, 'prepare-commit-msg'),
			'echo "Asked: $#" >> "$1"\ngrep -q refuse "$1" && exit 7\nexit 0\n',
		);
		repository.git('config', 'core.hooksPath', '.wrapped/_');
		await install();
		assert.match(
			commit(['-m', 'One'], { CLAUDE_CODE_SESSION_ID: sessionId }),
			/Asked: 2[^]*Assisted-by: Claude/,
		);
		assert.throws(() => commit(['-m', 'refuse']));
	});

	it('runs a hook that is no shell script as it is', async () => {
		const file = join(repository.folder, '.git/hooks/prepare-commit-msg');
		mkdirSync(join(file, '..'), { recursive: true });
		const script = `#!${process.execPath}\nrequire('fs').appendFileSync(process.argv[2], 'By: node\\n');\n`;
		writeFileSync(file, script, { mode: 0o755 });
		await install();
		assert.match(
			commit(['-m', 'One'], { CLAUDE_CODE_SESSION_ID: sessionId }),
			/By: node[^]*Assisted-by: Claude/,
		);
	});

	it('does not write into a folder that serves all repositories', async () => {
		const config = join(claudeDir, 'gitconfig');
		writeFileSync(config, `[core]\n\thooksPath = ${claudeDir}/hooks\n`);
		const shared = new Git(repository.folder, { env: { ...MadeRepository.env, GIT_CONFIG_GLOBAL: config } });
		await assert.rejects(installHook(shared, plain), (error: unknown) =>
			OutlayError.is(error, 'environment'),
		);
		assert.equal(existsSync(join(claudeDir, 'hooks')), false);
	});

	it('never fails a commit: no node, no program, a broken transcript, a hostile session id', async () => {
		const { file } = await install();
		writeFileSync(file, hookScript({ node: '/no/such/node', file: '/no/such/program.js', namedIn: null }));
		assert.equal(commit(['-m', 'One'], { CLAUDE_CODE_SESSION_ID: sessionId }), 'One');
		await install();
		mkdirSync(join(claudeDir, 'projects', 'x'), { recursive: true });
		writeFileSync(
			join(claudeDir, 'projects', 'x', `${sessionId}.jsonl`),
			Buffer.from('\u0000{"model":"<synthetic>"'),
		);
		assert.equal(commit(['-m', 'Two'], { CLAUDE_CODE_SESSION_ID: sessionId }), 'Two\n\nAssisted-by: Claude');
		assert.equal(commit(['-m', 'Three'], { CLAUDE_CODE_SESSION_ID: '../../etc/passwd\nX: y' }), 'Three');
		const direct = execFileSync(process.execPath, [program, '/no/such/message'], { cwd: repository.folder });
		assert.equal(direct.length, 0);
	});

	it('finds a program that moves through the file that names it, and is silent and quick when it is gone', async () => {
		const folder = temporaryFolder();
		const namedIn = join(folder, "of Ada's", 'hook');
		const [one, two] = [join(folder, 'v1.js'), join(folder, 'v2.js')];
		const writes = (word: string): string =>
			`require('fs').appendFileSync(process.argv[2], '\\n\\nBy: ${word}\\n')`;
		writeFileSync(one, writes('one'));
		writeFileSync(two, writes('two'));
		const versioned = (file: string) => installHook(git, { node: process.execPath, file, namedIn });
		await versioned(one);
		assert.match(commit(['-m', 'One']), /By: one/);
		rmSync(one);
		assert.equal(commit(['-m', 'Between two versions']), 'Between two versions');
		await versioned(two);
		assert.match(commit(['-m', 'Two']), /By: two/);
		rmSync(folder, { recursive: true });
		const { file } = await hookStatus(git);
		const message = join(repository.folder, 'message');
		writeFileSync(message, 'Gone\n');
		const run = spawnSync(file, [message], { cwd: repository.folder, encoding: 'utf8' });
		assert.deepEqual([run.status, run.stdout, run.stderr], [0, '', '']);
		assert.equal(commit(['-m', 'Gone']), 'Gone');
	});
});
