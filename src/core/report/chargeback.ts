import type { Config } from '../config.js';
import { dominance, hiddenBecause, pooled, suppress, type BreakdownCell } from './cellSuppression.js';
import type { ReportInputs } from './inputs.js';
import type { Population } from './population.js';
import type { ChargebackRow, ChargebackTable, WithheldSum } from './sectionModel.js';
import type { SpendSums } from './spendSums.js';

/** Everybody's spend and merges of one team; people without a team are the team `null`. */
interface TeamCell extends BreakdownCell {
	readonly team: string | null;
	readonly costCenter: string | null;
	readonly mergedAi: number;
}

const idOf = (name: string | null): string => (name === null ? '' : `=${name}`);

function teamCells(
	inputs: ReportInputs,
	{ byPerson }: SpendSums,
	{ arms }: Population,
	config: Config,
): TeamCell[] {
	const teamOf = new Map((inputs.people ?? []).map(({ personId, team }) => [personId, team]));
	for (const { personId, team } of inputs.pullRequests) {
		if (personId !== null && team !== null && !teamOf.get(personId)) teamOf.set(personId, team);
	}
	const costCenters = new Map(config.teams.map(({ name, costCenter }) => [name, costCenter]));
	const cells = new Map<string, { people: Map<string, number>; merged: number; ai: number }>();
	const cellOf = (team: string | null): { people: Map<string, number>; merged: number; ai: number } => {
		const cell = cells.get(idOf(team)) ?? { people: new Map<string, number>(), merged: 0, ai: 0 };
		cells.set(idOf(team), cell);
		return cell;
	};
	for (const [personId, costMicros] of byPerson)
		cellOf(teamOf.get(personId) ?? null).people.set(personId, costMicros);
	for (const prs of [arms.ai, arms.none]) {
		for (const { personId, team, arm } of prs) {
			if (personId === null) continue;
			const cell = cellOf(teamOf.get(personId) ?? team);
			if (!cell.people.has(personId)) cell.people.set(personId, 0);
			cell.merged += 1;
			if (arm === 'ai') cell.ai += 1;
		}
	}
	return [...cells]
		.map(([id, { people, merged, ai }]) => ({
			id,
			team: id === '' ? null : id.slice(1),
			costCenter: id === '' ? null : (costCenters.get(id.slice(1)) ?? null),
			people,
			mergedPrs: merged,
			mergedAi: ai,
			costMicros: [...people.values()].reduce((sum, micros) => sum + micros, 0),
		}))
		.sort((one, two) => (one.id < two.id ? -1 : 1));
}

function row(cell: BreakdownCell & Partial<TeamCell>, name: string, why: string | null): ChargebackRow {
	const isShown = why === null;
	return {
		name,
		costCenter: cell.costCenter ?? null,
		costMicros: isShown ? cell.costMicros : null,
		people: isShown ? cell.people.size : null,
		mergedPrs: isShown ? cell.mergedPrs : null,
		mergedAi: isShown ? (cell.mergedAi ?? 0) : null,
		withheld: why,
	};
}

function withheldSum(
	cells: readonly BreakdownCell[],
	hidden: ReadonlyMap<string, string>,
): WithheldSum | null {
	const kept = cells.filter(({ id }) => hidden.has(id));
	if (kept.length === 0) return null;
	const { costMicros, mergedPrs } = pooled(kept);
	return { cells: kept.length, costMicros, mergedPrs };
}

/** Hides teams and cost centres together, since each cost centre is a sum of teams. */
function suppressBoth(
	teams: readonly TeamCell[],
	k: number,
): {
	readonly centers: readonly (BreakdownCell & {
		readonly mergedAi: number;
		readonly costCenter: string | null;
	})[];
	readonly hiddenTeams: ReadonlyMap<string, string>;
	readonly hiddenCenters: ReadonlyMap<string, string>;
} {
	const names = [...new Set(teams.map(({ costCenter }) => costCenter))].sort((one, two) =>
		idOf(one) < idOf(two) ? -1 : 1,
	);
	const hiddenTeams = new Map<string, string>();
	const unsafeCenters = new Map<string, string>();
	const centers = names.map((name) => {
		const members = teams.filter(({ costCenter }) => costCenter === name);
		const center = {
			...pooled(members),
			id: idOf(name),
			costCenter: name,
			mergedAi: members.reduce((sum, { mergedAi }) => sum + mergedAi, 0),
		};
		const { hidden, isSafe } = suppress(members, k);
		for (const [id, why] of hidden) hiddenTeams.set(id, why);
		if (!isSafe) unsafeCenters.set(center.id, hiddenBecause(center, k) ?? 'it would give a team away');
		return center;
	});
	const { hidden: hiddenCenters } = suppress(centers, k, unsafeCenters);
	for (const center of centers) {
		if (!hiddenCenters.has(center.id)) continue;
		for (const { id, costCenter } of teams) {
			if (costCenter === center.costCenter && !hiddenTeams.has(id)) {
				hiddenTeams.set(id, 'so that another withheld cell cannot be worked out');
			}
		}
	}
	return { centers, hiddenTeams, hiddenCenters };
}

/**
 * Spend by team and by cost centre. Shown cells, the sum of the hidden ones and the spend of nobody known add up to
 * all spend, to the micro-dollar. A cell needs k people and k merged pull requests, and nobody over 75 % of it; more
 * cells are hidden until no published sum or difference gives a hidden one away.
 */
export function chargeback(
	inputs: ReportInputs,
	sums: SpendSums,
	population: Population,
	config: Config,
): ChargebackTable {
	const { k } = config.privacy;
	const { totalMicros, withoutPersonMicros: unknownMicros } = sums;
	const teams = teamCells(inputs, sums, population, config);
	const nobody: ChargebackRow[] =
		unknownMicros === 0
			? []
			: [
					{
						name: null,
						costCenter: null,
						costMicros: unknownMicros,
						people: null,
						mergedPrs: null,
						mergedAi: null,
						withheld: null,
					},
				];
	const { centers, hiddenTeams, hiddenCenters } = suppressBoth(teams, k);
	const hasTeams = teams.some(({ team }) => team !== null);
	return {
		k,
		rule: `A cell is shown with at least ${k} people and ${k} merged PRs and nobody over ${dominance * 100} % of it.`,
		teams: hasTeams
			? [
					...teams.map((cell) => row(cell, cell.team ?? 'no team', hiddenTeams.get(cell.id) ?? null)),
					...nobody,
				]
			: [],
		costCenters: centers.some(({ costCenter }) => costCenter !== null)
			? [
					...centers.map((cell) =>
						row(cell, cell.costCenter ?? 'no cost centre', hiddenCenters.get(cell.id) ?? null),
					),
					...nobody,
				]
			: [],
		withheldTeams: hasTeams ? withheldSum(teams, hiddenTeams) : null,
		withheldCostCenters: centers.some(({ costCenter }) => costCenter !== null)
			? withheldSum(centers, hiddenCenters)
			: null,
		totalMicros,
	};
}
