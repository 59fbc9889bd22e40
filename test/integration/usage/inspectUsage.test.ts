import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { usageDocument } from '../../../src/core/usage/usageInspection.js';
import { inspectUsage } from '../../../src/outlay/inspectUsage.js';
import { runCli } from '../runCli.js';
import { assistantLine as line, contextOf, temporaryFolder, writeTranscripts } from './transcripts.js';

interface Document {
	readonly schema: string;
	readonly totals: Readonly<Record<string, number>>;
	readonly rows: readonly Readonly<Record<string, unknown>>[];
	readonly quality: Readonly<Record<string, unknown>>;
}

describe('outlay inspect usage', () => {
	const cleanups: (() => Promise<void>)[] = [];
	afterEach(async () => {
		for (const cleanup of cleanups.splice(0)) await cleanup();
	});

	async function inspect(folder: string, ...args: string[]): Promise<Document> {
		const { code, stdout, stderr } = await runCli([
			...['inspect', 'usage', '--claude-dir', folder, '--format', 'json'],
			...args,
		]);
		assert.equal(code, 0, stderr);
		return JSON.parse(stdout) as Document;
	}

	const file = 'projects/-app/session-1.jsonl';

	it('gives the same over several threads as on one, rejected lines and shared history included', async () => {
		const folder = await temporaryFolder(cleanups);
		const filler = JSON.stringify({ type: 'user', message: { content: 'x'.repeat(200_000) } });
		// Two files are larger than what one thread takes at once; every tenth call stands in the file before, too.
		for (let index = 0; index < 48; index++) {
			const lines: (object | string)[] = [];
			const size = index % 24 === 7 ? 60 : 6;
			for (let at = 0; at < size; at++) {
				const from = at % 10 === 3 ? Math.max(0, index - 1) : index;
				const second = String(at).padStart(2, '0');
				const minute = String(index).padStart(2, '0');
				lines.push(
					filler,
					line({
						id: `msg_${from}_${at}`,
						sessionId: `session-${index}`,
						at: `2026-05-10T12:${minute}:${second}.000Z`,
						usage: { input_tokens: at, output_tokens: index },
						line: { cwd: `/home/dev/app${at % 3}` },
					}),
				);
			}
			if (index === 40) lines.push('{"type":"assistant","message"');
			if (index === 31) lines.splice(90, 0, '[1]');
			const text = lines.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n');
			await mkdir(join(folder, 'projects/-app'), { recursive: true });
			await writeFile(join(folder, `projects/-app/session-${String(index).padStart(2, '0')}.jsonl`), text);
		}
		const args = ['inspect', 'usage', '--no-ledger', '--group', 'session,model', '--claude-dir', folder];
		const built = await runCli([...args, '--format', 'json']);
		const told = await runCli([...args, '--verbose']);
		const alone = await inspectUsage(contextOf([folder]), {
			groups: ['session', 'model'],
			...{ since: null, until: null, timezone: null, model: null, product: null, team: null, author: null },
		});
		assert.equal(built.stdout, `${JSON.stringify(usageDocument(alone), null, 2)}\n`);
		assert.equal(alone.rejected.length, 2);
		for (const { file: rejectedFile, line: number } of alone.rejected) {
			assert.ok(told.stderr.includes(`${rejectedFile}:${number}`), told.stderr);
		}
	});

	it('gives the contract’s document, grouped by day and model', async () => {
		const folder = await temporaryFolder(cleanups);
		await writeTranscripts(folder, {
			[file]: [line(), line({ model: 'claude-opus-4-8', message: { stop_reason: null } })],
		});
		const document = await inspect(folder, '--no-ledger');
		assert.equal(document.schema, 'outlay.usage/1');
		assert.deepEqual(document.totals, {
			calls: 2,
			inputTokens: 2000,
			outputTokens: 4000,
			cacheWrite5mTokens: 0,
			cacheWrite1hTokens: 0,
			cacheReadTokens: 0,
			webSearches: 0,
			costMicros: 88_000,
		});
		assert.deepEqual(
			document.rows.map(({ day, model, calls, costMicros }) => [day, model, calls, costMicros]),
			[
				['2026-05-10', 'claude-opus-4-8', 1, 55_000],
				['2026-05-10', 'claude-sonnet-4-5-20250929', 1, 33_000],
			],
		);
		const { files, lines, rejectedLines, syntheticCalls, partialOutputCalls } = document.quality;
		assert.deepEqual([files, lines, rejectedLines, syntheticCalls, partialOutputCalls], [1, 2, 0, 0, 1]);
		const { unpricedCalls, unpricedModels, clientCostMicros } = document.quality;
		assert.deepEqual([unpricedCalls, unpricedModels, clientCostMicros], [0, [], null]);
	});

	it('cuts days in the wanted zone', async () => {
		const folder = await temporaryFolder(cleanups);
		await writeTranscripts(folder, {
			[file]: [line({ at: '2026-01-01T23:30:00Z' }), line({ at: '2026-01-02T00:30:00Z' })],
		});
		const days = async (zone: string): Promise<unknown[]> =>
			(await inspect(folder, '--no-ledger', '--group', 'day', '--timezone', zone)).rows.map(({ day }) => day);
		assert.deepEqual(await days('UTC'), ['2026-01-01', '2026-01-02']);
		assert.deepEqual(await days('Asia/Tokyo'), ['2026-01-02']);
		assert.deepEqual(await days('America/New_York'), ['2026-01-01']);
	});

	it('groups by session, origin, branch and version, and filters by model, product and time', async () => {
		const folder = await temporaryFolder(cleanups);
		await writeTranscripts(folder, {
			[file]: [
				line({ line: { entrypoint: 'claude-vscode' } }),
				line({ line: { gitBranch: 'feat/x', isSidechain: true } }),
			],
			'projects/-app/session-2.jsonl': [
				line({
					sessionId: 'session-2',
					model: 'claude-opus-4-8',
					at: '2026-06-01T00:00:00Z',
					line: { entrypoint: 'cli' },
				}),
			],
		});
		const keys = async (...args: string[]): Promise<unknown[]> =>
			(await inspect(folder, '--no-ledger', ...args)).rows.map((row) => Object.values(row).slice(0, 2));
		assert.deepEqual(await keys('--group', 'session,origin'), [
			['session-1', 'main'],
			['session-1', 'subagent'],
			['session-2', 'main'],
		]);
		assert.deepEqual(await keys('--group', 'version,model', '--model', '*opus*'), [
			['2.1.278', 'claude-opus-4-8'],
		]);
		assert.deepEqual(await keys('--group', 'session,model', '--product', 'vscode'), [
			['session-1', 'claude-sonnet-4-5-20250929'],
		]);
		assert.deepEqual(await keys('--group', 'session,day', '--since', '2026-05-11'), [
			['session-2', '2026-06-01'],
		]);
		const branches = (await inspect(folder, '--no-ledger', '--group', 'branch')).rows;
		assert.deepEqual(
			branches.map(({ branch, calls }) => [branch, calls]),
			[
				['feat/x', 1],
				['main', 2],
			],
		);
	});

	it('groups by the repository of the working folder, and keeps branches of two repositories apart', async () => {
		const folder = await temporaryFolder(cleanups);
		const places = await temporaryFolder(cleanups);
		for (const name of ['one', 'two']) {
			const git = (...args: string[]): void => {
				execFileSync('git', ['-C', join(places, name), ...args], { stdio: 'ignore' });
			};
			await mkdir(join(places, name, 'src'), { recursive: true });
			git('init', '-q');
			git('remote', 'add', 'origin', `git@github.com:Acme/${name}.git`);
		}
		await writeTranscripts(folder, {
			[file]: [
				line({ line: { cwd: join(places, 'one') } }),
				line({ line: { cwd: join(places, 'one/src/gone') } }),
				line({ line: { cwd: join(places, 'two') } }),
				line({ line: { cwd: '/elsewhere' } }),
			],
		});
		const { rows } = await inspect(folder, '--no-ledger', '--group', 'branch');
		assert.deepEqual(
			rows.map(({ repo, branch, calls }) => [repo, branch, calls]),
			[
				['acme/one', 'main', 2],
				['acme/two', 'main', 1],
				[null, 'main', 1],
			],
		);
	});

	it('takes the transcripts of this machine for its user’s', async () => {
		const folder = await temporaryFolder(cleanups);
		const place = await temporaryFolder(cleanups);
		const git = (...args: string[]): void => {
			execFileSync('git', ['-C', place, ...args], { stdio: 'ignore' });
		};
		git('init', '-q');
		git('config', 'user.email', 'Ada@example.com');
		await writeTranscripts(folder, { [file]: [line()] });
		const person = { name: 'Ada', emails: ['ada@example.com'], team: 'core' };
		const teams = [{ name: 'core' }, { name: 'web' }];
		await writeFile(join(place, 'outlay.config.json'), JSON.stringify({ people: [person], teams }));
		const calls = async (...args: string[]): Promise<number | undefined> =>
			(await inspect(folder, '--no-ledger', '--repo', place, ...args)).totals['calls'];
		assert.equal(await calls('--author', 'me'), 1);
		assert.equal(await calls('--author', 'ada'), 1);
		assert.equal(await calls('--author', 'grace'), 0);
		assert.equal(await calls('--team', 'core'), 1);
		assert.equal(await calls('--team', 'web', '--author', 'me'), 0);
		const unknown = await runCli(['inspect', 'usage', '--no-ledger', '--repo', place, '--team', 'moon']);
		assert.equal(unknown.code, 2);
	});

	it('remembers what it read: appended lines are added, and history outlives its file', async () => {
		const folder = await temporaryFolder(cleanups);
		const ledger = join(await temporaryFolder(cleanups), 'ledger');
		await writeTranscripts(folder, {
			[file]: [line()],
			'projects/-app/old.jsonl': [line({ sessionId: 'old' })],
		});
		assert.equal((await inspect(folder, '--ledger', ledger)).totals['calls'], 2);
		await appendFile(join(folder, file), `${JSON.stringify(line())}\n`);
		await rm(join(folder, 'projects/-app/old.jsonl'));
		const later = await inspect(folder, '--ledger', ledger);
		assert.equal(later.totals['calls'], 3);
		assert.equal(later.quality['files'], 1);
		assert.equal((await inspect(folder, '--no-ledger')).totals['calls'], 2);
	});

	it('prints a table of at most 80 columns that says what it does not know', async () => {
		const folder = await temporaryFolder(cleanups);
		await writeTranscripts(folder, {
			[file]: [
				line({ usage: { cache_read_input_tokens: 123_456_789 } }),
				line({ model: 'claude-opus-9' }),
				line({ message: { stop_reason: null } }),
				'{"broken',
				...['session-1', ...[2, 3, 4, 5, 6, 7].map((id) => `other-${id}`)].map((sessionId, index) => ({
					...{ type: 'cost-state', sessionId, totalCostUSD: 40 - index * 5 },
					hasUnknownModelCost: index === 1,
				})),
				...[2, 3, 4, 5, 6, 7].map((id) => line({ model: '<synthetic>', sessionId: `other-${id}` })),
			],
		});
		const args = ['inspect', 'usage', '--no-ledger', '--claude-dir', folder, '--verbose'];
		const { code, stdout, stderr } = await runCli(args);
		assert.equal(code, 0, stderr);
		assert.ok(
			stdout.split('\n').every((text) => text.length <= 80),
			stdout,
		);
		assert.match(stdout, /Total +3 +3\.0 k +6\.0 k +0 +123\.5 M +\$37\.10/);
		assert.match(stdout, /1 call \(33\.3 %\) was not fully recorded/);
		assert.match(stdout, /No price is known for 1 call on claude-opus-9/);
		assert.match(stdout, /API-equivalent/);
		assert.match(stdout.replaceAll('\n', ' '), /By session, theirs less ours: session-1 \+\$2\.90/);
		assert.match(stderr, /session-1\.jsonl:4: not a JSON object/);
	});

	it('refuses a group it does not know, and says which there are', async () => {
		const { code, stderr } = await runCli(['inspect', 'usage', '--group', 'day,mood']);
		assert.equal(code, 2);
		assert.match(stderr, /"mood"[\s\S]*day, model, session/);
	});

	it('finds nothing in an empty folder, and says so', async () => {
		const folder = await temporaryFolder(cleanups);
		const { code, stdout } = await runCli(['inspect', 'usage', '--no-ledger', '--claude-dir', folder]);
		assert.equal(code, 0);
		assert.equal(stdout, 'No Claude Code use found.\n');
	});
});
