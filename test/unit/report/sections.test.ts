import assert from 'node:assert/strict';
import { defaultConfig, type Config } from '../../../src/core/config.js';
import { OutlayError } from '../../../src/core/errors.js';
import { computeReport } from '../../../src/core/report/computeReport.js';
import { keptLinks } from '../../../src/core/report/keptLinks.js';
import { checkThresholds, parseThreshold } from '../../../src/core/report/thresholds.js';
import {
	dayMs,
	inputsOf,
	judged,
	linkTo,
	pullRequest,
	since,
	slice,
	trailer,
	until,
} from './exampleInputs.js';

const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The same spend every weekday of the period, nothing on weekends. */
const steady = (perDay: number, changes: Parameters<typeof slice>[2] = {}) =>
	Array.from({ length: (until - since) / dayMs }, (_, index) => iso(since + index * dayMs))
		.filter((day) => ![0, 6].includes(new Date(day).getUTCDay()))
		.map((day) => slice(`s-${day}`, perDay, { day, ...changes }));

describe('forecast', () => {
	const to = (dataEndMs: number, config: Config = defaultConfig) =>
		computeReport(
			inputsOf({
				period: { sinceMs: since, untilMs: dataEndMs, timezone: 'UTC' },
				dataEndMs,
				spend: steady(10_000_000).filter(({ day }) => Date.parse(day) < dataEndMs),
				people: [{ personId: 'ana', team: 'Web' }],
			}),
			config,
		).forecast.rows;

	it('continues a steady pace to the end of the month and the quarter', () => {
		const [month, quarter] = to(Date.parse('2026-10-12T00:00:00Z'));
		// October 2026 has 22 weekdays; the fourth quarter 66.
		assert.equal(month?.expectedMicros, 220_000_000);
		assert.equal(month.lowMicros, 220_000_000);
		assert.equal(month.endsBefore, '2026-11-01');
		assert.equal(quarter?.expectedMicros, 660_000_000);
		assert.equal(quarter.startsLate, false);
	});

	it('takes planned headcount into account', () => {
		const config: Config = {
			...defaultConfig,
			teams: [
				{
					name: 'Web',
					costCenter: null,
					headcount: [
						{ from: '2026-01-01', people: 4 },
						{ from: '2026-11-02', people: 8 },
					],
				},
			],
		};
		const [month, quarter] = to(Date.parse('2026-10-12T00:00:00Z'), config);
		assert.equal(month?.expectedMicros, 220_000_000);
		// November and December have 44 weekdays, all after the doubling.
		assert.equal(quarter?.expectedMicros, 220_000_000 + 2 * 440_000_000);
		assert.deepEqual(quarter.adjustments, ['Web: 8 people from 2026-11-02']);
	});

	it('takes an announced price into account', () => {
		const rates = { input: 2, cacheWrite5m: 2.5, cacheWrite1h: 4, cacheRead: 0.1, output: 10 };
		const config: Config = {
			...defaultConfig,
			prices: [
				{ model: 'claude-own', from: '2026-01-01', ...rates },
				{
					model: 'claude-own',
					from: '2026-10-19',
					input: 4,
					cacheWrite5m: 5,
					cacheWrite1h: 8,
					cacheRead: 0.2,
					output: 20,
				},
			],
		};
		const dataEndMs = Date.parse('2026-10-12T00:00:00Z');
		const [month] = computeReport(
			inputsOf({
				period: { sinceMs: since, untilMs: dataEndMs, timezone: 'UTC' },
				dataEndMs,
				spend: steady(10_000_000, { model: 'claude-own' }).filter(({ day }) => Date.parse(day) < dataEndMs),
			}),
			config,
		).forecast.rows;
		// Seven weekdays to 9 October, five at the old price, ten at the doubled one.
		assert.equal(month?.expectedMicros, (7 + 5 + 2 * 10) * 10_000_000);
		assert.deepEqual(month.adjustments, ['new price of claude-own from 2026-10-19']);
	});

	it('is withheld, with the reason, for a period that is over and for too short a past', () => {
		const over = computeReport(inputsOf({ dataEndMs: until + dayMs }), defaultConfig).forecast.rows[0];
		assert.equal(over?.expectedMicros, null);
		assert.match(over.withheld ?? '', /period ended before/);
		assert.match(to(since + 10 * dayMs)[0]?.withheld ?? '', /whole weeks/);
	});
});

describe('models', () => {
	it('values the cache at the base rates of the day and leaves an unpriced model without a cost', () => {
		const { models } = computeReport(
			inputsOf({
				spend: [
					slice('a', 5_000_000, {
						model: 'claude-opus-5',
						day: '2026-08-10',
						inputTokens: 0,
						cacheReadTokens: 1_000_000,
						cacheWrite5mTokens: 200_000,
					}),
					slice('b', 0, { model: 'claude-unknown-9', isPriced: false }),
				],
			}),
			defaultConfig,
		);
		const [opus, unknown] = models.rows;
		// Opus 5: $5 in, $6.25 five-minute write, $0.50 read: 1 M × 4.50 saved, 0.2 M × 1.25 paid more.
		assert.equal(opus?.cacheWorthMicros, 4_500_000 - 250_000);
		assert.equal(opus.cacheReadShare, Math.round((1_000_000 / 1_200_000) * 1e6) / 1e6);
		assert.equal(unknown?.costMicros, null);
		assert.equal(unknown.cacheWorthMicros, null);
	});

	it('prices small work on an expensive model at the cheaper one, from k people and PRs on', () => {
		const of = (count: number) => {
			const numbers = Array.from({ length: count }, (_, index) => index + 1);
			return computeReport(
				inputsOf({
					pullRequests: numbers.map((number) =>
						judged(pullRequest(number), {
							personId: `p${number}`,
							sourceLines: 4,
							sourceFiles: 1,
							evidence: [trailer],
						}),
					),
					links: numbers.map((number) => linkTo(`s${number}`, 1_000_000, number)),
					spend: numbers.map((number) =>
						slice(`s${number}`, 1_000_000, {
							model: 'claude-opus-5',
							personId: `p${number}`,
							day: '2026-08-10',
							inputTokens: 100_000,
							outputTokens: 20_000,
							cacheReadTokens: 0,
							cacheWrite5mTokens: 0,
						}),
					),
				}),
				defaultConfig,
			).models;
		};
		const [found] = of(5).trivialOnExpensive;
		assert.equal(found?.pullRequests, 5);
		assert.equal(found.costMicros, 5_000_000);
		// Sonnet 5.5: 0.1 M × $2 + 0.02 M × $10 = $0.40 each.
		assert.equal(found.cheaperMicros, 2_000_000);
		assert.equal(found.differenceMicros, 3_000_000);
		assert.deepEqual(of(4).trivialOnExpensive, []);
		assert.match(of(4).withheld ?? '', /fewer than 5/);
	});
});

describe('value', () => {
	it('computes each line by the formula it prints, from the settings', () => {
		const config: Config = {
			...defaultConfig,
			formulas: { hourlyRate: 90, minutesSavedPerAiPr: 40, workingDaysPerYear: 200 },
		};
		const { value } = computeReport(
			inputsOf({
				spend: [slice('a', 60_000_000)],
				commitCounts: { ai: 10, none: 20 },
				pullRequests: [1, 2, 3].map((number) => judged(pullRequest(number), { evidence: [trailer] })),
			}),
			config,
		);
		const of = (name: string): number | null | undefined =>
			value.lines.find((line) => line.name === name)?.value;
		assert.equal(of('Cost per commit'), 2_000_000);
		assert.equal(of('Time saved'), 2);
		assert.equal(of('Value of the time saved'), 180_000_000);
		// 1 August to 31 October 2026 has 65 weekdays.
		assert.equal(of('Annual value'), Math.round((180_000_000 / 65) * 200));
		assert.equal(of('Annual spend at this pace'), Math.round((60_000_000 / 65) * 200));
		for (const line of value.lines) assert.ok(line.formula && (line.value !== null || line.withheld));
	});
});

describe('thresholds', () => {
	const report = computeReport(
		inputsOf({ spend: [slice('a', 30_000_000)], pullRequests: [judged(pullRequest(1))] }),
		defaultConfig,
	);
	const stateOf = (text: string) => checkThresholds(report, [parseThreshold(text)])[0]?.state;

	it('fails on a figure beyond its limit, keeps one within, and never fails on a withheld one', () => {
		assert.equal(stateOf('loaded-cost > 25'), 'failed');
		assert.equal(stateOf('loaded-cost>30'), 'kept');
		assert.equal(stateOf('unlinked >= 100'), 'failed');
		assert.equal(stateOf('defect-rate-ai > 1'), 'unknown');
	});

	it('refuses what it cannot read and lists the figures', () => {
		for (const text of ['cost', 'loaded-cost = 3', 'constructor > 1']) {
			assert.throws(
				() => parseThreshold(text),
				(error) => OutlayError.is(error, 'usage') && (error.hint ?? '').includes('loaded-cost'),
			);
		}
	});
});

describe('keptLinks', () => {
	it('scales the links of a session to the spend that a filter leaves', () => {
		const all = [slice('a', 60), slice('a', 40, { model: 'claude-opus-5' }), slice('b', 10)];
		const kept = all.filter(({ model }) => model === 'claude-opus-5');
		const [link, ...rest] = keptLinks([linkTo('a', 100, 1), linkTo('b', 10, 2)], all, kept);
		assert.deepEqual(rest, []);
		assert.equal(link?.costMicros, 40);
		assert.equal(link.links[0]?.shareMicros, 40);
	});
});

describe('previous period', () => {
	it('stands beside this one, figure by figure', () => {
		const now = inputsOf({ spend: [slice('a', 30)], pullRequests: [judged(pullRequest(1))] });
		const earlier = inputsOf({
			period: { sinceMs: since - 92 * dayMs, untilMs: since, timezone: 'UTC' },
			spend: [slice('b', 20)],
		});
		const { previous } = computeReport(now, defaultConfig, earlier);
		const spend = previous?.changes.find(({ figure }) => figure === 'All spend');
		assert.deepEqual([spend?.before, spend?.now, spend?.change], [20, 30, 10]);
		const loaded = previous?.changes.find(({ figure }) => figure === 'Loaded cost per merged PR');
		assert.deepEqual([loaded?.before, loaded?.now, loaded?.change], [null, 30, null]);
	});
});
