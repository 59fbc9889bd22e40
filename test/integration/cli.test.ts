import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { cliPath, runCli } from './runCli.js';

describe('command line', () => {
	it('explains itself and knows its version', async () => {
		const help = await runCli(['--help']);
		assert.equal(help.code, 0);
		assert.match(help.stdout, /Usage: outlay/);
		const version = await runCli(['--version']);
		assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
	});

	it('exits 2 on an unknown command or option and says how to go on', async () => {
		for (const args of [['reprot'], ['--nonsense']]) {
			const { code, stderr } = await runCli(args);
			assert.equal(code, 2, stderr);
			assert.match(stderr, /outlay --help/);
		}
	});

	it('lists every command and every inspection, and explains one asked for', async () => {
		const names = async (...args: string[]): Promise<string[]> => {
			const { stdout } = await runCli([...args, '--help']);
			const [, list = ''] = stdout.split('Commands:\n');
			return [...list.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name ?? '');
		};
		const commands = [
			'report',
			'budget',
			'ledger',
			'sync',
			'publish',
			'audit',
			'export',
			'tag',
			'hook',
			'demo',
		];
		assert.deepEqual(await names(), [...commands, 'inspect', 'help']);
		const subjects = ['usage', 'reviews', 'reverts', 'defects', 'coverage', 'commits', 'links', 'figure'];
		assert.deepEqual(await names('inspect'), [...subjects, 'help']);
		for (const args of [
			['inspect', 'usage', '--help'],
			['inspect', 'help', 'usage'],
		]) {
			assert.match((await runCli(args)).stdout, /Usage: outlay inspect usage /);
		}
		assert.match((await runCli(['help', 'inspect'])).stdout, /Usage: outlay inspect /);
	});

	it('ends only when a slow reader has everything', async () => {
		const child = spawn(process.execPath, [cliPath, 'demo', '--format', 'json'], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const ended = new Promise((resolve) => child.once('exit', resolve));
		const pieces: Buffer[] = [];
		for await (const piece of child.stdout) {
			pieces.push(piece as Buffer);
			await sleep(300);
		}
		assert.equal(await ended, 0);
		const printed = Buffer.concat(pieces).toString();
		assert.ok(printed.length > 1 << 17);
		assert.equal(typeof JSON.parse(printed), 'object');
	});
});
