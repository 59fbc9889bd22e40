import assert from 'node:assert/strict';
import { dayIn, startOfDayMs } from '../../src/core/period.js';
import { OutlayError } from '../../src/core/errors.js';

describe('period', () => {
	it('cuts days where the zone cuts them, across daylight saving', () => {
		const berlin = dayIn('Europe/Berlin');
		assert.equal(berlin(Date.parse('2026-03-28T22:59:59Z')), '2026-03-28');
		assert.equal(berlin(Date.parse('2026-03-28T23:00:00Z')), '2026-03-29');
		assert.equal(berlin(Date.parse('2026-03-29T22:00:00Z')), '2026-03-30');
		assert.equal(dayIn('Asia/Kathmandu')(Date.parse('2026-03-28T18:15:00Z')), '2026-03-29');
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
