import {
	coverageDelta,
	type CommitCoverage,
	type CoverageInputs,
	type TouchedFile,
} from '../core/outcomes/coverage.js';
import type { CoverageDelta } from '../core/outcomes/coverageDelta.js';
import { mergeReports } from '../core/outcomes/coverageReport.js';
import { resolvePaths } from '../core/outcomes/coverageResolution.js';
import { OutlayError } from '../core/errors.js';
import type { PullRequest } from '../core/pullRequest.js';
import { isSourceFile } from '../core/sourceFile.js';
import { ByPullRequest } from '../core/pullRequests/byPullRequest.js';
import { commitsBySha } from '../core/pullRequests/commitIndex.js';
import { landingOf } from '../core/pullRequests/landing.js';
import { coveredCommits, coverageRows, readCoverageOf } from '../ledger/coverage.js';
import type { Ledger } from '../ledger/ledger.js';
import type { CoverageSource } from '../sources/coverage/coverageSource.js';
import type { Git } from '../sources/git/git.js';
import { repositoryPaths } from '../sources/git/repositoryPaths.js';
import { headsThatTouched, readTouchedFiles, type CommitRange } from '../sources/git/touchedFiles.js';
import type { OutlayContext } from './context.js';
import { rememberedFacts } from './rememberedFacts.js';
import { matchRepositories, type Repository } from './repositories.js';

export interface CoverageOptions {
	readonly pullRequests: readonly PullRequest[];
	/** Those of them that are asked about; all without it. */
	readonly reported?: readonly PullRequest[];
	/** Tried in order for each commit; the ledger comes last. */
	readonly sources: readonly CoverageSource[];
}

/** How many first-parent ancestors of a base are asked for a report. */
const farthestBase = 50;

const namesOf = ({ name, otherNames }: Repository): string[] => [name, ...otherNames];

/** Coverage of the commits of one repository, each read once and remembered. */
class CommitReports {
	readonly #context: OutlayContext;
	readonly #repository: Repository;
	readonly #sources: readonly CoverageSource[];
	readonly #ledger: Ledger | null;
	readonly #remembered: ReadonlySet<string>;
	readonly #known = new Map<string, Promise<CommitCoverage | null>>();

	private constructor(
		context: OutlayContext,
		repository: Repository,
		sources: readonly CoverageSource[],
		ledger: Ledger | null,
		remembered: ReadonlySet<string>,
	) {
		this.#context = context;
		this.#repository = repository;
		this.#sources = sources;
		this.#ledger = ledger;
		this.#remembered = remembered;
	}

	static async open(
		context: OutlayContext,
		repository: Repository,
		sources: readonly CoverageSource[],
	): Promise<CommitReports> {
		const ledger = context.remembers ? await context.ledger() : null;
		const remembered =
			ledger === null ? new Set<string>() : await coveredCommits(ledger, namesOf(repository));
		return new CommitReports(context, repository, sources, ledger, remembered);
	}

	/** Neither a source nor the memory has any report. */
	get knowsNone(): boolean {
		return this.#sources.length === 0 && this.#remembered.size === 0;
	}

	/** Null when no source and no memory has a report of the commit. */
	of(commit: string): Promise<CommitCoverage | null> {
		let coverage = this.#known.get(commit);
		if (coverage === undefined) {
			coverage = this.#read(commit);
			this.#known.set(commit, coverage);
		}
		return coverage;
	}

	/** Nearest ancestor along the mainline, the commit itself included, that has a report. */
	async nearest(
		commit: string,
		mainline: readonly string[],
	): Promise<{ commit: string; distance: number; coverage: CommitCoverage } | null> {
		const start = mainline.lastIndexOf(commit);
		const chain =
			start === -1 ? [commit] : mainline.slice(Math.max(0, start - farthestBase), start + 1).reverse();
		for (const [distance, ancestor] of chain.entries()) {
			const coverage = await this.of(ancestor);
			if (coverage !== null) return { commit: ancestor, distance, coverage };
		}
		return null;
	}

	async #read(commit: string): Promise<CommitCoverage | null> {
		const { git, name } = this.#repository;
		for (const source of this.#sources) {
			if (!(await source.has(commit))) continue;
			const reports = await source.reportsOf(commit);
			if (reports.length === 0) continue;
			const paths = await repositoryPaths(git, process.platform, commit);
			const resolved = reports.map((report) => resolvePaths(report, paths, false));
			this.#context.problems.push(...resolved.flatMap(({ problems }) => problems));
			const merged = mergeReports(resolved.flatMap(({ files }) => files));
			await this.#ledger?.write({
				coverageFile: coverageRows(this.#ledger.orgId, name, commit, merged.values()),
			});
			return merged;
		}
		if (this.#ledger === null || !this.#remembered.has(commit)) return null;
		return readCoverageOf(this.#ledger, namesOf(this.#repository), commit);
	}
}

/**
 * Coverage change of each merged pull request on the source files it touched. Base is the state it
 * landed on (or the nearest first-parent ancestor with a report, at most 50 away), head the commit it landed as.
 * Pull requests without reports are in the map with the reason, so that eligibility can be counted for each arm.
 */
export async function judgeCoverage(
	context: OutlayContext,
	options: CoverageOptions,
): Promise<ByPullRequest<CoverageDelta>> {
	const deltas = new ByPullRequest<CoverageDelta>();
	const isReported = memberOf(options.reported ?? null);
	for (const matched of await matchRepositories(context, options.pullRequests)) {
		const { repository } = matched;
		if (repository === null) continue;
		const pullRequests = matched.pullRequests.filter((one) => one.mergedAtMs !== null && isReported(one));
		if (pullRequests.length === 0) continue;
		context.progress.report({ what: 'Comparing coverage', done: 0, total: pullRequests.length });
		const commits = await repository.history();
		const bySha = commitsBySha(commits);
		const landing = landingOf(commits, repository.branch.tip, matched.pullRequests);
		const reports = await CommitReports.open(context, repository, options.sources);
		const waiting: { readonly inputs: Omit<CoverageInputs, 'touched'>; readonly range: CommitRange }[] = [];
		for (const [index, { repo, number }] of pullRequests.entries()) {
			if (index % 64 === 63)
				context.progress.report({ what: 'Comparing coverage', done: index, total: pullRequests.length });
			const landed = landing.commitsOf.get(number) ?? [];
			const headCommit = landed.at(-1) ?? null;
			const first = landing.methodOf.get(number) === 'rebase' ? landed[0] : headCommit;
			const baseStart = bySha.get(first ?? '')?.parents[0] ?? null;
			if (headCommit === null || baseStart === null) {
				deltas.set({ repo, number }, notHere({ repo, number, headCommit }));
				continue;
			}
			const head = reports.knowsNone ? null : await reports.of(headCommit);
			const base = head === null ? null : await reports.nearest(baseStart, landing.mainline);
			const inputs = {
				repo,
				number,
				headCommit,
				head,
				base: base?.coverage ?? null,
				baseCommit: base?.commit ?? null,
				baseDistance: base?.distance ?? null,
			};
			const range = { base: baseStart, head: headCommit };
			if (head === null || base === null) waiting.push({ inputs, range });
			else {
				const touched = await touchedFiles(repository.git, range);
				const delta =
					touched === null ? notHere({ repo, number, headCommit }) : coverageDelta({ ...inputs, touched });
				deltas.set({ repo, number }, delta);
			}
		}
		const touching = await rangesThatTouchSource(
			context,
			repository,
			waiting.map(({ range }) => range),
		);
		for (const { inputs, range } of waiting) {
			const touched = touching.has(range.head) ? someSource : [];
			deltas.set(inputs, coverageDelta(Object.assign(inputs, { touched })));
		}
	}
	return deltas;
}

/** Membership of some list; null: everything is in it. */
function memberOf(some: readonly PullRequest[] | null): (one: PullRequest) => boolean {
	if (some === null) return () => true;
	const members = new Set(some);
	return (one) => members.has(one);
}

/** Without reports it only matters whether a source file was touched, which needs no line of it. */
const someSource: readonly TouchedFile[] = [{ path: 'some.ts', oldPath: null, changes: [] }];

/** Heads of the ranges that touched a source file, remembered by head and base. */
async function rangesThatTouchSource(
	context: OutlayContext,
	repository: Repository,
	ranges: readonly CommitRange[],
): Promise<Set<string>> {
	const baseOf = new Map(ranges.map(({ base, head }) => [head, base]));
	const facts = await rememberedFacts(
		context,
		{ repo: repository.name, kind: 'touches-source', ruleVersion: '1' },
		[...baseOf.keys()],
		(json, head) => {
			return isTouch(json) && json.base === baseOf.get(head) ? json : null;
		},
		async (heads) => {
			const missing = heads.map((head) => ({ base: baseOf.get(head) ?? '', head }));
			return touchedAmong(repository.git, missing);
		},
	);
	// What the clone cannot tell may have touched source files, and counts as such.
	return new Set([...baseOf.keys()].filter((head) => facts.get(head)?.touches !== false));
}

/** After so many changes that the clone cannot tell nobody asks for the others. */
const mostUntold = 20;

/** Whether some changes touched a source file, by head; those that the clone cannot tell are left out. */
async function touchedAmong(
	git: Git,
	ranges: readonly CommitRange[],
): Promise<Map<string, { base: string; touches: boolean }>> {
	try {
		const touched = await headsThatTouched(git, ranges, isSourceFile);
		return new Map(ranges.map(({ base, head }) => [head, { base, touches: touched.has(head) }]));
	} catch (error) {
		if (!OutlayError.is(error, 'environment')) throw error;
	}
	// Some content is not in this clone: asked one by one, only those that need it fail.
	const found = new Map<string, { base: string; touches: boolean }>();
	let untold = 0;
	for (const { base, head } of ranges) {
		if (untold >= mostUntold) break;
		const touched = await touchedFiles(git, { base, head });
		if (touched === null) untold += 1;
		else found.set(head, { base, touches: touched.some(({ path }) => path !== null && isSourceFile(path)) });
	}
	return found;
}

/** Touched files of a change; null when the clone does not have their contents. */
async function touchedFiles(git: Git, { base, head }: CommitRange): Promise<TouchedFile[] | null> {
	try {
		return await readTouchedFiles(git, base, head);
	} catch (error) {
		if (OutlayError.is(error, 'environment')) return null;
		throw error;
	}
}

/** True for an answer as it is remembered; there is one a pull request, so no schema is run over each. */
function isTouch(json: unknown): json is { readonly base: string; readonly touches: boolean } {
	if (typeof json !== 'object' || json === null || !('base' in json) || !('touches' in json)) return false;
	return typeof json.base === 'string' && typeof json.touches === 'boolean';
}

function notHere(place: { repo: string; number: number; headCommit: string | null }): CoverageDelta {
	const unknown = {
		deltaPoints: null,
		medianFileDeltaPoints: null,
		patchCoverage: null,
		indirectLines: null,
	};
	const missing = 'Its commits are not in the repository at hand.';
	return { ...place, ...unknown, files: 0, baseCommit: null, baseDistance: null, missing };
}
