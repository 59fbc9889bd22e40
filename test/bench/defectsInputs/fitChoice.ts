import type { DefectEvidence, DefectModel } from '../../../src/core/outcomes/defectModel.js';

/** One commit that may be the cause of a fix, and whether the fix names it. */
export interface Candidate {
	readonly evidence: DefectEvidence;
	readonly ageMs: number;
	readonly isNamed: boolean;
}

/** The candidates of one fix; the one that counts may not be among them. */
export type Choice = readonly Candidate[];

/** Solves a symmetric system by elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
	const rows = matrix.map((row, index) => [...row, right[index]!]);
	const size = rows.length;
	for (let column = 0; column < size; column++) {
		const pivot = rows.reduce(
			(best, row, index) =>
				index >= column && Math.abs(row[column]!) > Math.abs(rows[best]![column]!) ? index : best,
			column,
		);
		[rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
		for (let row = 0; row < size; row++) {
			if (row === column) continue;
			const factor = rows[row]![column]! / rows[column]![column]!;
			for (let at = column; at <= size; at++) rows[row]![at]! -= factor * rows[column]![at]!;
		}
	}
	return rows.map((row, index) => row[size]! / row[index]!);
}

const steps = 25;

/**
 * Conditional logit with "none of them" as a further choice of score 0, by Newton's method, with a ridge of `ridge` on
 * every weight but the constant. Where a fix names several candidates, each is as right as the others.
 */
export function fitChoice(
	choices: readonly Choice[],
	names: readonly (keyof DefectEvidence)[],
	ridge = 1,
): Pick<DefectModel, 'constant' | 'weights'> {
	const size = names.length + 1;
	const rowsOf = choices.map((choice) =>
		choice.map(({ evidence }) => [1, ...names.map((name) => evidence[name])]),
	);
	let weights = new Array<number>(size).fill(0);
	for (let step = 0; step < steps; step++) {
		const gradient = weights.map((weight, index) => (index === 0 ? 0 : -ridge * weight));
		const curvature = weights.map((_, row) =>
			weights.map((_, column) => (row === column && row > 0 ? ridge : 1e-9)),
		);
		for (const [at, choice] of choices.entries()) {
			const rows = rowsOf[at]!;
			const named = choice.filter(({ isNamed }) => isNamed).length;
			const powers = rows.map((row) =>
				Math.exp(row.reduce((sum, value, index) => sum + value * weights[index]!, 0)),
			);
			const all = powers.reduce((sum, power) => sum + power, 1);
			const mean = new Array<number>(size).fill(0);
			for (const [index, row] of rows.entries()) {
				const share = powers[index]! / all;
				const target = choice[index]!.isNamed ? 1 / named : 0;
				for (let one = 0; one < size; one++) {
					gradient[one]! += (target - share) * row[one]!;
					mean[one]! += share * row[one]!;
					for (let two = 0; two < size; two++) curvature[one]![two]! += share * row[one]! * row[two]!;
				}
			}
			for (let one = 0; one < size; one++) {
				for (let two = 0; two < size; two++) curvature[one]![two]! -= mean[one]! * mean[two]!;
			}
		}
		const move = solve(curvature, gradient);
		weights = weights.map((weight, index) => weight + move[index]!);
		if (Math.max(...move.map(Math.abs)) < 1e-9) break;
	}
	const [constant, ...rest] = weights;
	const byName = Object.fromEntries(names.map((name, index) => [name, rest[index]!]));
	return { constant: constant!, weights: byName as unknown as DefectEvidence };
}
