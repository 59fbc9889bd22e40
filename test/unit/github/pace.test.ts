import assert from 'node:assert/strict';
import { Pace } from '../../../src/sources/github/pace.js';

describe('progress of a sync', () => {
	/** What is told after some steps, each so many seconds after the first. */
	const told = (
		steps: readonly (readonly [second: number, done: number, total: number | null])[],
	): string => {
		let nowMs = 1_000_000;
		let last = '';
		const pace = new Pace(
			'acme/app',
			() => nowMs,
			(what, done, total) => (last = `${what} (${done} of ${total ?? '?'})`),
		);
		for (const [second, done, total] of steps) {
			nowMs = 1_000_000 + second * 1000;
			pace.step(done, total);
		}
		return last;
	};

	const rows: readonly [name: string, steps: Parameters<typeof told>[0], text: string][] = [
		[
			'the first page: nothing is known of the pace',
			[[0, 29, 5000]],
			'pull requests of acme/app (29 of 5000)',
		],
		[
			'a usual pace',
			[
				[0, 29, 5000],
				[10, 319, 5000],
			],
			'pull requests of acme/app, 29 a second, about 3 min left (319 of 5000)',
		],
		[
			'a slow one, with a decimal',
			[
				[0, 0, 100],
				[20, 50, 100],
			],
			'pull requests of acme/app, 2.5 a second, about 20 s left (50 of 100)',
		],
		[
			'hours to go',
			[
				[0, 0, 100_000],
				[100, 500, 100_000],
			],
			'pull requests of acme/app, 5.0 a second, about 5.5 h left (500 of 100000)',
		],
		[
			'a resumed sync: what earlier runs read is no pace of this one',
			[
				[0, 4000, 5000],
				[10, 4100, 5000],
			],
			'pull requests of acme/app, 10 a second, about 2 min left (4100 of 5000)',
		],
		[
			'a scan for changes: how many there are is not known',
			[
				[0, 10, null],
				[5, 60, null],
			],
			'pull requests of acme/app, 10 a second (60 of ?)',
		],
		[
			'the last page: nothing is left',
			[
				[0, 0, 58],
				[2, 58, 58],
			],
			'pull requests of acme/app, 29 a second (58 of 58)',
		],
	];
	for (const [name, steps, text] of rows) it(name, () => assert.equal(told(steps), text));

	it('says until when it waits for a limit, and how far it is', () => {
		let last = '';
		const pace = new Pace(
			'acme/app',
			() => 0,
			(what, done, total) => (last = `${what} (${done} of ${total ?? '?'})`),
		);
		pace.step(29, 5000);
		pace.waiting(Date.parse('2026-03-02T10:45:00Z'));
		assert.equal(last, "pull requests of acme/app, waiting for GitHub's limit until 10:45 UTC (29 of 5000)");
	});
});
