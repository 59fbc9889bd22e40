import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compact } from '../../../src/ledger/compaction.js';
import { historyFolder } from '../../../src/ledger/historyFile.js';
import { ledgerPaths } from '../../../src/ledger/ledgerPaths.js';
import { openLedger } from '../../../src/ledger/openLedger.js';
import type { CommitFactRow, SessionRow } from '../../../src/ledger/schema.js';
import { pseudonymOf, readSalt, saltFile } from '../../../src/ledger/pseudonyms.js';
import { ledgerTools, type LedgerTools } from '../../../src/outlay/ledgerTools.js';
import { runCli } from '../runCli.js';
import { callRow, callsIn } from './rows.js';
import { start } from './processes.js';

const session = (sessionId: string, personId: string | null): SessionRow => ({
	orgId: 'local',
	sessionId,
	personId,
	firstAtMs: 1,
	lastAtMs: 2,
	cwds: '[]',
	entrypoint: null,
	clientCostMicros: null,
	clientCostHasUnknownModel: null,
});

/** Every byte below a folder, for looking whether something is still there. */
async function everythingIn(dir: string): Promise<string> {
	const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) =>
		entry.isFile(),
	);
	const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
	return texts.join('\n');
}

describe('ledger tools', () => {
	let root = '';
	let dir = '';
	let tools: LedgerTools;
	const open = (): ReturnType<typeof openLedger> =>
		openLedger({ dir, orgId: 'local', now: () => Date.now(), compaction: 'never' });

	beforeEach(async () => {
		root = await mkdtemp(join(tmpdir(), 'outlay-tools-'));
		dir = join(root, 'ledger');
		tools = ledgerTools({ dir, env: {}, home: root, nowMs: Date.now() });
		const ledger = await open();
		await ledger.write({
			session: [session('session-ada', 'ada'), session('session-bob', 'bob')],
			call: [callRow('a-1', { sessionId: 'session-ada' }), callRow('b-1', { sessionId: 'session-bob' })],
			pullRequest: [
				{
					orgId: 'local',
					repo: 'acme/app',
					number: 1,
					mergedAtMs: 1,
					closedAtMs: 1,
					createdAtMs: 1,
					updatedAtMs: 1,
					detail: JSON.stringify({ author: { login: 'Ada', isBot: false }, mergedBy: { login: 'bob' } }),
				},
			],
		});
		await ledger.close();
	});
	afterEach(() => rm(root, { recursive: true, force: true }));

	it('says what is there without changing it', async () => {
		const before = await everythingIn(dir);
		const info = await tools.info();
		assert.deepEqual([info.rows['call'], info.rows['session'], info.imageBytes], [2, 2, 0]);
		assert.equal(info.advice, null);
		assert.deepEqual(await tools.check(false), []);
		assert.equal(await everythingIn(dir), before);
	});

	it('names the room that kept histories and sums of usage take', async () => {
		assert.equal((await tools.info()).derivedBytes, 0);
		await mkdir(historyFolder(dir));
		await writeFile(join(historyFolder(dir), 'a.json'), 'x'.repeat(300));
		await writeFile(join(dir, 'usage.view'), 'x'.repeat(40));
		assert.equal((await tools.info()).derivedBytes, 340);
	});

	it('finds a flipped byte in image and spool', async () => {
		await compact({ dir, nowMs: Date.now() });
		const { image, spool } = ledgerPaths(dir);
		const [name = ''] = await readdir(spool);
		for (const path of [image, join(spool, name)]) {
			const bytes = await readFile(path);
			bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
			await writeFile(path, bytes);
		}
		const codes = (await tools.check(false)).map(({ code }) => code);
		assert.deepEqual(codes, ['ledger.image-damaged', 'ledger.spool-mended']);
	});

	it('restores a backup into an empty folder, and into one that went on, where newer rows stay', async () => {
		const file = join(root, 'backup.sqlite');
		await tools.backUp(file);
		assert.equal((await stat(file)).mode & 0o077, 0);
		await assert.rejects(tools.backUp(file), /there already/);
		await rm(dir, { recursive: true });
		const ledger = await open();
		await ledger.write({ session: [{ ...session('session-ada', 'ada'), entrypoint: 'newer' }] });
		await ledger.write({ call: [callRow('c-1')] });
		await tools.restore(file);
		await ledger.refresh();
		const calls = callsIn(ledger);
		assert.deepEqual(
			calls.map(({ callId }) => callId),
			['a-1', 'b-1', 'c-1'],
		);
		const ada = await ledger.db
			.selectFrom('session')
			.select('entrypoint')
			.where('sessionId', '=', 'session-ada')
			.executeTakeFirst();
		assert.equal(ada?.entrypoint, 'newer');
		await ledger.close();
		await writeFile(file, 'no backup');
		await assert.rejects(tools.restore(file), /no sound backup/);
	});

	it('exports and erases one person, out of every file, while a window is open', async () => {
		// Another process wrote these and is gone.
		await start({ role: 'writer', dir, name: 'x', writes: 2, pauseMs: 0 }).ended;
		const window = await open();
		await window.write({ call: [callRow('a-2', { sessionId: 'session-ada', branch: 'ada/secret' })] });
		const rows = await tools.exportPerson(['ada']);
		assert.deepEqual(Object.keys(rows).sort(), ['call', 'pullRequest', 'session']);
		assert.equal(rows['call']?.length, 2);
		const erasure = await tools.erasePerson(['ada']);
		assert.deepEqual(erasure.rows, { call: 2, session: 1, pullRequest: 1 });
		assert.deepEqual(await tools.exportPerson(['ada']), {});
		await window.refresh();
		const left = callsIn(window);
		assert.deepEqual(
			left.map(({ callId }) => callId),
			['b-1', 'x-0', 'x-1'],
		);
		const pulls = await window.db.selectFrom('pullRequest').select('detail').execute();
		assert.deepEqual(
			pulls.map(({ detail }) => JSON.parse(detail) as unknown),
			[{ author: null, mergedBy: { login: 'bob' } }],
		);
		await window.close();
		// The first file was written by this very process, so it counts as in use and is the only one left to name her.
		const own = (await readdir(ledgerPaths(dir).spool)).map((name) => join(ledgerPaths(dir).spool, name));
		await Promise.all(own.map((file) => rm(file)));
		const bytes = await everythingIn(dir);
		assert.ok(
			!bytes.includes('session-ada') && !bytes.includes('ada/secret'),
			'a file still names the person',
		);
		assert.ok(bytes.includes('session-bob'));
	});

	it('exports and erases what git told of a person’s commits, and leaves what it told of others', async () => {
		const ledger = await open();
		const fact = (sha: string, authorEmail: string): CommitFactRow => ({
			...{ orgId: 'local', repo: 'acme/app', sha, kind: 'defect-blame/30', ruleVersion: '1' },
			value: JSON.stringify({ fix: sha, commits: [{ authorEmail }, { authorEmail: 'bob@acme.example' }] }),
		});
		await ledger.write({
			commitFact: [fact('one', 'Ada@acme.example'), fact('two', 'adalbert-ada@acme.example')],
		});
		await ledger.close();
		const identities = ['ada@acme.example'];
		assert.deepEqual(await tools.exportPerson(identities), {
			commitFact: [{ repo: 'acme/app', sha: 'one', kind: 'defect-blame/30' }],
		});
		assert.deepEqual((await tools.erasePerson(identities)).rows, { commitFact: 1 });
		const left = await open();
		assert.deepEqual(
			(await left.db.selectFrom('commitFact').select('sha').execute()).map(({ sha }) => sha),
			['two'],
		);
		await left.close();
	});

	it('writes what it holds about a person to a file that only its owner can read', async () => {
		const file = join(root, 'ada.json');
		const args = ['ledger', 'export', '--person', 'ada', '--ledger', dir, '--out', file];
		const { code, stderr } = await runCli(args);
		assert.deepEqual([code, stderr], [0, '']);
		assert.match(await readFile(file, 'utf8'), /"session-ada"/);
		const mode = (await stat(file)).mode & 0o077;
		assert.equal(process.platform === 'win32' ? 0 : mode, 0);
	});

	it('takes calls without a known session for those of the user of this machine', async () => {
		const ledger = await open();
		await ledger.write({ call: [callRow('lonely', { sessionId: 'session-unknown' })] });
		await ledger.close();
		assert.deepEqual((await tools.erasePerson(['me'])).rows, { call: 1 });
		assert.deepEqual([(await tools.info()).rows['call'], (await tools.info()).rows['session']], [2, 2]);
	});

	it('keeps calls as long as the settings say, at least two months', async () => {
		await assert.rejects(tools.retain(30), /at least 60 days/);
		await tools.retain(60);
		assert.equal((await tools.info()).settings.rollUpAfterDays, 60);
		await compact({ dir, nowMs: callRow('x').atMs + 61 * 86_400_000 });
		assert.deepEqual([(await tools.info()).rows['call'], (await tools.info()).rows['callRollup']], [0, 2]);
	});

	it('names people by a salt that lies outside the ledger', async () => {
		const file = saltFile({}, root, 'linux');
		assert.ok(!file.startsWith(dir));
		const name = await tools.pseudonyms();
		const salt = await readSalt(saltFile({}, root, process.platform));
		assert.equal(name('Ada@Example.com'), pseudonymOf(salt, 'ada@example.com'));
		assert.notEqual(name('ada'), pseudonymOf(Buffer.alloc(32), 'ada'));
		assert.equal((await stat(saltFile({}, root, process.platform))).mode & 0o077, 0);
	});
});
