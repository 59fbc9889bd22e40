import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultConfig, type Config } from '../../../src/core/config.js';
import { chargeback } from '../../../src/core/report/chargeback.js';
import type { ReportInputs } from '../../../src/core/report/inputs.js';
import { populationOf } from '../../../src/core/report/population.js';
import { spendSums } from '../../../src/core/report/spendSums.js';
import type { ChargebackTable } from '../../../src/core/report/sectionModel.js';
import { inputsOf, judged, pullRequest, slice } from './exampleInputs.js';

const k = 3;

interface Member {
	readonly costs: number;
	readonly merged: number;
}

/** Teams of a few people each, some of them under one cost centre. */
const organisation = fc.array(
	fc.record({
		costCenter: fc.constantFrom(null, 'CC1', 'CC2', 'CC3'),
		members: fc.array(
			fc.record({ costs: fc.integer({ min: 0, max: 100_000 }), merged: fc.integer({ min: 0, max: 4 }) }),
			{ minLength: 1, maxLength: 7 },
		),
	}),
	{ minLength: 1, maxLength: 6 },
);

function tableOf(
	teams: readonly { costCenter: string | null; members: readonly Member[] }[],
	unknownMicros: number,
): { table: ChargebackTable; inputs: ReportInputs } {
	const people = teams.flatMap(({ members }, team) =>
		members.map((member, index) => ({ ...member, personId: `p${team}-${index}`, team: `T${team}` })),
	);
	let number = 0;
	const inputs = inputsOf({
		people: people.map(({ personId, team }) => ({ personId, team })),
		activeDevelopers: people.map(({ personId }) => personId),
		spend: [
			...people.map(({ personId, costs }) => slice(`s-${personId}`, costs, { personId })),
			...(unknownMicros > 0 ? [slice('unknown', unknownMicros, { personId: null })] : []),
		],
		pullRequests: people.flatMap(({ personId, team, merged }) =>
			Array.from({ length: merged }, () => judged(pullRequest((number += 1)), { personId, team })),
		),
	});
	const config: Config = {
		...defaultConfig,
		teams: teams.map(({ costCenter }, index) => ({ name: `T${index}`, costCenter, headcount: [] })),
		privacy: { ...defaultConfig.privacy, k },
	};
	return {
		table: chargeback(inputs, spendSums(inputs.spend), populationOf(inputs, 'medium'), config),
		inputs,
	};
}

/** True when `target` is a combination of the rows: its value can be worked out from theirs. */
function isInSpan(rows: readonly (readonly number[])[], target: readonly number[]): boolean {
	const matrix = rows.map((row) => [...row]);
	const wanted = [...target];
	let used = 0;
	for (let column = 0; column < wanted.length; column += 1) {
		const pivot = matrix.findIndex((row, index) => index >= used && Math.abs(row[column]!) > 1e-9);
		if (pivot === -1) continue;
		[matrix[used], matrix[pivot]] = [matrix[pivot]!, matrix[used]!];
		const base = matrix[used]!;
		for (const row of [...matrix.slice(used + 1), wanted]) {
			const factor = row[column]! / base[column]!;
			if (factor !== 0) base.forEach((value, index) => (row[index] = row[index]! - factor * value));
		}
		used += 1;
	}
	return wanted.every((value) => Math.abs(value) < 1e-9);
}

/** Everything the page publishes about team sums, as equations over the teams. */
function equations(table: ChargebackTable, costCenters: readonly (string | null)[]): number[][] {
	const size = costCenters.length;
	const vector = (has: (team: number) => boolean): number[] =>
		Array.from({ length: size }, (_, team) => (has(team) ? 1 : 0));
	const nameOf = (costCenter: string | null): string => costCenter ?? 'no cost centre';
	const shownTeams = table.teams.filter(({ costMicros, name }) => costMicros !== null && name !== null);
	const hiddenTeams = new Set(table.teams.filter(({ withheld }) => withheld).map(({ name }) => name));
	const shownCenters = table.costCenters.filter(
		({ costMicros, name }) => costMicros !== null && name !== null,
	);
	const hiddenCenters = new Set(table.costCenters.filter(({ withheld }) => withheld).map(({ name }) => name));
	return [
		vector(() => true),
		...shownTeams.map(({ name }) => vector((team) => `T${team}` === name)),
		...shownCenters.map(({ name }) => vector((team) => nameOf(costCenters[team]!) === name)),
		...(table.withheldTeams ? [vector((team) => hiddenTeams.has(`T${team}`))] : []),
		...(table.withheldCostCenters ? [vector((team) => hiddenCenters.has(nameOf(costCenters[team]!)))] : []),
	];
}

describe('chargeback', () => {
	it('sums to the total with what is withheld and with the spend of nobody known', () => {
		fc.assert(
			fc.property(organisation, fc.integer({ min: 0, max: 5000 }), (teams, unknown) => {
				const { table } = tableOf(teams, unknown);
				const sum = (rows: ChargebackTable['teams']): number =>
					rows.reduce((total, { costMicros }) => total + (costMicros ?? 0), 0);
				assert.equal(sum(table.teams) + (table.withheldTeams?.costMicros ?? 0), table.totalMicros);
				if (table.costCenters.length > 0) {
					assert.equal(
						sum(table.costCenters) + (table.withheldCostCenters?.costMicros ?? 0),
						table.totalMicros,
					);
				}
			}),
		);
	});

	it('shows no cell of fewer than k people or PRs, nor one that a single person dominates', () => {
		fc.assert(
			fc.property(organisation, (teams) => {
				const { table } = tableOf(teams, 0);
				for (const row of table.teams) {
					if (row.costMicros === null) {
						assert.ok(row.withheld, 'a withheld cell says why');
						assert.deepEqual([row.people, row.mergedPrs, row.mergedAi], [null, null, null]);
						continue;
					}
					const { members } = teams[Number(row.name?.slice(1))]!;
					assert.ok(members.length >= k);
					assert.ok(members.reduce((sum, { merged }) => sum + merged, 0) >= k);
					assert.ok(Math.max(...members.map(({ costs }) => costs)) <= 0.75 * row.costMicros);
				}
			}),
		);
	});

	it('lets nobody work out a hidden team or cost centre from all that is published', () => {
		let tried = 0;
		fc.assert(
			fc.property(organisation, fc.integer({ min: 0, max: 1 }), (teams, unknown) => {
				const { table } = tableOf(teams, unknown);
				const costCenters = teams.map(({ costCenter }) => costCenter);
				const known = equations(table, costCenters);
				const wholeReport = (vector: readonly number[]): boolean => vector.every((value) => value === 1);
				for (const { name, withheld } of table.teams) {
					if (!withheld) continue;
					const target = teams.map((_, team) => (`T${team}` === name ? 1 : 0));
					if (wholeReport(target)) continue;
					assert.equal(isInSpan(known, target), false, `team ${name} can be worked out`);
					tried += 1;
				}
				for (const { name, withheld } of table.costCenters) {
					if (!withheld) continue;
					const target = costCenters.map((center) => ((center ?? 'no cost centre') === name ? 1 : 0));
					if (wholeReport(target)) continue;
					assert.equal(isInSpan(known, target), false, `cost centre ${name} can be worked out`);
					tried += 1;
				}
			}),
			{ numRuns: 400 },
		);
		assert.ok(tried > 100, 'the property met too few hidden cells to mean anything');
	});
});
