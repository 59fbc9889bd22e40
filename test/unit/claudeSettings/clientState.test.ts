import assert from 'node:assert/strict';
import { decideBudget } from '../../../src/core/budget/budget.js';
import type { Problem } from '../../../src/core/problem.js';
import { parseClientState, type ClientState } from '../../../src/sources/claudeSettings/clientState.js';

const now = Date.parse('2026-11-20T14:05:00Z');
const fetchedAtMs = now - 600_000;

function read(utilization: object, more: object = {}, cache: object = {}): ClientState {
	const state = { cachedUsageUtilization: { fetchedAtMs, utilization, ...cache }, ...more };
	return parseClientState(JSON.stringify(state), '.claude.json', now, []);
}

const spend = (used: number, limit: number | null, more: object = {}): object => ({
	spend: {
		used: { amount_minor: used, currency: 'EUR', exponent: 2 },
		limit: limit === null ? null : { amount_minor: limit, currency: 'EUR', exponent: 2 },
		enabled: true,
		...more,
	},
});

describe("Claude Code's cached figures", () => {
	it('give limit and spend in the account’s currency, labelled client', () => {
		const { reading } = read(spend(4001, 4000));
		assert.ok(reading !== null);
		assert.deepEqual(reading.limit, { kind: 'amount', micros: 40_000_000 });
		assert.equal(reading.spentMicros, 40_010_000);
		assert.deepEqual([reading.currency, reading.basis, reading.limitSource], ['EUR', 'client', 'client']);
		const status = decideBudget({
			nowMs: now,
			timezone: 'UTC',
			readings: [reading],
			calls: [],
			thisBranch: null,
			planWindows: [],
		});
		assert.equal(status.state, 'over');
		assert.equal(status.asOfMs, fetchedAtMs);
	});

	it('a missing limit is unlimited, credits switched off is included use only', () => {
		assert.deepEqual(read(spend(100, null)).reading?.limit, { kind: 'unlimited' });
		assert.deepEqual(read(spend(0, 4000, { enabled: false })).reading?.limit, { kind: 'amount', micros: 0 });
	});

	it('fall back to the older extra_usage form, with its own digits', () => {
		const extra = { is_enabled: true, monthly_limit: 4000, used_credits: 1234.5, currency: 'EUR' };
		const { reading } = read({ extra_usage: { ...extra, decimal_places: 2 } });
		assert.deepEqual(reading?.limit, { kind: 'amount', micros: 40_000_000 });
		assert.equal(reading.spentMicros, 12_345_000);
		const yen = read({ extra_usage: { ...extra, currency: 'JPY' } });
		assert.deepEqual(yen.reading?.limit, { kind: 'amount', micros: 4_000_000_000 });
	});

	it('count only for the account that is signed in', () => {
		const account = { oauthAccount: { accountUuid: 'a', emailAddress: 'jo@example.com' } };
		assert.ok(read(spend(1, 2), account, { accountUuid: 'a' }).reading !== null);
		assert.equal(read(spend(1, 2), account, { accountUuid: 'b' }).reading, null);
		assert.equal(read(spend(1, 2), account).account?.email, 'jo@example.com');
	});

	it('from the future do not count', () => {
		assert.equal(read(spend(1, 2), {}, { fetchedAtMs: now + 3_600_000 }).reading, null);
	});

	it('give the plan’s rolling windows that still run', () => {
		const { planWindows, reading } = read({
			five_hour: { utilization: 46, resets_at: '2026-11-20T16:00:00Z' },
			seven_day: { utilization: 80.5, resets_at: null },
			seven_day_opus: null,
			seven_day_sonnet: { utilization: 9, resets_at: '2026-11-20T13:00:00Z' },
			limits: [{ kind: 'weekly_scoped', percent: 100 }],
		});
		assert.equal(reading, null);
		assert.deepEqual(
			planWindows.map(({ name, usedPercent }) => [name, usedPercent]),
			[
				['five_hour', 46],
				['seven_day', 80.5],
			],
		);
	});

	it('tell what the organization refuses and its default model', () => {
		const { entitlement } = read(
			{},
			{
				modelAccessCache: [
					{ apiName: 'claude-opus-5-5', entitled: false },
					{ apiName: 'claude-haiku-4-5-20251001', entitled: true },
				],
				orgModelDefaultCache: { name: 'claude-sonnet-5-5', override_user_selection: true, updated_at: 'x' },
			},
		);
		assert.deepEqual(entitlement, {
			refused: ['claude-opus-5-5'],
			orgDefault: 'claude-sonnet-5-5',
			orgDefaultOverridesUser: true,
		});
	});

	it('in an unknown form are left out, not guessed', () => {
		const problems: Problem[] = [];
		assert.equal(read({ spend: { used: 4, limit: 5 } }).reading, null);
		assert.equal(parseClientState('{', '.claude.json', now, problems).reading, null);
		assert.match(problems[0]?.what ?? '', /\.claude\.json/);
	});
});
