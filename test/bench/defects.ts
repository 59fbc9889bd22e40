// How often the blame of `inspect defects` names the commit that the fix itself names.
//
//   npm run bench -- defects REPOSITORY… [--sample N] [--with-window]
//
// Takes repositories whose commits carry `Fixes: <sha>` trailers, hides the trailer, and compares. Population: fixes
// that change a source file and name exactly one commit of their own history, or several. Counted by pair of fix and
// named commit. With the window, a pair counts in the recall when the named commit is inside it; every choice counts
// in the precision, also where the named commit is older. Wilson 95 % intervals. The sample is the lowest SHAs, so it
// is always the same. Times: the median of fixes asked one at a time, and of all together.
import { chooseInducing, type BlamedFix } from '../../src/core/outcomes/defectFix.js';
import { blameFixes } from '../../src/sources/git/fixBlame.js';
import { readFixDiffs } from '../../src/sources/git/fixDiff.js';
import { Git } from '../../src/sources/git/git.js';

interface Named {
	readonly commit: string;
	readonly committedAtMs: number;
}
interface Score {
	right: number;
	chosen: number;
	named: number;
}

const dayMs = 86_400_000;
const windowDays = 30;

function groupByPrefix(shas: Iterable<string>): Map<string, string[]> {
	const groups = new Map<string, string[]>();
	for (const sha of shas) {
		const group = groups.get(sha.slice(0, 7));
		if (group) group.push(sha);
		else groups.set(sha.slice(0, 7), [sha]);
	}
	return groups;
}

/** Fixes with the commits they name, each resolved to exactly one commit that is not younger than the fix. */
async function namedPairs(git: Git): Promise<Map<string, Named[]>> {
	const times = new Map<string, number>();
	const trailers = new Map<string, string[]>();
	for await (const record of git.records(['log', '-z', '--format=%H%x1f%ct%x1f%B'])) {
		const [sha = '', time = '', message = ''] = record.toString('utf8').split('\x1f');
		times.set(sha, Number(time) * 1000);
		const names = [...message.matchAll(/^\s*Fixes: '?(?:commit )?'?([0-9a-f]{7,40})\b/gim)];
		if (names.length > 0)
			trailers.set(
				sha,
				names.map((match) => match[1]!.toLowerCase()),
			);
	}
	const byPrefix = groupByPrefix(times.keys());
	const pairs = new Map<string, Named[]>();
	for (const [fix, names] of trailers) {
		const commits = names
			.map((name) => (byPrefix.get(name.slice(0, 7)) ?? []).filter((sha) => sha.startsWith(name)))
			.filter((hits) => hits.length === 1)
			.map(([commit]) => ({ commit: commit!, committedAtMs: times.get(commit!)! }))
			.filter(({ commit, committedAtMs }) => commit !== fix && committedAtMs <= times.get(fix)!);
		const distinct = [...new Map(commits.map((named) => [named.commit, named])).values()];
		if (distinct.length > 0) pairs.set(fix, distinct);
	}
	return pairs;
}

function wilson(right: number, all: number): string {
	if (all === 0) return '–';
	const share = right / all;
	const square = 1.96 ** 2;
	const middle = (share + square / (2 * all)) / (1 + square / all);
	const half =
		(1.96 * Math.sqrt((share * (1 - share)) / all + square / (4 * all * all))) / (1 + square / all);
	return `${share.toFixed(3)} [${(middle - half).toFixed(3)}–${(middle + half).toFixed(3)}]`;
}

const line = (name: string, { right, chosen, named }: Score): string =>
	`${name.padEnd(34)} precision ${wilson(right, chosen)} (${right}/${chosen})  recall ${wilson(right, named)} (${right}/${named})`;

function score(blamed: BlamedFix, named: readonly Named[], window: number | null, into: Score): void {
	const reach = window === null ? Infinity : window * dayMs;
	into.named += named.filter(({ committedAtMs }) => blamed.committedAtMs - committedAtMs <= reach).length;
	const { inducing } = chooseInducing(blamed, window);
	if (inducing === null) return;
	into.chosen++;
	if (named.some(({ commit }) => commit === inducing)) into.right++;
}

/** Leaves out pairs whose named commit is not in the fix's own history (backports, other branches). */
async function ancestorsOnly(git: Git, fix: string, named: readonly Named[]): Promise<Named[]> {
	const kept: Named[] = [];
	for (const one of named) {
		if ((await git.textOrNull(['merge-base', '--is-ancestor', one.commit, fix])) !== null) kept.push(one);
	}
	return kept;
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
	const pairs = await namedPairs(git);
	const wanted = [...pairs.keys()].sort().slice(0, sample);
	const fixes: string[] = [];
	for await (const diff of readFixDiffs(git, wanted)) {
		const named = await ancestorsOnly(git, diff.fix, pairs.get(diff.fix) ?? []);
		pairs.set(diff.fix, named);
		if (diff.sourceFiles > 0 && named.length > 0) fixes.push(diff.fix);
	}
	console.log(
		`${folder}: ${pairs.size} fixes name a commit, ${wanted.length} taken, ${fixes.length} change source`,
	);
	const options = { ignoreRevsFile: null, ignoredRevisions: new Set<string>() };
	for (const window of windows) {
		const name = window === null ? 'no window' : `window ${window} days`;
		const own: Score = { right: 0, chosen: 0, named: 0 };
		const start = performance.now();
		for await (const blamed of blameFixes(git, fixes, { ...options, windowDays: window })) {
			for (const into of [own, (totals[name] ??= { right: 0, chosen: 0, named: 0 })]) {
				score(blamed, pairs.get(blamed.fix) ?? [], window, into);
			}
		}
		const seconds = (performance.now() - start) / 1000;
		const median = await medianMs(git, fixes, window);
		console.log(`  ${line(name, own)}`);
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
	for (const [name, total] of Object.entries(totals)) console.log(`  ${line(name, total)}`);
}

void main();
