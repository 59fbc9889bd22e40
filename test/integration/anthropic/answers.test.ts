import assert from 'node:assert/strict';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { anthropicClients } from '../../../src/outlay/anthropicClients.js';
import { syncAnthropic } from '../../../src/outlay/syncAnthropic.js';
import type { AnthropicClient } from '../../../src/sources/anthropic/anthropicClient.js';
import { fetchMembers } from '../../../src/sources/anthropic/organization.js';
import { fetchUsageDays } from '../../../src/sources/anthropic/usageAnalytics.js';
import { anthropicContext } from './anthropicContext.js';
import { AnthropicServer, FakeClock } from './anthropicServer.js';
import { answerAll, answers } from './answers.js';

const now = Date.parse('2026-11-20T14:05:00Z');
const base = '/v1/organizations';

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** `data[0].scope.type` as steps. */
const stepsOf = (place: string): string[] => place.split(/[.[\]]+/).filter((step) => step !== '');

/** Changes one place of an answer; an answer without it (a page without rows) stays as it is. */
function changed(body: unknown, place: string, change: (parent: Json, key: string) => void): unknown {
	const steps = stepsOf(place);
	const key = steps.pop() ?? '';
	let parent = body;
	for (const step of steps) parent = isObject(parent) ? parent[step] : undefined;
	if (isObject(parent) && key in parent) change(parent, key);
	return body;
}

const dropping =
	(place: string) =>
	(body: unknown): unknown =>
		changed(body, place, (parent, key) => Reflect.deleteProperty(parent, key));
const renewing =
	(place: string) =>
	(body: unknown): unknown =>
		changed(body, place, (parent, key) => (parent[key] = 'of_another_kind'));

/** Every field of an answer, written as errors name it. */
function placesOf(value: unknown, at = ''): string[] {
	if (Array.isArray(value)) return value.flatMap((one, index) => placesOf(one, `${at}[${String(index)}]`));
	if (!isObject(value)) return [];
	return Object.entries(value).flatMap(([key, child]) => {
		const place = at === '' ? key : `${at}.${key}`;
		return [place, ...placesOf(child, place)];
	});
}

/** The same with a field that nobody knows, in every object. */
function extended(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(extended);
	if (!isObject(value)) return value;
	const own = Object.entries(value).map(([key, child]) => [key, extended(child)]);
	return { ...Object.fromEntries(own), brand_new_field: { nested: ['anything'] } };
}

describe('what an answer of Anthropic must say', () => {
	let clock: FakeClock;
	let server: AnthropicServer;
	let url: string;
	beforeEach(async () => {
		clock = new FakeClock(now);
		server = new AnthropicServer(clock);
		url = await server.start();
	});
	afterEach(() => server.stop());

	/** Changes the answers of one endpoint only. */
	function alter(path: string, change: (body: unknown) => unknown): void {
		server.alter = (asked, body) => (asked === `${base}/${path}` ? change(structuredClone(body)) : body);
	}
	async function client(): Promise<AnthropicClient> {
		const context = await anthropicContext(server, url, 'both');
		const [first] = anthropicClients(context, ['enterprise'], clock);
		assert.ok(first);
		return first;
	}

	for (const { path, method = 'GET', read, required, open, without = [] } of answers) {
		describe(`${method} ${path}`, () => {
			let good: unknown;
			let result: unknown;
			let api: AnthropicClient;
			beforeEach(async () => {
				answerAll(server, { without });
				alter(path, (body) => (good = body));
				api = await client();
				result = await read(api);
			});

			it('may have fields that nobody knows, at every level', async () => {
				alter(path, extended);
				assert.deepEqual(await read(api), result);
			});

			it('may have values that nobody knows where a set is open', async () => {
				for (const place of open) {
					assert.ok(placesOf(good).includes(place), `the good answer has no ${place}`);
					alter(path, renewing(place));
					await assert.doesNotReject(read(api), place);
				}
			});

			it('is refused by the name of the field that is missing', async () => {
				for (const place of required) {
					assert.ok(placesOf(good).includes(place), `the good answer has no ${place}`);
					alter(path, dropping(place));
					await assert.rejects(read(api), (error: Error) => {
						assert.ok(error.message.startsWith(`${method} ${base}/${path}: "${place}"`), error.message);
						return true;
					});
				}
			});

			it('may lack every other field', async () => {
				const others = placesOf(good).filter((place) => !required.includes(place));
				for (const place of others) {
					alter(path, dropping(place));
					await assert.doesNotReject(read(api), place);
				}
			});
		});
	}

	it('is refused when there is more and nothing says where', async () => {
		answerAll(server, {});
		alter('users', (body) => Object.assign(body as Json, { has_more: true, last_id: null }));
		await assert.rejects(fetchMembers(await client()), /users: "last_id" in the answer: missing/);
	});

	it('is refused by name when a time is none', async () => {
		answerAll(server, {});
		alter('analytics/usage', (body) =>
			changed(body, 'data[0].starting_at', (row, key) => (row[key] = 'soon')),
		);
		const range = { startingAt: '2026-11-19T00:00:00Z', endingAt: '2026-11-20T00:00:00Z' };
		await assert.rejects(fetchUsageDays(await client(), range), /"data\[0\].starting_at".*no instant/);
	});

	/** Everything that a ledger holds of the organization, without when it was read or written. */
	async function contents(ledger: Ledger): Promise<string[]> {
		const records = await ledger.db.selectFrom('orgRecord').select(['kind', 'key', 'value']).execute();
		const billed = await ledger.db.selectFrom('billedUsage').selectAll().execute();
		return [...records, ...billed.map((row) => ({ ...row, stamp: 0 }))].map((row) => JSON.stringify(row));
	}

	for (const { path, required, without = [] } of answers.filter(({ isSynced }) => isSynced !== false)) {
		it(`a sync with a field missing in ${path} names it, keeps what was there and reads the rest`, async () => {
			answerAll(server, { without });
			const context = await anthropicContext(server, url, 'both');
			const span = { sinceDay: '2026-11-19', untilDay: '2026-11-21', clock };
			const { parts } = await syncAnthropic(context, span);
			assert.deepEqual(
				parts.filter(({ state }) => state !== 'done'),
				[],
			);
			const ledger = await context.ledger();
			const before = await contents(ledger);
			const place = required.at(-1) ?? '';
			alter(path, dropping(place));
			clock.advance(3_600_000);
			await assert.rejects(syncAnthropic(context, span), (error: Error) => {
				assert.ok(error.message.includes(`${base}/${path}: "${place}"`), error.message);
				return true;
			});
			const after = new Set(await contents(ledger));
			assert.deepEqual(
				before.filter((row) => !after.has(row)),
				[],
			);
			const failed = context.problems.filter(({ code }) => code === 'anthropic.failed');
			assert.ok(failed.length >= 1);
			assert.ok(failed.every(({ what }) => what.includes(place)));
		});
	}
});
