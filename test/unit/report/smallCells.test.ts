import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultConfig, type Config } from '../../../src/core/config.js';
import { computeReport } from '../../../src/core/report/computeReport.js';
import type { ReportInputs } from '../../../src/core/report/inputs.js';
import type { Report } from '../../../src/core/report/model.js';
import { seededRandom } from '../../../src/core/statistics/seededRandom.js';
import { formatUsd } from '../../../src/core/money.js';
import { reportCsv } from '../../../src/present/report/csv.js';
import { reportHtml } from '../../../src/present/report/html.js';
import { reportJson } from '../../../src/present/report/json.js';
import { reportMarkdown } from '../../../src/present/report/markdown.js';
import { reportText } from '../../../src/present/report/text.js';
import { exampleTeam, inputsOf, judged, pullRequest, slice, trailer } from './exampleInputs.js';

/** Tables whose cells are about people, and what keeps each from telling of fewer than k of them. */
const aboutPeople: Readonly<Record<string, string>> = {
	teams: 'small teams are withheld, and more of them until none can be worked out',
	'cost-centers': 'with the teams, since each is a sum of teams',
	'matched-developer': 'withheld with fewer than k developers',
	'small-work-on-expensive-models': 'withheld with fewer than k people',
	watch: 'pull requests are only counted from k people on',
	value: 'the lift is withheld with fewer than k developers on a side; the rest is of the whole report',
	outcomes: 'both arms of the whole report; people are counted, and drawn for the intervals',
	'cost-per-merged-pr': 'the whole report; people are drawn for the interval',
	quality: 'sums of the whole report',
	previous: 'sums of the whole report',
};

const config = (k: number): Config => ({
	...defaultConfig,
	teams: ['Platform', 'Checkout', 'Search', 'Mobile', 'Data'].map((name, index) => ({
		name,
		costCenter: `CC${index % 2}`,
		headcount: [],
	})),
	privacy: { ...defaultConfig.privacy, k },
});

/** The same work, done by other people: whose each pull request and each session is was drawn anew. */
function doneByOthers(inputs: ReportInputs, seed: number): ReportInputs {
	const random = seededRandom(seed);
	const people = inputs.people ?? [];
	const someone = (): (typeof people)[number] => people[Math.floor(random() * people.length)]!;
	const bySession = new Map<string, string>();
	return {
		...inputs,
		pullRequests: inputs.pullRequests.map((one) => {
			const { personId, team } = someone();
			return { ...one, personId, team };
		}),
		spend: inputs.spend.map((one) => {
			const personId = bySession.get(one.sessionId) ?? someone().personId;
			bySession.set(one.sessionId, personId);
			return { ...one, personId };
		}),
	};
}

const tablesOf = (report: Report): Map<string, string> =>
	new Map(reportCsv(report).map(({ id, text }) => [id, text]));

describe('small cells', () => {
	const team = { developers: 14, pullRequests: 160, sessionsPerPullRequest: 2, seed: 5 };

	it('are impossible in every table but the judged ones: it is the same whoever did the work', () => {
		const inputs = exampleTeam(team);
		const before = exampleTeam({ ...team, seed: 6 });
		const tables = tablesOf(computeReport(inputs, config(3), before));
		for (const id of [
			'defects',
			'defect-strata',
			'weeks',
			'models',
			'bridge',
			'pull-requests',
			'matched-kind',
		])
			assert.ok(tables.has(id), `${id} is in the report`);
		for (let seed = 1; seed <= 8; seed++) {
			const others = tablesOf(
				computeReport(doneByOthers(inputs, seed), config(3), doneByOthers(before, seed)),
			);
			assert.deepEqual([...others.keys()].sort(), [...tables.keys()].sort());
			for (const [id, text] of tables)
				if (!(id in aboutPeople))
					assert.equal(others.get(id), text, `${id} tells of people and is not judged`);
		}
	});

	it('are never a comparison of fewer than k developers with themselves, nor whose pull requests are one developer’s', () => {
		let shown = 0;
		let hidden = 0;
		const developer = fc.record({ ai: fc.integer({ min: 0, max: 6 }), none: fc.integer({ min: 0, max: 6 }) });
		fc.assert(
			fc.property(
				fc.array(developer, { minLength: 1, maxLength: 8 }),
				fc.integer({ min: 2, max: 5 }),
				(developers, k) => {
					let number = 0;
					const inputs = inputsOf({
						pullRequests: developers.flatMap(({ ai, none }, index) =>
							Array.from({ length: ai + none }, (_, at) =>
								judged(pullRequest((number += 1)), {
									personId: `p${index}`,
									evidence: at < ai ? [trailer] : [],
								}),
							),
						),
					});
					const [bySelf] = computeReport(inputs, config(k)).matched;
					const comparable = developers.filter(({ ai, none }) => ai >= 3 && none >= 3).length;
					const [defects] = bySelf!.outcomes;
					assert.deepEqual([...defects!.pullRequestKeys].sort(), defects!.pullRequestKeys);
					if (comparable > 0 && comparable < k) {
						const { matched, pullRequestKeys, matchedAi, matchedNone } = defects!;
						assert.deepEqual(
							[matched.value, matched.low, pullRequestKeys, matchedAi, matchedNone],
							[null, null, [], 0, 0],
						);
						assert.equal(matched.withheld, `fewer than ${k} developers`);
						hidden += 1;
					} else if (defects!.matched.value !== null) shown += 1;
				},
			),
			{ numRuns: 150 },
		);
		assert.ok(shown > 10 && hidden > 10, `met ${shown} shown and ${hidden} hidden ones`);
	});

	it('leave no trace of a hidden amount in any form of the report', () => {
		const sizes = [6, 5, 2, 3, 2];
		const people = sizes.flatMap((size, index) =>
			Array.from({ length: size }, (_, at) => ({
				personId: `p${index}-${at}`,
				team: config(4).teams[index]!.name,
				// No two sets of people cost the same: an amount says whose it is.
				costMicros: 1_000_003 + 10_007 * index + 101 * (at + 1) ** 3,
			})),
		);
		let number = 0;
		const inputs = inputsOf({
			people: people.map(({ personId, team: name }) => ({ personId, team: name })),
			activeDevelopers: people.map(({ personId }) => personId),
			spend: people.map(({ personId, costMicros }) => slice(`s-${personId}`, costMicros, { personId })),
			pullRequests: people.flatMap(({ personId, team: name }) =>
				[1, 2].map(() => judged(pullRequest((number += 1)), { personId, team: name })),
			),
		});
		const report = computeReport(inputs, config(4), inputs);
		const hidden = report.teams.teams.filter(({ withheld }) => withheld !== null).map(({ name }) => name);
		assert.ok(hidden.length >= 2 && hidden.length < sizes.length, hidden.join());
		const secrets = [
			...people.map(({ costMicros }) => costMicros),
			...hidden.map((name) =>
				people.filter((one) => one.team === name).reduce((sum, { costMicros }) => sum + costMicros, 0),
			),
		];
		const forms = [reportJson(report), reportHtml(report), reportMarkdown(report), reportText(report, 120)];
		const texts = [...forms, ...reportCsv(report).map(({ text }) => text)];
		const told = new Set(texts.flatMap((text) => text.match(/\$?\d+(?:,\d{3})*(?:\.\d+)?/g) ?? []));
		const spellings = (micros: number): string[] => [
			String(micros),
			(micros / 1e6).toFixed(6),
			formatUsd(micros),
		];
		for (const micros of secrets)
			for (const spelling of spellings(micros)) assert.ok(!told.has(spelling), `${spelling} is somewhere`);
		const [first] = report.teams.teams.filter(({ withheld }) => withheld === null);
		for (const spelling of spellings(first!.costMicros!))
			assert.ok(told.has(spelling), 'a shown one is told');
	});
});
