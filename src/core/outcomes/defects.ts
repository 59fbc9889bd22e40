import type { HistoryCommit } from '../history.js';
import type { PullRequest } from '../pullRequest.js';
import { commitsBySha } from '../pullRequests/commitIndex.js';
import type { Landing } from '../pullRequests/landing.js';
import { namedCausesOf } from '../pullRequests/textFacts.js';
import { bugFixConfidence, type BugFixConfidence } from './bugFix.js';
import { chooseInducing, type BlamedFix } from './defectFix.js';
import { blameByUnit, type LandedUnits } from './defectLanding.js';
import { defectTiers, type DefectVerdict } from './defectVerdict.js';
import type { RevertVerdict } from './revertVerdict.js';

const dayMs = 86_400_000;

/** One repository, as the defect rules see it. */
export interface DefectHistory {
	readonly repo: string;
	/** Everything the default branch reaches, any order; empty without git. */
	readonly commits: readonly HistoryCommit[];
	readonly landing: Landing;
	/** All pull requests of the repository that are known. */
	readonly pullRequests: readonly PullRequest[];
	readonly reverts: readonly RevertVerdict[];
	/** Last instant the data covers. */
	readonly dataEndMs: number;
	readonly windowDays: number;
	readonly isBugLabel: (label: string) => boolean;
	/** Takes fixes known by a mere word in the title as well. */
	readonly includesLow: boolean;
}

/** A landed change that is held to fix a bug, with the commits to blame. */
export interface BugFix {
	/** `#n` or a SHA. */
	readonly unit: string;
	readonly pullRequest: number | null;
	readonly landedAtMs: number;
	/** Commits whose diffs are the fix: the merge or squash commit, or each commit of a rebase. */
	readonly shas: readonly string[];
	readonly confidence: BugFixConfidence;
	readonly why: string;
}

/** Who landed what when, in one repository. */
export function landedUnits(
	history: Pick<DefectHistory, 'commits' | 'landing' | 'pullRequests'>,
): LandedUnits {
	const mergedAt = new Map(history.pullRequests.map(({ number, mergedAtMs }) => [number, mergedAtMs]));
	const bySha = commitsBySha(history.commits);
	return {
		unitOf: (sha) => {
			const number = history.landing.pullRequestOf.get(sha);
			return number === undefined ? sha : `#${number}`;
		},
		landedAtMs: (unit) =>
			(unit.startsWith('#') ? mergedAt.get(Number(unit.slice(1))) : bySha.get(unit)?.committedAtMs) ?? null,
	};
}

/** Asked for what to blame, and again for what blame found. */
const knownFixes = new WeakMap<DefectHistory, readonly BugFix[]>();

/**
 * Landed changes that fix a bug: merged pull requests by their issues, labels, title and branch, and commits without
 * a pull request by their subject. What bots made is left out: they raise versions, they do not repair; and what landed
 * before every known pull request, which it cannot repair.
 */
export function bugFixesOf(history: DefectHistory): readonly BugFix[] {
	let fixes = knownFixes.get(history);
	if (fixes === undefined) {
		fixes = bugFixesIn(history);
		knownFixes.set(history, fixes);
	}
	return fixes;
}

function bugFixesIn(history: DefectHistory): BugFix[] {
	const { landing } = history;
	let oldestMs = Infinity;
	for (const { mergedAtMs } of history.pullRequests) oldestMs = Math.min(oldestMs, mergedAtMs ?? Infinity);
	const ofPullRequests = history.pullRequests.flatMap((pullRequest): BugFix[] => {
		const { number, mergedAtMs, mergeSha } = pullRequest;
		if (mergedAtMs === null || mergedAtMs <= oldestMs) return [];
		if (mergeSha === null || pullRequest.author?.isBot === true) return [];
		const landed = landing.commitsOf.get(number);
		if (landed === undefined) return [];
		const { title, headRef, labels, closesIssues } = pullRequest;
		const closedIssueLabels = closesIssues.map((issue) => issue.labels);
		const facts = { title, headRef, labels, closedIssueLabels };
		const grade = bugFixConfidence(facts, history.isBugLabel);
		const shas = landing.methodOf.get(number) === 'rebase' ? landed : [mergeSha];
		return grade === null
			? []
			: [{ unit: `#${number}`, pullRequest: number, landedAtMs: mergedAtMs, shas, ...grade }];
	});
	const direct = history.commits.flatMap((commit): BugFix[] => {
		const { sha, subject: title, committedAtMs } = commit;
		if (committedAtMs <= oldestMs || commit.parents.length > 1) return [];
		// Most were landed by a pull request, which is asked first.
		if (landing.pullRequestOf.has(sha) || !landing.position.has(sha)) return [];
		const grade = bugFixConfidence(
			{ title, headRef: null, labels: [], closedIssueLabels: [] },
			history.isBugLabel,
		);
		return grade === null
			? []
			: [{ unit: sha, pullRequest: null, landedAtMs: committedAtMs, shas: [sha], ...grade }];
	});
	return [...ofPullRequests, ...direct].filter(
		({ confidence }) => history.includesLow || confidence !== 'low',
	);
}

/** Something that hit a pull request, before the surest tier of each is taken. */
type Hit = Omit<DefectVerdict, 'repo' | 'ageDays'> & { readonly unit: string };

/**
 * Defects of one repository by pull request number: every event within the window after its merge that reverts it,
 * names it as the cause, or (inferred) repairs it by blame. Null for a pull request that is not mature (merged less
 * than the window before the data ends). Each event counts once, under its surest tier; the surest come first.
 * Population: merged pull requests. Rules: README, "Defects within 30 days".
 */
export function findDefects(
	history: DefectHistory,
	blamed: ReadonlyMap<string, BlamedFix>,
): Map<number, DefectVerdict[] | null> {
	const hits = [...revertHits(history), ...explicitHits(history), ...inferredHits(history, blamed)];
	const byNumber = new Map<number, Hit[]>();
	for (const hit of hits) byNumber.set(hit.number, [...(byNumber.get(hit.number) ?? []), hit]);
	const windowMs = history.windowDays * dayMs;
	const verdicts = new Map<number, DefectVerdict[] | null>();
	for (const { number, mergedAtMs, repo } of history.pullRequests) {
		if (mergedAtMs === null) continue;
		if (mergedAtMs + windowMs > history.dataEndMs) {
			verdicts.set(number, null);
			continue;
		}
		const own = (byNumber.get(number) ?? []).filter(
			({ atMs, unit }) => unit !== `#${number}` && atMs > mergedAtMs && atMs <= mergedAtMs + windowMs,
		);
		verdicts.set(
			number,
			surest(own).map((hit) => verdictOf(repo, hit, mergedAtMs)),
		);
	}
	return verdicts;
}

function verdictOf(repo: string, hit: Hit, mergedAtMs: number): DefectVerdict {
	const { number, tier, atMs, fixCommit, fixPullRequest, confidence, lines, why } = hit;
	const ageDays = (atMs - mergedAtMs) / dayMs;
	return { repo, number, tier, atMs, ageDays, fixCommit, fixPullRequest, confidence, lines, why };
}

/** One hit an event, its surest; the surest and earliest first. */
function surest(hits: readonly Hit[]): Hit[] {
	const rank = ({ tier }: Hit): number => defectTiers.indexOf(tier);
	const sorted = [...hits].sort(
		(one, two) => rank(one) - rank(two) || one.atMs - two.atMs || (one.unit < two.unit ? -1 : 1),
	);
	const seen = new Set<string>();
	return sorted.filter(({ unit }) => !seen.has(unit) && seen.add(unit));
}

/** T1. A chain of reverts that ends in the original's favour is no defect. */
function revertHits(history: DefectHistory): Hit[] {
	return history.reverts.flatMap((revert): Hit[] => {
		const target =
			revert.revertsPullRequest ?? history.landing.pullRequestOf.get(revert.reverts ?? '') ?? null;
		if (
			revert.repo !== history.repo ||
			target === null ||
			revert.net !== 'reverted' ||
			revert.depth % 2 === 0
		)
			return [];
		return [
			{
				number: target,
				tier: 'revert',
				atMs: revert.atMs,
				fixCommit: revert.commit === '' ? null : revert.commit,
				fixPullRequest: revert.pullRequest,
				confidence: 'high',
				lines: null,
				why: revert.why,
				unit: revert.pullRequest === null ? revert.commit : `#${revert.pullRequest}`,
			},
		];
	});
}

/**
 * T2: merged pull requests and commits of the branch that name the cause in causal words or a `Fixes: <sha>` trailer,
 * and merged pull requests that close a bug issue whose text cites it.
 */
function explicitHits(history: DefectHistory): Hit[] {
	const { landing, repo } = history;
	const targetOf = causeResolver(history);
	const hits: Hit[] = [];
	const add = (
		causes: readonly (number | string)[],
		fix: Pick<Hit, 'unit' | 'atMs' | 'fixCommit' | 'fixPullRequest'>,
	): void => {
		for (const cause of causes) {
			const number = targetOf(cause);
			if (number === null) continue;
			const named = typeof cause === 'number' ? `#${cause}` : cause.slice(0, 12);
			hits.push({
				...fix,
				number,
				tier: 'explicit',
				confidence: 'high',
				lines: null,
				why: `It names ${named} as the cause.`,
			});
		}
	};
	for (const pullRequest of history.pullRequests) {
		const { number, mergedAtMs, mergeSha, facts, closesIssues } = pullRequest;
		if (mergedAtMs === null || (facts.namedCauses.length === 0 && closesIssues.length === 0)) continue;
		add([...facts.namedCauses, ...citedByBugs(pullRequest, history)], {
			unit: `#${number}`,
			atMs: mergedAtMs,
			fixCommit: mergeSha,
			fixPullRequest: number,
		});
	}
	const mergedAt = new Map(history.pullRequests.map(({ number, mergedAtMs }) => [number, mergedAtMs]));
	for (const { sha, causes: signs, committedAtMs } of history.commits) {
		const causes = signs.length === 0 ? [] : namedCausesOf(signs, repo);
		if (causes.length === 0) continue;
		const number = landing.pullRequestOf.get(sha) ?? null;
		const atMs = (number === null ? null : mergedAt.get(number)) ?? committedAtMs;
		add(causes, { unit: number === null ? sha : `#${number}`, atMs, fixCommit: sha, fixPullRequest: number });
	}
	return hits;
}

/** Numbers that the bug issues which a pull request closes cite in their text: a bug report that points at its cause. */
function citedByBugs({ repo, closesIssues }: PullRequest, { isBugLabel }: DefectHistory): number[] {
	return closesIssues
		.filter((issue) => (issue.repo ?? repo) === repo && issue.labels.some(isBugLabel))
		.flatMap(({ cites }) => cites ?? []);
}

/** Pull request that a named cause means: its number, or the one that landed the SHA (an unambiguous abbreviation). */
function causeResolver(history: DefectHistory): (cause: number | string) => number | null {
	const numbers = new Set(history.pullRequests.map(({ number }) => number));
	// Most histories name no cause by its SHA: then this index over every commit is not needed.
	let index: ReadonlyMap<string, readonly KnownSha[]> | null = null;
	return (cause) => {
		if (typeof cause === 'number') return numbers.has(cause) ? cause : null;
		index ??= shasByStart(history);
		const known = index.get(cause.slice(0, startLength)) ?? [];
		const found = new Set(known.flatMap(({ sha, number }) => (sha.startsWith(cause) ? [number] : [])));
		return found.size === 1 ? ([...found][0] ?? null) : null;
	};
}

interface KnownSha {
	readonly sha: string;
	readonly number: number;
}

const startLength = 7;

/** Every commit that belongs to a pull request, by how its SHA begins. */
function shasByStart({ landing, pullRequests }: DefectHistory): Map<string, KnownSha[]> {
	const byStart = new Map<string, KnownSha[]>();
	const know = (sha: string, number: number): void => {
		const start = sha.slice(0, startLength);
		const known = byStart.get(start);
		if (known === undefined) byStart.set(start, [{ sha, number }]);
		else known.push({ sha, number });
	};
	for (const [sha, number] of landing.pullRequestOf) know(sha, number);
	for (const { number, commits, mergeSha } of pullRequests) {
		for (const { sha } of commits) know(sha, number);
		if (mergeSha !== null) know(mergeSha, number);
	}
	return byStart;
}

/** T3: bug fixes whose blame, at the time of landing, points at one pull request. Never a fact; see `defectError.ts`. */
function inferredHits(history: DefectHistory, blamed: ReadonlyMap<string, BlamedFix>): Hit[] {
	const units = landedUnits(history);
	return bugFixesOf(history).flatMap((fix): Hit[] => {
		const found = fix.shas.map((sha) => blamed.get(sha)).filter((one) => one !== undefined);
		if (found.length === 0) return [];
		const verdict = chooseInducing(blameByUnit(fix, found, units), history.windowDays);
		const number = /^#(\d+)$/.exec(verdict.inducing ?? '')?.[1];
		if (number === undefined) return [];
		return [
			{
				number: Number(number),
				tier: 'inferred',
				atMs: fix.landedAtMs,
				fixCommit: fix.shas.at(-1) ?? null,
				fixPullRequest: fix.pullRequest,
				confidence: fix.confidence,
				lines: verdict.candidates[0]?.lines ?? null,
				why: `${fix.pullRequest === null ? 'A later commit' : `#${fix.pullRequest}`} ${fix.why}. ${verdict.why}`,
				unit: fix.unit,
			},
		];
	});
}
