import assert from 'node:assert/strict';
import fc from 'fast-check';
import { budgetPeriods, windowAt, type BudgetPeriod } from '../../../src/core/budget/window.js';

describe('budget window', () => {
	const rows: readonly (readonly [
		at: string,
		period: BudgetPeriod,
		zone: string,
		start: string,
		end: string,
	])[] = [
		['2026-11-20T14:05Z', 'monthly', 'UTC', '2026-11-01T00:00Z', '2026-12-01T00:00Z'],
		['2026-10-31T23:30Z', 'monthly', 'Europe/Berlin', '2026-10-31T23:00Z', '2026-11-30T23:00Z'],
		['2026-10-31T23:30Z', 'monthly', 'UTC', '2026-10-01T00:00Z', '2026-11-01T00:00Z'],
		['2026-11-20T14:05Z', 'weekly', 'UTC', '2026-11-16T00:00Z', '2026-11-23T00:00Z'],
		['2026-11-20T14:05Z', 'quarterly', 'UTC', '2026-10-01T00:00Z', '2027-01-01T00:00Z'],
		['2026-02-28T12:00Z', 'quarterly', 'UTC', '2026-01-01T00:00Z', '2026-04-01T00:00Z'],
		// The day the clocks go back has 25 hours, the day they go forward 23.
		['2026-10-25T12:00Z', 'daily', 'Europe/Berlin', '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
		['2026-03-29T12:00Z', 'daily', 'Europe/Berlin', '2026-03-28T23:00Z', '2026-03-29T22:00Z'],
	];
	for (const [at, period, zone, start, end] of rows) {
		it(`${period} at ${at} in ${zone} is ${start} – ${end}`, () =>
			assert.deepEqual(windowAt(Date.parse(at), period, zone), {
				startMs: Date.parse(start),
				endMs: Date.parse(end),
			}));
	}

	it('holds its instant, and the next window starts where it ends', () => {
		const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe');
		const instants = fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2028-01-01') });
		fc.assert(
			fc.property(instants, fc.constantFrom(...budgetPeriods), zones, (at, period, zone) => {
				const { startMs, endMs } = windowAt(at, period, zone);
				assert.ok(startMs <= at && at < endMs);
				assert.equal(windowAt(endMs, period, zone).startMs, endMs);
			}),
		);
	});
});
