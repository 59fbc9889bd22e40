import assert from 'node:assert/strict';
import { Git } from '../../../src/sources/git/git.js';

describe('many processes of git beside each other', () => {
	it('hang on one signal without a word about a leak, and end with it', async () => {
		const warnings: string[] = [];
		const listen = ({ name, message }: Error): number => warnings.push(`${name}: ${message}`);
		process.on('warning', listen);
		try {
			const cancel = new AbortController();
			const git = new Git(process.cwd(), { env: process.env, signal: cancel.signal });
			const answers = await Promise.all(Array.from({ length: 12 }, () => git.text(['version'])));
			assert.ok(answers.every((answer) => answer.startsWith('git version')));
			// Each waits for its input, which never comes.
			const waiting = Array.from({ length: 12 }, () =>
				git.text(['cat-file', '--batch'], { input: neverEnding() }),
			);
			cancel.abort();
			const ended = await Promise.allSettled(waiting);
			assert.ok(ended.every(({ status }) => status === 'rejected'));
			assert.deepEqual(warnings, []);
		} finally {
			process.off('warning', listen);
		}
	});
});

async function* neverEnding(): AsyncGenerator<string> {
	await new Promise<never>(() => undefined);
	yield '';
}
