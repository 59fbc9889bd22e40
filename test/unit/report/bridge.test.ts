import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultConfig } from '../../../src/core/config.js';
import type { SessionLinks } from '../../../src/core/links/link.js';
import { computeReport } from '../../../src/core/report/computeReport.js';
import { dayMs, inputsOf, judged, linkTo, pullRequest, since, slice, until } from './exampleInputs.js';

const merged = judged(pullRequest(1));
const open = judged(pullRequest(2, { mergedAtMs: null, closedAtMs: null }));
const closed = judged(pullRequest(3, { mergedAtMs: null }));

const link = (sessionId: string) =>
	fc
		.record({
			pullRequest: fc.constantFrom(1, 2, 3, 99, null),
			shareMicros: fc.integer({ min: 0, max: 50_000_000 }),
		})
		.map(({ pullRequest: number, shareMicros }) => ({
			...linkTo(sessionId, shareMicros, 1).links[0]!,
			pullRequest: number,
		}));

const session = (index: number): fc.Arbitrary<{ links: SessionLinks | null; costs: number[] }> =>
	fc
		.record({
			isKnown: fc.boolean(),
			links: fc.array(link(`s${index}`), { maxLength: 5 }),
			unlinkedMicros: fc.integer({ min: 0, max: 50_000_000 }),
			costs: fc.array(fc.integer({ min: 0, max: 90_000_000 }), { maxLength: 4 }),
		})
		.map(({ isKnown, links, unlinkedMicros, costs }) => ({
			costs,
			links: isKnown
				? {
						sessionId: `s${index}`,
						repo: 'acme/app',
						costMicros: links.reduce((sum, { shareMicros }) => sum + shareMicros, unlinkedMicros),
						links,
						unlinkedMicros,
					}
				: null,
		}));

describe('bridge', () => {
	it('closes to the micro-dollar, whatever the sessions, links and period edges are', () => {
		fc.assert(
			fc.property(fc.tuple(session(0), session(1), session(2)), (sessions) => {
				const spend = sessions.flatMap(({ costs }, index) => costs.map((cost) => slice(`s${index}`, cost)));
				const report = computeReport(
					inputsOf({
						spend,
						links: sessions.flatMap(({ links }) => (links === null ? [] : [links])),
						pullRequests: [merged, open, closed],
					}),
					defaultConfig,
				);
				const { totalMicros, bridge } = report.spend;
				assert.equal(
					totalMicros,
					spend.reduce((sum, { costMicros }) => sum + costMicros, 0),
				);
				assert.equal(
					Object.values(bridge).reduce<number>((sum, micros) => sum + (micros ?? NaN), 0),
					totalMicros,
				);
				const listed = [...report.pullRequests, ...report.otherPullRequests];
				const inPeriod = (state: string): number =>
					listed
						.filter((pr) => pr.state === state)
						.reduce((sum, pr) => sum + (pr.costInPeriodMicros ?? 0), 0);
				assert.equal(inPeriod('merged'), bridge.mergedMicros);
				assert.equal(inPeriod('open'), bridge.openMicros);
				assert.equal(inPeriod('closed'), bridge.closedMicros);
			}),
		);
	});

	it('puts each dollar where the pull request stood when the period ended', () => {
		const later = judged(pullRequest(4, { mergedAtMs: until + dayMs, closedAtMs: until + dayMs }));
		const report = computeReport(
			inputsOf({
				spend: [slice('a', 5), slice('b', 7), slice('c', 11), slice('d', 13), slice('e', 17)],
				links: [
					linkTo('a', 5, 1),
					linkTo('b', 7, 2),
					linkTo('c', 11, 3),
					linkTo('d', 13, 4),
					linkTo('e', 17, null),
				],
				pullRequests: [merged, open, closed, later],
			}),
			defaultConfig,
		);
		assert.deepEqual(report.spend.bridge, {
			mergedMicros: 5,
			openMicros: 20,
			closedMicros: 11,
			unlinkedMicros: 17,
		});
	});

	it('counts a session that began before the period whole in the direct cost, and its part in the bridge', () => {
		const report = computeReport(
			inputsOf({
				spend: [slice('a', 30)],
				links: [linkTo('a', 100, 1)],
				pullRequests: [judged(pullRequest(1, { mergedAtMs: since + 1 }))],
			}),
			defaultConfig,
		);
		assert.equal(report.pullRequests[0]?.costMicros, 100);
		assert.equal(report.pullRequests[0].costInPeriodMicros, 30);
		assert.equal(report.spend.bridge.mergedMicros, 30);
		assert.equal(report.quality.linkedOutsidePeriodMicros, 70);
	});
});
