import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decideBudget, type BudgetQuestion } from '../../../src/core/budget/budget.js';
import type { BudgetReading, SpentCall } from '../../../src/core/budget/reading.js';
import { budgetStateOf } from '../../../src/core/budget/state.js';

const now = Date.parse('2026-11-20T14:05:00Z');
const hour = 3_600_000;
const usd = (dollars: number): number => dollars * 1_000_000;

const told = (changes: Partial<BudgetReading>): BudgetReading => ({
	origin: 'organization-status',
	limit: { kind: 'amount', micros: usd(500) },
	limitSource: 'seat-tier',
	spentMicros: usd(314),
	zeroMayBeMissing: true,
	basis: 'billed',
	currency: 'USD',
	period: 'monthly',
	timezone: 'UTC',
	resetsAtMs: Date.parse('2026-12-01T00:00:00Z'),
	asOfMs: now - hour,
	...changes,
});

const call = (at: string, dollars: number, changes: Partial<SpentCall> = {}): SpentCall => ({
	atMs: Date.parse(at),
	costMicros: usd(dollars),
	isPriced: true,
	model: 'claude-sonnet-5-5',
	sessionId: 's1',
	...changes,
});

const ask = (changes: Partial<BudgetQuestion>): BudgetQuestion => ({
	nowMs: now,
	timezone: 'Europe/Berlin',
	readings: [],
	calls: [],
	thisBranch: null,
	planWindows: [],
	...changes,
});

describe('state of a budget', () => {
	const limit = { kind: 'amount', micros: usd(500) } as const;
	const rows: readonly (readonly [spentMicros: number | null, state: string])[] = [
		[0, 'ok'],
		[usd(375) - 1, 'ok'],
		[usd(375), 'warning'],
		[usd(475) - 1, 'warning'],
		[usd(475), 'critical'],
		[usd(500) - 1, 'critical'],
		[usd(500), 'over'],
		[usd(900), 'over'],
		[null, 'unknown'],
	];
	for (const [spent, state] of rows) {
		it(`${String(spent)} of ${String(limit.micros)} micros is ${state}`, () =>
			assert.equal(budgetStateOf(limit, spent), state));
	}

	it('says what share of the calls never wrote their final output, beside what they cost', () => {
		const status = decideBudget(
			ask({
				calls: [
					call('2026-11-18T10:00:00Z', 10, { outputIsPartial: true, standsFor: 3 }),
					call('2026-11-19T10:00:00Z', 4),
					call('2026-10-19T10:00:00Z', 4, { outputIsPartial: true, standsFor: 90 }),
				],
			}),
		);
		assert.ok(
			status.notes.includes(
				'Output of 75 % of the calls was not fully recorded; their cost at list prices is a floor.',
			),
			status.notes.join('\n'),
		);
	});

	it('labels costs as API-equivalent where the client shows the windows of a subscription', () => {
		const planWindows = [{ name: 'five_hour', usedPercent: 46, resetsAtMs: null, asOfMs: 0 }];
		const isLabelled = (one: Parameters<typeof ask>[0]): boolean =>
			decideBudget(ask(one)).notes.some((note) => note.includes('API-equivalent'));
		assert.deepEqual([isLabelled({ planWindows }), isLabelled({})], [true, false]);
	});

	it('a zero limit means included use only, whatever is spent', () => {
		assert.equal(budgetStateOf({ kind: 'amount', micros: 0 }, 0), 'included-only');
		assert.equal(budgetStateOf({ kind: 'amount', micros: 0 }, usd(3)), 'included-only');
	});

	it('unlimited and unknown are different things', () => {
		assert.equal(budgetStateOf({ kind: 'unlimited' }, usd(3)), 'unlimited');
		assert.equal(budgetStateOf({ kind: 'unknown' }, usd(3)), 'unknown');
	});

	it('never calms down when spend grows', () => {
		const order = ['ok', 'warning', 'critical', 'over'];
		const amount = fc.integer({ min: 1, max: 9_000_000_000_000 });
		fc.assert(
			fc.property(amount, amount, amount, (micros, one, two) => {
				const at = (spent: number): number => order.indexOf(budgetStateOf({ kind: 'amount', micros }, spent));
				assert.ok(at(Math.min(one, two)) <= at(Math.max(one, two)));
			}),
		);
	});
});

describe('sources of a budget', () => {
	it('are trusted in order: status, config, setting, client, estimate', () => {
		const origins = ['client', 'setting', 'config', 'organization-status'] as const;
		const readings = origins.map((origin) => told({ origin, limitSource: 'setting' }));
		for (let left = readings.length; left > 0; left -= 1) {
			const status = decideBudget(ask({ readings: readings.slice(0, left) }));
			assert.equal(status.origin, origins[left - 1]);
			assert.equal(status.others.length, left - 1);
		}
		assert.equal(decideBudget(ask({})).origin, 'estimate');
	});

	it('a source that knows no limit gives way to one that does', () => {
		const status = decideBudget(
			ask({
				readings: [told({ limit: { kind: 'unknown' } }), told({ origin: 'setting', limitSource: 'setting' })],
			}),
		);
		assert.equal(status.origin, 'setting');
	});

	it('unlimited is a known limit', () => {
		const status = decideBudget(
			ask({ readings: [told({ limit: { kind: 'unlimited' } }), told({ origin: 'setting' })] }),
		);
		assert.equal(status.state, 'unlimited');
		assert.equal(status.limitMicros, null);
		assert.equal(status.spentMicros, usd(314));
	});

	it('among the periods of one source the most urgent speaks, months first among equals', () => {
		const daily = told({ period: 'daily', limit: { kind: 'amount', micros: usd(20) }, spentMicros: usd(19) });
		assert.equal(decideBudget(ask({ readings: [told({}), daily] })).period, 'daily');
		const calm = told({ period: 'daily', limit: { kind: 'amount', micros: usd(20) }, spentMicros: usd(1) });
		assert.equal(decideBudget(ask({ readings: [calm, told({})] })).period, 'monthly');
	});

	it('nobody names a limit: the month at list price, marked as an estimate', () => {
		const status = decideBudget(
			ask({ calls: [call('2026-11-02T10:00:00Z', 7), call('2026-10-31T10:00:00Z', 5)] }),
		);
		assert.equal(status.state, 'unknown');
		assert.equal(status.limitSource, 'none');
		assert.equal(status.spentMicros, usd(7));
		assert.equal(status.basis, 'list');
		assert.equal(status.isEstimate, true);
	});

	it('no transcripts and no source: unknown, not zero', () => {
		const status = decideBudget(ask({ calls: null }));
		assert.equal(status.spentMicros, null);
		assert.match(status.notes.join(' '), /not known/);
	});
});

describe('spend of a budget', () => {
	it('a reported 0 beside local use is a missing reading: the estimate stands in, and says so', () => {
		const status = decideBudget(
			ask({ readings: [told({ spentMicros: 0 })], calls: [call('2026-11-02T10:00:00Z', 400)] }),
		);
		assert.equal(status.spentMicros, usd(400));
		assert.equal(status.basis, 'list');
		assert.equal(status.state, 'warning');
		assert.match(status.notes.join(' '), /reports a spend of 0/);
	});

	it('a reported 0 without local use is 0', () => {
		const status = decideBudget(ask({ readings: [told({ spentMicros: 0 })] }));
		assert.equal(status.spentMicros, 0);
		assert.equal(status.basis, 'billed');
	});

	it('a figure from before the reset is not this period’s spend', () => {
		const status = decideBudget(
			ask({
				readings: [
					told({
						asOfMs: Date.parse('2026-10-31T23:00:00Z'),
						resetsAtMs: Date.parse('2026-11-01T00:00:00Z'),
					}),
				],
				calls: [call('2026-11-02T10:00:00Z', 40)],
			}),
		);
		assert.equal(status.spentMicros, usd(40));
		assert.equal(status.resetsAtMs, Date.parse('2026-12-01T00:00:00Z'));
	});

	it('another currency is never filled up with dollars', () => {
		const status = decideBudget(
			ask({
				readings: [told({ currency: 'EUR', spentMicros: null })],
				calls: [call('2026-11-02T10:00:00Z', 40)],
			}),
		);
		assert.equal(status.spentMicros, null);
		assert.equal(status.state, 'unknown');
		assert.match(status.notes.join(' '), /EUR/);
	});

	it('holds a limit against the window of its own zone', () => {
		const calls = [call('2026-10-31T23:30:00Z', 3)];
		const berlin = told({ origin: 'config', spentMicros: null, timezone: 'Europe/Berlin' });
		assert.equal(decideBudget(ask({ readings: [berlin], calls })).spentMicros, usd(3));
		assert.equal(decideBudget(ask({ readings: [{ ...berlin, timezone: 'UTC' }], calls })).spentMicros, 0);
	});

	it('knows today, this session and the models of the period', () => {
		const status = decideBudget(
			ask({
				calls: [
					call('2026-11-18T10:00:00Z', 10, { sessionId: 'a', model: 'claude-opus-5-5' }),
					call('2026-11-19T22:59:00Z', 4, { sessionId: 'b' }),
					call('2026-11-19T23:30:00Z', 2, { sessionId: 'b' }),
					call('2026-11-20T08:00:00Z', 1, { sessionId: 'b' }),
				],
			}),
		);
		// Midnight in Berlin is 23:00 UTC.
		assert.equal(status.today?.costMicros, usd(3));
		assert.ok(!status.notes.some((note) => note.includes('not fully recorded')));
		assert.deepEqual(status.thisSession, { sessionId: 'b', costMicros: usd(7), unpricedCalls: 0 });
		assert.deepEqual(
			status.models.map(({ model, costMicros }) => [model, costMicros]),
			[
				['claude-opus-5-5', usd(10)],
				['claude-sonnet-5-5', usd(7)],
			],
		);
	});

	it('says when the estimate is a floor, and when a figure is stale', () => {
		const floor = decideBudget(ask({ calls: [call('2026-11-18T10:00:00Z', 0, { isPriced: false })] }));
		assert.match(floor.notes.join(' '), /1 calls? ran on a model without a known price/);
		assert.equal(decideBudget(ask({ readings: [told({ asOfMs: now - 25 * hour })] })).isStale, true);
		assert.equal(decideBudget(ask({ readings: [told({})] })).isStale, false);
	});
});

describe('forecast of a budget', () => {
	const workdays = ['16', '17', '18', '19'].map((day) => call(`2026-11-${day}T10:00:00Z`, 10));

	it('carries the pace of this machine to the end of the period', () => {
		const status = decideBudget(ask({ calls: workdays, timezone: 'UTC' }));
		const { forecast } = status;
		assert.ok(forecast !== null);
		// $40 spent; $10 a day for the 10.41 days left.
		const left = (Date.parse('2026-12-01T00:00:00Z') - now) / (24 * hour);
		assert.equal(Math.round(forecast.micros / 10_000), Math.round((40 + 10 * left) * 100));
		assert.equal(forecast.days, 4);
		assert.ok(forecast.lowMicros <= forecast.micros && forecast.micros <= forecast.highMicros);
	});

	it('is scaled to the basis of the spend', () => {
		const status = decideBudget(
			ask({ readings: [told({ spentMicros: usd(20) })], calls: workdays, timezone: 'UTC' }),
		);
		const left = (Date.parse('2026-12-01T00:00:00Z') - (now - hour)) / (24 * hour);
		assert.equal(Math.round((status.forecast?.micros ?? 0) / 10_000), Math.round((20 + 5 * left) * 100));
	});

	it('says when the limit will be reached', () => {
		const reading = told({
			origin: 'setting',
			spentMicros: null,
			limit: { kind: 'amount', micros: usd(50) },
		});
		const { forecast } = decideBudget(ask({ readings: [reading], calls: workdays, timezone: 'UTC' }));
		const when = new Date(forecast?.lastsUntilMs ?? 0).toISOString();
		assert.equal(when.slice(0, 10), '2026-11-21');
	});

	it('is withheld below three days of history, and when the spend was made elsewhere', () => {
		const early = decideBudget(ask({ calls: [call('2026-11-19T10:00:00Z', 5)] }));
		assert.equal(early.forecast, null);
		assert.match(early.notes.join(' '), /three complete days/);
		const elsewhere = decideBudget(ask({ readings: [told({ spentMicros: usd(4000) })], calls: workdays }));
		assert.equal(elsewhere.forecast, null);
		assert.match(elsewhere.notes.join(' '), /not made on this machine/);
	});

	it('never falls below what is spent', () => {
		const amounts = fc.array(fc.integer({ min: 0, max: usd(100) }), { minLength: 4, maxLength: 18 });
		fc.assert(
			fc.property(amounts, (costs) => {
				const calls = costs.map((costMicros, index) => ({
					...call(`2026-11-${String(index + 1).padStart(2, '0')}T12:00:00Z`, 0),
					costMicros,
				}));
				const { forecast, spentMicros } = decideBudget(ask({ calls }));
				assert.ok(forecast !== null && spentMicros !== null);
				assert.ok(forecast.lowMicros >= spentMicros && forecast.highMicros >= forecast.micros);
			}),
		);
	});
});
