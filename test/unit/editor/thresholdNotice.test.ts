import assert from 'node:assert/strict';
import { thresholdNotice } from '../../../src/editor/status/thresholdNotice.js';
import { budgetFacts, reader } from './budgetFacts.js';

describe('threshold notice', () => {
	it('says what was used and how long the rest lasts', () => {
		const { status } = budgetFacts({ state: 'warning' });
		const forecast = { ...status.forecast!, lastsUntilMs: Date.UTC(2026, 10, 26) };
		const notice = thresholdNotice({ ...status, forecast }, reader);
		assert.equal(
			notice?.message,
			'You have used 75 % of the $500.00 for this month. At this pace it lasts until 26 Nov.',
		);
	});

	it('has one claim a threshold and period', () => {
		const claims = (['warning', 'critical', 'over'] as const).flatMap((state) =>
			[0, 1].map((month) => {
				const window = { startMs: Date.UTC(2026, 10 + month, 1), endMs: Date.UTC(2026, 11 + month, 1) };
				return thresholdNotice(budgetFacts({ state, window }).status, reader)?.claim;
			}),
		);
		assert.equal(new Set(claims).size, 6);
	});

	it('is silent below the first threshold and without a limit', () => {
		for (const state of ['ok', 'unlimited', 'included-only', 'unknown'] as const) {
			assert.equal(thresholdNotice(budgetFacts({ state }).status, reader), null);
		}
	});
});
