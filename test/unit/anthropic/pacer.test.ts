import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Pacer } from '../../../src/sources/anthropic/pacer.js';

describe('pacer', () => {
	it('never lets more than its number start in any minute, and never waits without need', async () => {
		const gaps = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 120 });
		await fc.assert(
			fc.asyncProperty(gaps, fc.integer({ min: 1, max: 10 }), async (wants, perMinute) => {
				let now = 1_000_000;
				const sleep = (ms: number): Promise<void> => {
					assert.ok(ms > 0);
					now += ms;
					return Promise.resolve();
				};
				const pacer = new Pacer(perMinute, { now: () => now, sleep });
				const starts: number[] = [];
				for (const gap of wants) {
					now += gap;
					const asked = now;
					await pacer.turn(new AbortController().signal);
					const inWindow = starts.filter((start) => start > now - 60_000).length;
					assert.ok(inWindow < perMinute);
					const before = starts.filter((start) => start > asked - 60_000).length;
					if (before < perMinute) assert.equal(now, asked);
					starts.push(now);
				}
			}),
		);
	});
});
