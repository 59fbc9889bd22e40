import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dayIn, isIn, resolvePeriod, startOfDayMs } from '../../src/core/period.js';
import { spanBefore } from '../../src/core/periodAlias.js';
import { OutlayError } from '../../src/core/errors.js';

describe('period', () => {
	it('cuts days where the zone cuts them, across daylight saving', () => {
		const berlin = dayIn('Europe/Berlin');
		assert.equal(berlin(Date.parse('2026-03-28T22:59:59Z')), '2026-03-28');
		assert.equal(berlin(Date.parse('2026-03-28T23:00:00Z')), '2026-03-29');
		assert.equal(berlin(Date.parse('2026-03-29T22:00:00Z')), '2026-03-30');
		assert.equal(dayIn('Asia/Kathmandu')(Date.parse('2026-03-28T18:15:00Z')), '2026-03-29');
	});

	it('cuts the days of UTC as the calendar does, in any year', () => {
		const most = 8_640_000_000_000_000 - 172_800_000;
		fc.assert(
			fc.property(fc.integer({ min: -most, max: most }), (atMs) => {
				assert.equal(dayIn('UTC')(atMs), dayIn('Etc/UTC')(atMs));
			}),
		);
		const days = dayIn('UTC');
		assert.equal(days(Date.parse('2026-03-28T23:59:59.999Z')), '2026-03-28');
		assert.equal(days(Date.parse('2026-03-29T00:00:00Z')), '2026-03-29');
		assert.equal(days(Date.parse('2026-03-28T00:00:00Z')), '2026-03-28');
	});

	it('starts a day at its first existing instant', () => {
		assert.equal(startOfDayMs('2026-09-06', 'America/Santiago'), Date.parse('2026-09-06T04:00:00Z'));
	});

	it('refuses a zone it does not know, naming it', () => {
		assert.throws(
			() => dayIn('Mars/Olympus'),
			(error) => OutlayError.is(error, 'usage') && error.message.includes('Mars/Olympus'),
		);
	});
});

describe('period of a request', () => {
	const known = { nowMs: Date.parse('2026-11-22T10:00:00Z'), firstMs: Date.parse('2026-02-23T16:07:08Z') };
	const request = { since: null, until: null, timezone: null };

	it('covers everything from the first recorded use until now when nothing is said', () => {
		assert.deepEqual(resolvePeriod(request, known), {
			sinceMs: Date.parse('2026-02-23T00:00:00Z'),
			untilMs: known.nowMs,
			timezone: 'UTC',
		});
		const unused = resolvePeriod(request, { ...known, firstMs: null });
		assert.equal(unused.sinceMs, Date.parse('2026-08-24T00:00:00Z'));
	});

	it('ends with the day of the last known instant, never after now', () => {
		const old = resolvePeriod(request, { ...known, lastMs: Date.parse('2026-03-05T09:36:18Z') });
		assert.equal(old.untilMs, Date.parse('2026-03-06T00:00:00Z'));
		assert.equal(resolvePeriod(request, { ...known, lastMs: known.nowMs }).untilMs, known.nowMs);
	});

	it('takes dates as days of the zone and leaves the end out', () => {
		const period = resolvePeriod(
			{ since: '2026-08-01', until: '2026-09-01', timezone: 'America/New_York' },
			known,
		);
		assert.equal(period.sinceMs, Date.parse('2026-08-01T04:00:00Z'));
		assert.equal(isIn(period, Date.parse('2026-09-01T03:59:59.999Z')), true);
		assert.equal(isIn(period, period.untilMs), false);
	});

	it('refuses an empty period and what is no date, naming the option', () => {
		const refused = (wish: Partial<typeof request> | object): string => {
			try {
				resolvePeriod({ ...request, ...wish }, known);
			} catch (error) {
				assert.ok(OutlayError.is(error, 'usage'));
				return error.message;
			}
			return assert.fail('accepted');
		};
		assert.match(refused({ since: '2026-08-02', until: '2026-08-02' }), /empty/);
		assert.match(refused({ since: 'yesterday-ish' }), /--since "yesterday-ish"/);
		assert.match(refused({ until: '2026-13-01' }), /--until/);
	});
});

describe('named periods', () => {
	const now = Date.parse('2026-11-22T09:00:00Z');
	const resolved = (since: string, timezone = 'UTC'): string[] => {
		const period = resolvePeriod({ since, until: null, timezone }, { nowMs: now, firstMs: null });
		return [period.sinceMs, period.untilMs].map((ms) => new Date(ms).toISOString());
	};

	it('takes calendar units in the zone', () => {
		assert.deepEqual(resolved('last-quarter'), ['2026-07-01T00:00:00.000Z', '2026-10-01T00:00:00.000Z']);
		assert.deepEqual(resolved('last-month', 'Europe/Berlin'), [
			'2026-09-30T22:00:00.000Z',
			'2026-10-31T23:00:00.000Z',
		]);
		assert.deepEqual(resolved('this-week'), ['2026-11-16T00:00:00.000Z', '2026-11-22T09:00:00.000Z']);
		assert.deepEqual(resolved('last-7-days'), ['2026-11-15T00:00:00.000Z', '2026-11-22T00:00:00.000Z']);
		assert.deepEqual(resolved('last-year'), ['2025-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z']);
	});

	it('lists the names when it knows none of them', () => {
		assert.throws(
			() => resolved('last-fortnight'),
			(error) => OutlayError.is(error, 'usage') && (error.hint ?? '').includes('last-quarter'),
		);
	});

	it('compares a quarter with the quarter before, and days with as many days', () => {
		const before = (since: string, until: string, timezone = 'UTC'): string[] => {
			const span = spanBefore({ sinceMs: Date.parse(since), untilMs: Date.parse(until) }, timezone);
			return [span.sinceMs, span.untilMs].map((ms) => new Date(ms).toISOString());
		};
		assert.deepEqual(before('2026-07-01T00:00:00Z', '2026-10-01T00:00:00Z'), [
			'2026-04-01T00:00:00.000Z',
			'2026-07-01T00:00:00.000Z',
		]);
		assert.deepEqual(before('2026-11-08T00:00:00Z', '2026-11-15T00:00:00Z'), [
			'2026-11-01T00:00:00.000Z',
			'2026-11-08T00:00:00.000Z',
		]);
		assert.deepEqual(before('2026-11-22T00:00:00Z', '2026-11-22T09:00:00Z'), [
			'2026-11-21T15:00:00.000Z',
			'2026-11-22T00:00:00.000Z',
		]);
	});
});
