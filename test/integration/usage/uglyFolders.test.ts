import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openMemoryLedger } from '../../../src/ledger/memoryLedger.js';
import { gatherUsage } from '../../../src/outlay/usage.js';
import { maxLineBytes } from '../../../src/sources/transcripts/lineReader.js';
import { assistantLine, contextOf, temporaryFolder, writeTranscripts } from './transcripts.js';

const file = 'projects/-app/session-1.jsonl';
const text = (...lines: object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

describe('usage of ugly folders', () => {
	const cleanups: (() => Promise<void>)[] = [];
	afterEach(async () => {
		for (const cleanup of cleanups.splice(0)) await cleanup();
	});

	it('ends on links that lead in circles or nowhere, and counts a linked file once', async () => {
		const folder = await temporaryFolder(cleanups);
		await writeTranscripts(folder, { [file]: [assistantLine()] });
		await symlink(join(folder, 'projects'), join(folder, 'projects/-app/around'));
		await symlink(join(folder, file), join(folder, 'projects/-app/again.jsonl'));
		await symlink(join(folder, 'gone'), join(folder, 'projects/-app/gone.jsonl'));
		const usage = await gatherUsage(contextOf([folder]));
		assert.equal(usage.calls.length, 1);
		assert.equal(usage.quality.files, 1);
	});

	it('names what it cannot read, and goes on', async () => {
		const folder = await temporaryFolder(cleanups);
		await writeTranscripts(folder, { [file]: [assistantLine()] });
		await writeFile(join(folder, 'file'), '');
		// A link through a file cannot be followed by anybody, whatever their rights.
		await symlink(join(folder, 'file/below'), join(folder, 'projects/-app/broken.jsonl'));
		const context = contextOf([folder, join(folder, 'file')]);
		const usage = await gatherUsage(context);
		assert.equal(usage.calls.length, 1);
		assert.ok(
			context.problems.some(
				({ code, what }) => code === 'transcript.unreadable' && what.includes('broken.jsonl'),
			),
		);
	});

	it('steps over what is named like a transcript and is none, and waits for nobody', async () => {
		const folder = await temporaryFolder(cleanups);
		await writeTranscripts(folder, {
			[file]: [assistantLine()],
			'projects/-app/folder.jsonl/below.jsonl': [assistantLine()],
		});
		const odd = (name: string): string => join(folder, 'projects/-app', name);
		// Two links that only lead to each other, and a pipe that nobody writes to: reading it would never end.
		await symlink(odd('two.jsonl'), odd('one.jsonl'));
		await symlink(odd('one.jsonl'), odd('two.jsonl'));
		if (process.platform !== 'win32') execFileSync('mkfifo', [odd('pipe.jsonl')]);
		const context = contextOf([folder]);
		const usage = await gatherUsage(context);
		assert.equal(usage.calls.length, 2);
		assert.equal(usage.quality.files, 2);
		assert.deepEqual(
			context.problems.map(({ code, file: of }) => `${code} ${of?.replace(/^.*[\\/]/, '') ?? ''}`).sort(),
			['transcript.unreadable one.jsonl', 'transcript.unreadable two.jsonl'],
		);
	});

	it('reads a folder once that two config folders share, by its name and by a link', async () => {
		const folder = await temporaryFolder(cleanups);
		const other = await temporaryFolder(cleanups);
		await writeTranscripts(folder, { [file]: [assistantLine({ id: 'a' })] });
		await mkdir(join(other, 'projects'));
		await symlink(join(folder, 'projects/-app'), join(other, 'projects/-same'));
		await writeTranscripts(other, { 'projects/-own/session-2.jsonl': [assistantLine({ id: 'b' })] });
		const usage = await gatherUsage(contextOf([folder, other, folder]));
		assert.deepEqual(usage.calls.map(({ callId }) => callId).sort(), ['a', 'b']);
		assert.equal(usage.quality.files, 2);
	});

	it('counts calls of a clock in the future, says so, and reads the file again when the clock is right', async () => {
		const folder = await temporaryFolder(cleanups);
		const ledger = await openMemoryLedger('local');
		const context = contextOf([folder], ledger);
		await writeTranscripts(folder, { [file]: [assistantLine({ id: 'a', at: '2031-01-01T00:00:00.000Z' })] });
		await utimes(join(folder, file), 2_000_000_000, 2_000_000_000);
		const before = await gatherUsage(context);
		assert.deepEqual([before.calls.length, before.quality.futureCalls], [1, 1]);
		await appendFile(join(folder, file), text(assistantLine({ id: 'b' })));
		await utimes(join(folder, file), 1_800_000_000, 1_800_000_000);
		const after = await gatherUsage(context);
		assert.deepEqual([after.calls.length, after.quality.futureCalls], [2, 1]);
		await ledger.close();
	});

	it('steps over a line too long to hold, and over a file that is no text', async () => {
		const folder = await temporaryFolder(cleanups);
		const noise = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 2_654_435_761) >>> 24));
		await writeTranscripts(folder, {
			[file]: [assistantLine(), `{"text":"${'x'.repeat(maxLineBytes)}"}`, assistantLine()],
			'projects/-app/noise.jsonl': noise,
		});
		const usage = await gatherUsage(contextOf([folder]));
		assert.equal(usage.calls.length, 2);
		assert.ok(usage.rejected.some(({ line, why }) => line === 2 && why.startsWith('longer than')));
	});

	it('takes up a line that was being written, and reads a shrunk or rewritten file from its start', async () => {
		const folder = await temporaryFolder(cleanups);
		const ledger = await openMemoryLedger('local');
		const context = contextOf([folder], ledger);
		await writeTranscripts(folder, { [file]: [assistantLine({ id: 'a' })] });
		const whole = text(assistantLine({ id: 'b' }));
		await appendFile(join(folder, file), whole.slice(0, 80));
		const ids = async (): Promise<string[]> =>
			(await gatherUsage(context)).calls.map(({ callId }) => callId).sort();
		assert.deepEqual(await ids(), ['a']);
		await appendFile(join(folder, file), whole.slice(80));
		assert.deepEqual(await ids(), ['a', 'b']);
		assert.equal((await gatherUsage(context)).quality.rejectedLines, 0);
		await truncate(join(folder, file), 0);
		await appendFile(join(folder, file), text(assistantLine({ id: 'c' })));
		assert.deepEqual(await ids(), ['a', 'b', 'c']);
		const longer = text(assistantLine({ id: 'd' }), assistantLine({ id: 'e' }), assistantLine({ id: 'f' }));
		await writeFile(join(folder, file), longer);
		assert.deepEqual(await ids(), ['a', 'b', 'c', 'd', 'e', 'f']);
		await ledger.close();
	});

	it('reads ten thousand files', async () => {
		const folder = await temporaryFolder(cleanups);
		const files = Object.fromEntries(
			Array.from({ length: 10_000 }, (_, at) => [
				`projects/-p${at % 50}/s${at}.jsonl`,
				[assistantLine({ sessionId: `s${at}` })],
			]),
		);
		await writeTranscripts(folder, files);
		const usage = await gatherUsage(contextOf([folder]));
		assert.equal(usage.calls.length, 10_000);
		assert.equal(usage.sessions.length, 10_000);
	});
});
