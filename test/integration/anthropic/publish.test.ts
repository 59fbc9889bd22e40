import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { budgetStatus } from '../../../src/outlay/budget.js';
import type { OutlayContext } from '../../../src/outlay/context.js';
import { publishStatuses, type Published } from '../../../src/outlay/publish.js';
import { makePersonKey, makePublisherKeys } from '../../../src/outlay/publishKeys.js';
import { syncAnthropic } from '../../../src/outlay/syncAnthropic.js';
import { newSigningKeys } from '../../../src/sources/organizationStatus/envelope.js';
import type { StatusPlace } from '../../../src/sources/organizationStatus/readStatus.js';
import { openMemoryLedger } from '../../../src/ledger/memoryLedger.js';
import { anthropicContext } from './anthropicContext.js';
import { AnthropicServer, FakeClock } from './anthropicServer.js';
import { effectiveRow, enterprise } from './organization.js';

const now = Date.parse('2026-11-20T14:05:00Z');
const hour = 3_600_000;

/** Variables in the file of secrets that a publisher or person makes. */
async function variablesIn(file: string): Promise<Record<string, string>> {
	const lines = (await readFile(file, 'utf8')).trim().split('\n');
	return Object.fromEntries(lines.map((line) => line.split('=') as [string, string]));
}

describe('a published status', () => {
	let folder: string;
	let clock: FakeClock;
	let server: AnthropicServer;
	let publisher: OutlayContext;
	let publicKey: string;

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'outlay-publish-'));
		clock = new FakeClock(now);
		server = new AnthropicServer(clock);
		const url = await server.start();
		enterprise(server, 0);
		server.listings.set('/v1/organizations/spend_limits/effective', () => [
			effectiveRow(1),
			effectiveRow(2, { currency: 'EUR', amount: null }),
			effectiveRow(3, { amount: '0', period_to_date_spend: '0' }),
		]);
		const context = await anthropicContext(server, url, 'enterprise');
		await syncAnthropic(context, { sinceDay: '2026-11-19', untilDay: '2026-11-20', clock });
		publicKey = await makePublisherKeys(join(folder, 'publish.env'));
		publisher = { ...context, env: await variablesIn(join(folder, 'publish.env')) };
	});
	afterEach(async () => {
		await server.stop();
		await rm(folder, { recursive: true, force: true });
	});

	const publish = (recipientsFile: string | null = null): Promise<Published> =>
		publishStatuses(publisher, {
			folder: join(folder, 'out'),
			validMs: 24 * hour,
			recipientsFile,
			linksFile: join(folder, 'links.json'),
			prune: true,
		});

	/** Another machine and profile: no key of the organization, another ledger, an account of its own. */
	async function developer(email: string): Promise<OutlayContext> {
		const home = await mkdtemp(join(folder, 'home-'));
		const state = { oauthAccount: { accountUuid: 'u', emailAddress: email } };
		await writeFile(join(home, '.claude.json'), JSON.stringify(state));
		const ledger = await openMemoryLedger('local');
		return { ...publisher, env: {}, home, ledger: () => Promise.resolve(ledger), problems: [] };
	}

	const at = (email: string, published: Published): string =>
		join(folder, 'out', published.files.find((one) => one.email === email)?.file ?? 'none');

	it('reaches its person on another profile, with limit, source and age', async () => {
		const published = await publish();
		const place = { place: at('p1@example.com', published), publicKey, privateKey: null };
		const { budget } = await budgetStatus(await developer('P1@example.com'), {
			status: place,
			timezone: 'UTC',
		});
		assert.equal(budget.limitMicros, 500_000_000);
		assert.equal(budget.spentMicros, 314_025_000);
		assert.deepEqual(
			[budget.state, budget.limitSource, budget.basis, budget.asOfMs, budget.resetsAtMs],
			['ok', 'seat-tier', 'billed', now, Date.parse('2026-12-01T00:00:00Z')],
		);
	});

	it('keeps unlimited, zero and another currency as they are', async () => {
		const published = await publish();
		const read = async (email: string): Promise<readonly unknown[]> => {
			const place = { place: at(email, published), publicKey, privateKey: null };
			const { budget } = await budgetStatus(await developer(email), { status: place });
			return [budget.state, budget.limitMicros, budget.currency];
		};
		assert.deepEqual(await read('p2@example.com'), ['unlimited', null, 'EUR']);
		assert.deepEqual(await read('p3@example.com'), ['included-only', 0, 'USD']);
	});

	it('is one file a person that names nobody else and holds no secret', async () => {
		const published = await publish();
		const names = await readdir(join(folder, 'out'));
		assert.deepEqual(names.sort(), published.files.map(({ file }) => file).sort());
		assert.ok(names.every((name) => /^[\w-]{43}\.json$/.test(name)));
		const secrets = Object.values(publisher.env).map(String);
		for (const { email, file } of published.files) {
			const text = await readFile(join(folder, 'out', file), 'utf8');
			const payload = JSON.parse(text) as { payload: string };
			const whole = text + Buffer.from(payload.payload, 'base64url').toString('utf8');
			assert.ok(whole.includes(email));
			for (const other of published.files) assert.ok(other.email === email || !whole.includes(other.email));
			assert.ok(secrets.every((secret) => !whole.includes(secret)));
			assert.doesNotMatch(whole, /sk-ant/);
		}
		if (process.platform !== 'win32') {
			assert.equal((await stat(join(folder, 'links.json'))).mode & 0o077, 0);
			assert.equal((await stat(join(folder, 'publish.env'))).mode & 0o077, 0);
		}
	});

	it('keeps its name from run to run, and goes when the person goes', async () => {
		const first = await publish();
		server.listings.set('/v1/organizations/spend_limits/effective', () => [effectiveRow(1)]);
		clock.advance(hour);
		const env = { ...publisher.env, OUTLAY_ANTHROPIC_ENTERPRISE_KEY: server.key };
		const url = `http://127.0.0.1:${await port(server)}`;
		await syncAnthropic({ ...publisher, env: { ...env, OUTLAY_ANTHROPIC_BASE_URL: url } }, { clock });
		const second = await publish();
		assert.equal(second.removed, 2);
		assert.equal(at('p1@example.com', first), at('p1@example.com', second));
	});

	const refusals: readonly (readonly [what: string, change: (text: string) => string, why: RegExp])[] = [
		['changed', (text) => text.replace(/"payload":"(.)/, '"payload":"A'), /signature is wrong/],
		['no JSON', () => '<html>', /not valid JSON/],
		['of another form', () => '{"schema":"outlay.status/2"}', /unknown form/],
	];
	for (const [what, change, why] of refusals) {
		it(`that is ${what} is refused, named, and the next source stands in`, async () => {
			const file = at('p1@example.com', await publish());
			await writeFile(file, change(await readFile(file, 'utf8')));
			const context = await developer('p1@example.com');
			const { budget } = await budgetStatus(context, {
				status: { place: file, publicKey, privateKey: null },
				ownLimit: { limitMicros: 20_000_000, period: 'monthly' },
			});
			assert.equal(budget.origin, 'setting');
			assert.match(context.problems.map(({ what: problem }) => problem).join(' '), why);
		});
	}

	it('that is expired, from the future, signed by another key or for somebody else is refused', async () => {
		const published = await publish();
		const refusedFor = async (
			email: string,
			changes: Partial<StatusPlace>,
			atMs: number,
		): Promise<string> => {
			const context = { ...(await developer(email)), now: () => atMs };
			const place = { place: at('p1@example.com', published), publicKey, privateKey: null, ...changes };
			const { budget } = await budgetStatus(context, { status: place });
			assert.notEqual(budget.origin, 'organization-status');
			return context.problems.map(({ what }) => what).join(' ');
		};
		const me = 'p1@example.com';
		assert.match(await refusedFor(me, {}, now + 25 * hour), /expired at 2026-11-21T14:05/);
		assert.match(await refusedFor(me, {}, now - hour), /from the future/);
		assert.match(await refusedFor(me, { publicKey: newSigningKeys().publicKey }, now), /signed by key/);
		assert.match(await refusedFor('p2@example.com', {}, now), /somebody else/);
		assert.match(await refusedFor(me, { place: join(folder, 'gone.json') }, now), /could not be read/);
	});

	it('encrypted to a person opens with their key alone', async () => {
		const personPublic = await makePersonKey(join(folder, 'me.env'));
		const { OUTLAY_STATUS_PRIVATE_KEY: privateKey = '' } = await variablesIn(join(folder, 'me.env'));
		await makePersonKey(join(folder, 'other.env'));
		const other = (await variablesIn(join(folder, 'other.env')))['OUTLAY_STATUS_PRIVATE_KEY'] ?? '';
		await writeFile(join(folder, 'keys.json'), JSON.stringify({ 'P1@example.com': personPublic }));
		const published = await publish(join(folder, 'keys.json'));
		const place = at('p1@example.com', published);
		assert.doesNotMatch(await readFile(place, 'utf8'), /example\.com|payload/);
		const openedWith = async (key: string | null): Promise<string> => {
			const context = await developer('p1@example.com');
			const { budget } = await budgetStatus(context, { status: { place, publicKey, privateKey: key } });
			return budget.origin;
		};
		assert.equal(await openedWith(privateKey), 'organization-status');
		assert.equal(await openedWith(other), 'estimate');
		assert.equal(await openedWith(null), 'estimate');
	});

	it('comes from an address too: no redirect is followed, no plain http but on this machine', async () => {
		const file = at('p1@example.com', await publish());
		const text = await readFile(file, 'utf8');
		const web = createServer((request, response) => {
			if (request.url === '/moved') response.writeHead(302, { location: '/status' }).end();
			else if (request.url === '/huge') response.end('x'.repeat(200_000));
			else if (request.url === '/status') response.end(text);
			else response.writeHead(404).end();
		});
		await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
		const base = `http://127.0.0.1:${String((web.address() as AddressInfo).port)}`;
		const from = async (place: string): Promise<string> => {
			const context = await developer('p1@example.com');
			const { budget } = await budgetStatus(context, { status: { place, publicKey, privateKey: null } });
			return `${budget.origin} ${context.problems.map(({ what }) => what).join(' ')}`;
		};
		try {
			assert.match(await from(`${base}/status`), /^organization-status/);
			assert.match(await from(`${base}/moved`), /^estimate .*could not be read/);
			assert.match(await from(`${base}/huge`), /^estimate .*larger/);
			const missing = await from(`${base}/secret-name`);
			assert.match(missing, /answered 404/);
			// The path is what makes the address unguessable: it is not repeated in messages.
			assert.doesNotMatch(missing, /secret-name/);
			await assert.rejects(from('http://status.example.com/x'), /must come over https/);
		} finally {
			await new Promise((resolve) => web.close(resolve));
		}
	});

	it('needs its secrets, and never overwrites keys', async () => {
		await assert.rejects(
			publishStatuses(
				{ ...publisher, env: {} },
				{ folder, validMs: hour, recipientsFile: null, linksFile: null, prune: false },
			),
			/OUTLAY_PUBLISH_SIGNING_KEY is not set/,
		);
		await assert.rejects(makePublisherKeys(join(folder, 'publish.env')), /Could not write/);
	});
});

async function port(server: AnthropicServer): Promise<string> {
	await server.stop();
	return new URL(await server.start()).port;
}
