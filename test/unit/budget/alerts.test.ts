import assert from 'node:assert/strict';
import fc from 'fast-check';
import { alertsOf, over80, type Watched } from '../../../src/core/budget/alerts.js';

const watched = (changes: Partial<Watched>): Watched => ({
	scope: 'person',
	id: 'user_1',
	name: 'p1@example.com',
	period: 'monthly',
	periodStart: '2026-11-01',
	limitMicros: 100,
	spentMicros: 0,
	currency: 'USD',
	...changes,
});

describe('alerts', () => {
	const rows: readonly (readonly [scope: Watched['scope'], spent: number, threshold: number | undefined])[] =
		[
			['person', 74, undefined],
			['person', 75, 0.75],
			['person', 94, 0.75],
			['person', 95, 0.95],
			['person', 100, 1],
			['team', 89, 0.75],
			['team', 90, 0.9],
			['organization', 90, 0.9],
			['organization', 250, 1],
		];
	for (const [scope, spentMicros, threshold] of rows) {
		it(`${scope} at ${String(spentMicros)} of 100: ${String(threshold ?? 'none')}`, () =>
			assert.equal(alertsOf([watched({ scope, spentMicros })])[0]?.threshold, threshold));
	}

	it('are raised by no unlimited, unknown or zero limit', () => {
		const silent = [{ limitMicros: null }, { spentMicros: null }, { limitMicros: 0 }];
		for (const changes of silent) assert.deepEqual(alertsOf([watched({ spentMicros: 99, ...changes })]), []);
	});

	it('have one name a threshold and period', () => {
		const key = (changes: Partial<Watched>): string =>
			alertsOf([watched({ spentMicros: 80, ...changes })])[0]?.key ?? '';
		assert.equal(key({}), key({ spentMicros: 90, name: 'renamed' }));
		const others = [
			{ spentMicros: 96 },
			{ periodStart: '2026-12-01' },
			{ id: 'user_2' },
			{ period: 'daily' },
		];
		assert.equal(new Set([key({}), ...others.map(key)]).size, 5);
	});

	it('name the lower thresholds that are passed with them, so that none is raised late', () => {
		const [alert] = alertsOf([watched({ spentMicros: 100 })]);
		const lower = [75, 95].map((spentMicros) => alertsOf([watched({ spentMicros })])[0]?.key);
		assert.deepEqual(alert?.lowerKeys, lower);
		assert.deepEqual(alertsOf([watched({ spentMicros: 75 })])[0]?.lowerKeys, []);
	});

	it('never fall when spend grows', () => {
		fc.assert(
			fc.property(fc.nat(200), fc.nat(200), (one, two) => {
				const at = (spentMicros: number): number => alertsOf([watched({ spentMicros })])[0]?.threshold ?? 0;
				assert.ok(at(Math.min(one, two)) <= at(Math.max(one, two)));
			}),
		);
	});

	it('list people above, not at, 80 %', () => {
		const people = [80, 81].map((spentMicros) => watched({ spentMicros }));
		assert.equal(over80([...people, watched({ scope: 'team', spentMicros: 99 })]).length, 1);
	});
});
