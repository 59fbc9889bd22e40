// How often the blame of `inspect defects` names the commit that the fix itself names.
//
//   npm run bench -- defects REPOSITORY… [--sample N] [--with-window]
//
// Takes repositories whose commits carry `Fixes: <sha>` trailers, hides the trailer, and compares. Population: fixes
// that change a source file and name a commit of their own history, or several. Counted by pair of fix and
// named commit. With the window, a pair counts in the recall when the named commit is inside it; every choice counts
// in the precision, also where the named commit is older. Wilson 95 % intervals. The sample is the first by SHA, so it
// is always the same. Times: the median of fixes asked one at a time, and of all together.
import { chooseInducing, type BlamedFix } from '../../src/core/outcomes/defectFix.js';
import { blameFixes } from '../../src/sources/git/fixBlame.js';
import { Git } from '../../src/sources/git/git.js';
import { namedFixes, type NamedCause } from './defectsInputs/namedCauses.js';
import { emptyScore, scoreLine, type Score } from './defectsInputs/score.js';

const dayMs = 86_400_000;
const windowDays = 30;

function score(blamed: BlamedFix, named: readonly NamedCause[], window: number | null, into: Score): void {
	const reach = window === null ? Infinity : window * dayMs;
	into.named += named.filter(({ committedAtMs }) => blamed.committedAtMs - committedAtMs <= reach).length;
	const { inducing } = chooseInducing(blamed, window);
	if (inducing === null) return;
	into.chosen++;
	if (named.some(({ commit }) => commit === inducing)) into.right++;
}

const timedFixes = 60;

/** Median milliseconds of fixes that are asked one at a time. */
async function medianMs(git: Git, fixes: readonly string[], window: number | null): Promise<number> {
	const times: number[] = [];
	for (const fix of fixes.slice(0, timedFixes)) {
		const start = performance.now();
		const options = { ignoreRevsFile: null, ignoredRevisions: new Set<string>(), windowDays: window };
		for await (const blamed of blameFixes(git, [fix], options)) chooseInducing(blamed, window);
		times.push(performance.now() - start);
	}
	return times.sort((one, two) => one - two)[Math.floor(times.length / 2)] ?? 0;
}

async function measure(
	folder: string,
	sample: number,
	windows: readonly (number | null)[],
	totals: Record<string, Score>,
): Promise<void> {
	const git = new Git(folder, { env: process.env });
	const { causes, all } = await namedFixes(git, sample);
	const fixes = [...causes.keys()];
	console.log(`${folder}: ${all} fixes name a commit, ${fixes.length} of those that change source taken`);
	const options = { ignoreRevsFile: null, ignoredRevisions: new Set<string>() };
	for (const window of windows) {
		const name = window === null ? 'no window' : `window ${window} days`;
		const own = emptyScore();
		const start = performance.now();
		for await (const blamed of blameFixes(git, fixes, { ...options, windowDays: window })) {
			for (const into of [own, (totals[name] ??= emptyScore())]) {
				score(blamed, causes.get(blamed.fix) ?? [], window, into);
			}
		}
		const seconds = (performance.now() - start) / 1000;
		const median = await medianMs(git, fixes, window);
		console.log(`  ${scoreLine(name, own)}`);
		console.log(
			`    ${fixes.length} fixes in ${seconds.toFixed(1)} s; one at a time, median ${median.toFixed(1)} ms`,
		);
	}
}

async function main(): Promise<void> {
	const args = process.argv.slice(2);
	const at = args.indexOf('--sample');
	const sample = at === -1 ? 1000 : Number(args.splice(at, 2)[1]);
	const windowOnly = args.indexOf('--with-window');
	if (windowOnly !== -1) args.splice(windowOnly, 1);
	if (args.length === 0) {
		console.error('npm run bench -- defects REPOSITORY… [--sample N] [--with-window]');
		process.exitCode = 2;
		return;
	}
	const totals: Record<string, Score> = {};
	const windows = windowOnly === -1 ? [windowDays, null] : [windowDays];
	for (const folder of args) await measure(folder, sample, windows, totals);
	console.log('all together');
	for (const [name, total] of Object.entries(totals)) console.log(`  ${scoreLine(name, total)}`);
}

void main();
