import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runCli } from './runCli.js';

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
});
