import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MadeRepository } from '../git/madeRepository.js';
import { cliPath, runCli } from '../runCli.js';

const start = Date.UTC(2026, 2, 1) / 1000;
const fixCount = 24;
/** After so many blames git stands still, as it would in a file with a very long history. */
const blamesBeforeHold = 12;

interface Ended {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
}

function ended(child: ChildProcess): Promise<Ended> {
	let stdout = '';
	let stderr = '';
	child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
	child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
	});
}

/** Waits until no process of a group is left; what was told to end may take a moment to. */
async function gone(group: number): Promise<void> {
	for (let waited = 0; waited < 5000; waited += 50) {
		try {
			process.kill(group, 0);
		} catch (error) {
			assert.equal((error as NodeJS.ErrnoException).code, 'ESRCH');
			return;
		}
		await sleep(50);
	}
	assert.fail('a process is left');
}

/** Waits until a command has printed something. */
function shown(child: ChildProcess, what: RegExp): Promise<void> {
	let text = '';
	return new Promise((resolve) => {
		child.stdout?.on('data', (chunk: string) => {
			text += chunk;
			if (what.test(text)) resolve();
		});
	});
}

/** A `git` for the PATH that counts blames, and stands still after some when `hold` is there. */
class WatchedGit {
	readonly folder = mkdtempSync(join(tmpdir(), 'outlay-watched-git-'));

	constructor() {
		const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
		const script = [
			'#!/bin/sh',
			'case " $* " in *" blame "*)',
			`	echo . >> '${this.#path('blames')}'`,
			`	if [ -e '${this.#path('hold')}' ] && [ "$(wc -l < '${this.#path('blames')}')" -gt ${blamesBeforeHold} ]; then`,
			`		: > '${this.#path('held')}'`,
			'		exec sleep 60',
			'	fi',
			'esac',
			`exec '${real}' "$@"`,
		];
		writeFileSync(this.#path('git'), script.join('\n') + '\n', { mode: 0o755 });
	}

	#path(name: string): string {
		return join(this.folder, name);
	}

	get env(): Record<string, string> {
		return { PATH: `${this.folder}:${process.env['PATH'] ?? ''}`, HOME: '/nonexistent', TERM: 'xterm' };
	}

	/** Blames asked since the last call. */
	takeBlames(): number {
		if (!existsSync(this.#path('blames'))) return 0;
		const asked = readFileSync(this.#path('blames'), 'utf8').length / 2;
		rmSync(this.#path('blames'));
		return asked;
	}

	hold(isHeld: boolean): void {
		rmSync(this.#path('held'), { force: true });
		if (isHeld) writeFileSync(this.#path('hold'), '');
		else rmSync(this.#path('hold'), { force: true });
	}

	async untilHeld(): Promise<void> {
		while (!existsSync(this.#path('held'))) await sleep(20);
	}

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** The program and arguments that run a command in a terminal of its own. */
function inTerminal(command: readonly string[]): readonly [string, readonly string[]] {
	if (process.platform === 'darwin') return ['script', ['-q', '/dev/null', ...command]];
	return ['script', ['-qec', command.map((part) => `'${part}'`).join(' '), '/dev/null']];
}

// Windows has neither signals between processes nor this kind of terminal; there the console ends the process.
if (process.platform !== 'win32') {
	describe('Ctrl-C while the command line blames fixes', () => {
		let repository: MadeRepository;
		let git: WatchedGit;
		let fixes: string[];
		before(() => {
			git = new WatchedGit();
			repository = new MadeRepository();
			repository.commit({ message: 'base', files: { 'a.c': 'int a = 0;\n' }, at: start });
			fixes = Array.from({ length: fixCount }, (_, index) =>
				repository.commit({
					message: `fix ${index}`,
					files: { 'a.c': `int a = ${index + 1};\n` },
					at: start + (index + 1) * 3600,
				}),
			);
		});
		after(() => {
			repository.remove();
			git.remove();
		});

		const argumentsFor = (ledger: string): string[] => [
			...['inspect', 'defects', '--repo', repository.folder, '--format', 'json'],
			...['--ledger', join(repository.folder, '.git', ledger), '--fix', ...fixes],
		];

		/** Runs to the end what was interrupted; returns how many fixes had been remembered. */
		async function finish(ledger: string): Promise<number> {
			git.hold(false);
			git.takeBlames();
			const resumed = await runCli(argumentsFor(ledger), { env: git.env });
			assert.equal(resumed.code, 0, resumed.stderr);
			const asked = git.takeBlames();
			const untouched = await runCli(argumentsFor(`${ledger}-untouched`), { env: git.env });
			assert.equal(git.takeBlames(), fixCount);
			assert.equal(resumed.stdout, untouched.stdout);
			return fixCount - asked;
		}

		it('ends with 130 and without a word, leaves no git behind, and the next run goes on', async () => {
			git.hold(true);
			const child = spawn(process.execPath, [cliPath, ...argumentsFor('piped')], {
				env: git.env,
				stdio: ['ignore', 'pipe', 'pipe'],
				detached: true,
			});
			const end = ended(child);
			await git.untilHeld();
			const group = -(child.pid ?? 0);
			assert.notEqual(group, 0);
			// As a terminal does it: the signal goes to the command and to every git that it runs.
			process.kill(group, 'SIGINT');
			assert.deepEqual(await end, { code: 130, signal: null, stdout: '', stderr: '' });
			await gone(group);
			const remembered = await finish('piped');
			assert.ok(remembered >= blamesBeforeHold / 2, `${remembered} of ${fixCount} were remembered`);
		});

		it('ends its gits when only the command gets the signal', async () => {
			git.hold(true);
			const child = spawn(process.execPath, [cliPath, ...argumentsFor('alone')], {
				env: git.env,
				stdio: ['ignore', 'pipe', 'pipe'],
				detached: true,
			});
			const end = ended(child);
			await git.untilHeld();
			child.kill('SIGTERM');
			assert.deepEqual(await end, { code: 130, signal: null, stdout: '', stderr: '' });
			await gone(-(child.pid ?? 0));
			assert.ok((await finish('alone')) >= blamesBeforeHold / 2);
		});

		it('shows its progress in a terminal, where ^C is typed, and clears it away', async () => {
			git.hold(true);
			const command = [process.execPath, cliPath, ...argumentsFor('terminal')];
			const child = spawn(...inTerminal(command), { env: git.env, stdio: ['pipe', 'pipe', 'pipe'] });
			const end = ended(child);
			await Promise.all([git.untilHeld(), shown(child, /Blaming fixes/)]);
			child.stdin.write('\u0003');
			const { code, stdout } = await end;
			assert.equal(code, 130, stdout);
			const steps = [...stdout.matchAll(/Blaming fixes .* (\d+) % (\d+)\/(\d+)/g)];
			assert.ok(steps.length > 0, JSON.stringify(stdout));
			const [, percent, done, total] = steps.at(-1) ?? [];
			assert.equal(Number(total), fixCount);
			assert.equal(Number(percent), Math.floor((Number(done) / fixCount) * 100));
			assert.ok(stdout.includes('\u001b[?25h'), 'the cursor is shown again');
			assert.ok((await finish('terminal')) >= Number(done));
		});

		it('draws nothing when nobody looks: into a pipe, and with --quiet', async () => {
			git.hold(false);
			const piped = await runCli(argumentsFor('pipe'), { env: git.env });
			assert.equal(piped.code, 0);
			assert.equal(piped.stderr, '');
			const command = [process.execPath, cliPath, ...argumentsFor('quiet'), '--quiet'];
			const quiet = await ended(
				spawn(...inTerminal(command), { env: git.env, stdio: ['ignore', 'pipe', 'pipe'] }),
			);
			assert.equal(quiet.code, 0, quiet.stdout);
			assert.equal(quiet.stdout.replaceAll('\r\n', '\n'), piped.stdout);
		});
	});
}
