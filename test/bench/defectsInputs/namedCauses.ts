import { readFixDiffs } from '../../../src/sources/git/fixDiff.js';
import type { Git } from '../../../src/sources/git/git.js';

/** A commit that a fix names as what it repairs. */
export interface NamedCause {
	readonly commit: string;
	readonly committedAtMs: number;
}

function groupByPrefix(shas: Iterable<string>): Map<string, string[]> {
	const groups = new Map<string, string[]>();
	for (const sha of shas) {
		const group = groups.get(sha.slice(0, 7));
		if (group) group.push(sha);
		else groups.set(sha.slice(0, 7), [sha]);
	}
	return groups;
}

/** Fixes with the commits their trailers name, each resolved to exactly one commit that is not younger than the fix. */
async function namedPairs(git: Git): Promise<Map<string, NamedCause[]>> {
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
	const pairs = new Map<string, NamedCause[]>();
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

/** Leaves out pairs whose named commit is not in the fix's own history (backports, other branches). */
async function ancestorsOnly(git: Git, fix: string, named: readonly NamedCause[]): Promise<NamedCause[]> {
	const kept: NamedCause[] = [];
	for (const one of named) {
		if ((await git.textOrNull(['merge-base', '--is-ancestor', one.commit, fix])) !== null) kept.push(one);
	}
	return kept;
}

/** The fixes of one repository that can be asked about. */
export interface NamedFixes {
	/** Fixes that change source, with the commits of their own history that they name. */
	readonly causes: ReadonlyMap<string, readonly NamedCause[]>;
	/** All fixes that name a commit. */
	readonly all: number;
}

/** The fixes of a repository whose message names their cause: the first `sample` by SHA, so always the same. */
export async function namedFixes(git: Git, sample: number): Promise<NamedFixes> {
	const pairs = await namedPairs(git);
	const causes = new Map<string, readonly NamedCause[]>();
	for await (const diff of readFixDiffs(git, [...pairs.keys()].sort())) {
		const named = await ancestorsOnly(git, diff.fix, pairs.get(diff.fix) ?? []);
		if (diff.sourceFiles > 0 && named.length > 0) causes.set(diff.fix, named);
		if (causes.size >= sample) break;
	}
	return { causes, all: pairs.size };
}
