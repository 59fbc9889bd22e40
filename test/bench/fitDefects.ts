// Fits the weights of `src/core/outcomes/defectModel.ts` (ADR 9).
//
//   npm run bench -- fitDefects --train REPOSITORY… [--held-out REPOSITORY…] [--window 30|none] [--sample N] [--precision P]
//
// Takes clones whose commits carry `Fixes: <sha>` trailers, hides the trailer, and takes from each the first
// `sample` by SHA (default 400) of the fixes that change source and name a commit of their own history. First, precision and
// recall of each threshold with one repository left out of the fitting at a time: the threshold is the lowest that
// reaches the precision asked for (default 0.85). Then the weights of all of --train, beside those of the source. Last,
// what they are worth on --held-out, which has no part in any choice. The error is counted as in `defects.ts`.
import { weighedCommits, type BlamedFix } from '../../src/core/outcomes/defectFix.js';
import {
	likelihoodsOf,
	modelOf,
	type DefectEvidence,
	type DefectModel,
} from '../../src/core/outcomes/defectModel.js';
import { blameFixes } from '../../src/sources/git/fixBlame.js';
import { Git } from '../../src/sources/git/git.js';
import { fitChoice, type Choice } from './defectsInputs/fitChoice.js';
import { namedFixes, type NamedCause } from './defectsInputs/namedCauses.js';
import { emptyScore, scoreLine, type Score } from './defectsInputs/score.js';

const dayMs = 86_400_000;

/** The fixes of one repository as choices, and how many named commits each could find. */
interface Examples {
	readonly folder: string;
	readonly fixes: readonly { readonly choice: Choice; readonly named: number }[];
}

type Weights = Pick<DefectModel, 'constant' | 'weights'>;

function exampleOf(
	blamed: BlamedFix,
	named: readonly NamedCause[],
	window: number | null,
): Examples['fixes'][number] {
	const reach = window === null ? Infinity : window * dayMs;
	const choice =
		blamed.nothing !== null
			? []
			: weighedCommits(blamed, window).map(({ commit, evidence, ageMs }) => {
					return { evidence, ageMs, isNamed: named.some((one) => one.commit === commit) };
				});
	return {
		choice,
		named: named.filter(({ committedAtMs }) => blamed.committedAtMs - committedAtMs <= reach).length,
	};
}

async function examplesOf(folder: string, sample: number, window: number | null): Promise<Examples> {
	const git = new Git(folder, { env: process.env });
	const { causes } = await namedFixes(git, sample);
	const options = { ignoreRevsFile: null, ignoredRevisions: new Set<string>(), windowDays: window };
	const fixes: Examples['fixes'][number][] = [];
	for await (const blamed of blameFixes(git, [...causes.keys()], options)) {
		fixes.push(exampleOf(blamed, causes.get(blamed.fix) ?? [], window));
	}
	console.log(`${folder}: ${fixes.length} fixes`);
	return { folder, fixes };
}

/** The likeliest candidate of each fix: how likely, and whether the fix names it. */
function bestOf(
	{ fixes }: Examples,
	weights: Weights,
): { likelihood: number; isNamed: boolean; named: number }[] {
	return fixes.map(({ choice, named }) => {
		const likelihoods = likelihoodsOf(
			choice.map(({ evidence }) => evidence),
			{ ...weights, threshold: 0 },
		);
		let best = -1;
		for (const [index, likelihood] of likelihoods.entries()) {
			const isBetter =
				best === -1 ||
				likelihood > likelihoods[best]! ||
				(likelihood === likelihoods[best]! && choice[index]!.ageMs < choice[best]!.ageMs);
			if (isBetter) best = index;
		}
		return { likelihood: likelihoods[best] ?? 0, isNamed: choice[best]?.isNamed ?? false, named };
	});
}

function scoreOf(best: ReturnType<typeof bestOf>, threshold: number): Score {
	const score = emptyScore();
	for (const { likelihood, isNamed, named } of best) {
		score.named += named;
		if (likelihood === 0 || likelihood < threshold) continue;
		score.chosen++;
		if (isNamed) score.right++;
	}
	return score;
}

const thresholds = Array.from({ length: 30 }, (_, index) => (index + 11) / 100);

/** Every repository judged by the weights of the others; prints the thresholds and returns the one to take. */
function crossValidate(
	train: readonly Examples[],
	names: readonly (keyof DefectEvidence)[],
	wanted: number,
): number {
	const judged = train.map((left) => {
		const others = train.filter((one) => one !== left);
		return bestOf(
			left,
			fitChoice(
				others.flatMap(({ fixes }) => fixes.map(({ choice }) => choice)),
				names,
			),
		);
	});
	let chosen: number | null = null;
	console.log('each repository by the weights of the others');
	for (const threshold of thresholds) {
		const score = scoreOf(judged.flat(), threshold);
		// To three decimals, as it is printed.
		if (chosen === null && Math.round((score.right / score.chosen) * 1000) >= wanted * 1000)
			chosen = threshold;
		console.log(`  ${scoreLine(`threshold ${threshold.toFixed(2)}`, score)}`);
	}
	const threshold = chosen ?? thresholds.at(-1)!;
	for (const [index, { folder }] of train.entries()) {
		console.log(`  ${scoreLine(`${folder} at ${threshold}`, scoreOf(judged[index]!, threshold))}`);
	}
	return threshold;
}

function printWeights(fitted: Weights, threshold: number, inSource: DefectModel): void {
	const row = (name: string, now: number, before: number): string =>
		`  ${name.padEnd(14)} ${now.toFixed(2).padStart(7)}   in the source ${before.toFixed(2).padStart(7)}`;
	console.log(row('constant', fitted.constant, inSource.constant));
	for (const name of Object.keys(fitted.weights) as (keyof DefectEvidence)[]) {
		console.log(row(name, fitted.weights[name], inSource.weights[name]));
	}
	console.log(row('threshold', threshold, inSource.threshold));
}

/** Values behind an option, up to the next one. */
function listOf(args: readonly string[], option: string): string[] {
	const from = args.indexOf(option);
	if (from === -1) return [];
	const rest = args.slice(from + 1);
	const end = rest.findIndex((one) => one.startsWith('--'));
	return end === -1 ? rest : rest.slice(0, end);
}

async function main(): Promise<void> {
	const args = process.argv.slice(2);
	const [window = '30'] = listOf(args, '--window');
	const windowDays = window === 'none' ? null : Number(window);
	const sample = Number(listOf(args, '--sample')[0] ?? 400);
	const wanted = Number(listOf(args, '--precision')[0] ?? 0.85);
	const folders = listOf(args, '--train');
	if (folders.length < 2) {
		console.error('npm run bench -- fitDefects --train REPOSITORY REPOSITORY… [--held-out REPOSITORY…]');
		process.exitCode = 2;
		return;
	}
	const inSource = modelOf(windowDays);
	const names = Object.keys(inSource.weights) as (keyof DefectEvidence)[];
	const train: Examples[] = [];
	for (const folder of folders) train.push(await examplesOf(folder, sample, windowDays));
	const threshold = crossValidate(train, names, wanted);
	const fitted = fitChoice(
		train.flatMap(({ fixes }) => fixes.map(({ choice }) => choice)),
		names,
	);
	console.log('weights of all of them');
	printWeights(fitted, threshold, inSource);
	const total = emptyScore();
	for (const folder of listOf(args, '--held-out')) {
		const score = scoreOf(bestOf(await examplesOf(folder, sample, windowDays), fitted), threshold);
		console.log(`  ${scoreLine(folder, score)}`);
		total.right += score.right;
		total.chosen += score.chosen;
		total.named += score.named;
	}
	if (total.named > 0) console.log(`  ${scoreLine('held out, all together', total)}`);
}

void main();
