import type { HistoryCommit } from '../history.js';
import type { PullRequest } from '../pullRequest.js';
import { commitsBySha } from '../pullRequests/commitIndex.js';
import { landingOf, type Landing } from '../pullRequests/landing.js';
import { chainsOf, type Undo } from './revertChains.js';
import { resolverOf, type Resolver, type RevertSign, type RevertTarget } from './revertTargets.js';
import type { RevertVerdict } from './revertVerdict.js';

/** One repository's default branch. */
export interface BranchHistory {
	readonly repo: string;
	/** Everything the branch reaches, in any order; empty without git. */
	readonly commits: readonly HistoryCommit[];
	/** Its newest commit; null without git. */
	readonly tip: string | null;
	/** Its name, to tell stacked pull requests where the merge commit is not at hand; null when unknown. */
	readonly branch: string | null;
}

type Rule = RevertVerdict['rule'];

const revertSubject = /^(?:Revert|Reapply) "(.+)"$/;
const revertBranch = /^revert-(\d+)-/;
const numberSuffix = /\s\(#(\d+)\)$/;
const oopsMs = 10 * 60_000;

/**
 * Reverts on the default branch, the union of four rules, each named in its verdict:
 *
 * - R1: a commit says `This reverts commit <sha>` (also `…, reversing changes made to …`).
 * - R2: a merged pull request's body says `Reverts #n` (GitHub's button).
 * - R3: its head branch is `revert-<n>-…`.
 * - R4: its title, or a commit's subject, is `Revert "<title>"` (`Reapply "<title>"`), and exactly one pull request or
 *   commit of that title landed in the 90 days before.
 *
 * One verdict for each reverting pull request (or commit without one) and each thing it reverts, under the first rule
 * that found it; `why` names all. A sign that points into its own pull request (a branch that undid its own commit) is
 * none. `net` is the parity of the chain: a revert of a revert restores. Source: report, defects tier T1.
 */
export function findReverts(history: BranchHistory, pullRequests: readonly PullRequest[]): RevertVerdict[] {
	const landing = landingOf(history.commits, history.tip, pullRequests);
	const shas = commitsBySha(history.commits);
	const onBranch = pullRequests.filter((pullRequest) =>
		isOnBranch(pullRequest, history.branch, shas.size > 0 ? landing : null),
	);
	const resolver = resolverOf(history.commits, landing, pullRequests, onBranch);
	const signs = [
		...history.commits.filter(mayRevert).flatMap((commit) => signsOfCommit(commit, landing, resolver)),
		...onBranch.filter(mayBeRevert).flatMap((pullRequest) => signsOfPullRequest(pullRequest, resolver)),
	];
	const undos = undosOf(signs, resolver);
	return chainsOf(undos)
		.map(({ undo, depth, net }) => verdictOf(history.repo, undo, depth, net))
		.sort((one, two) => one.atMs - two.atMs || (one.commit < two.commit ? -1 : 1));
}

/** Merged to the default branch: its merge commit is there, or, without git, its base branch has that name. */
function isOnBranch(pullRequest: PullRequest, branch: string | null, landing: Landing | null): boolean {
	if (pullRequest.mergedAtMs === null) return false;
	if (landing !== null && pullRequest.mergeSha !== null) return landing.commitsOf.has(pullRequest.number);
	return branch === null || pullRequest.baseRef === null || pullRequest.baseRef === branch;
}

/** Cheap to ask of every title of a long history. */
const saysRevert = (title: string): boolean => title.startsWith('Revert "') || title.startsWith('Reapply "');

/** Nearly all commits and pull requests revert nothing: they are told by a glance, and no list is made for them. */
const mayRevert = ({ subject, revertsShas }: HistoryCommit): boolean =>
	revertsShas.length > 0 || saysRevert(subject);

const mayBeRevert = ({ title, headRef, facts }: PullRequest): boolean =>
	facts.revertsShas.length > 0 ||
	facts.revertsNumbers.length > 0 ||
	saysRevert(title) ||
	headRef?.startsWith('revert-') === true;

function signsOfCommit(commit: HistoryCommit, landing: Landing, resolver: Resolver): RevertSign[] {
	const { subject, revertsShas: shas } = commit;
	const title = revertSubject.exec(subject.replace(numberSuffix, ''))?.[1];
	if (shas.length === 0 && title === undefined) return [];
	const pullRequest = landing.pullRequestOf.get(commit.sha) ?? null;
	const sign = (rule: Rule, target: RevertTarget | null): RevertSign => ({
		rule,
		commit: commit.sha,
		atMs: commit.committedAtMs,
		author: commit.authorEmail.toLowerCase(),
		pullRequest,
		target,
	});
	const targets = shas.map((sha) => resolver.bySha(sha)).filter((target) => target !== null);
	if (targets.length > 0) {
		return targets
			.filter((target) => target.pullRequest === null || target.pullRequest !== pullRequest)
			.map((target) => sign('R1', target));
	}
	if (title === undefined) return [];
	const byTitle = resolver.byTitle(subject.replace(numberSuffix, ''), commit.committedAtMs, commit.sha);
	if (shas.length > 0) return [sign('R1', byTitle)];
	return byTitle === null ? [] : [sign('R4', byTitle)];
}

function signsOfPullRequest(pullRequest: PullRequest, resolver: Resolver): RevertSign[] {
	const { number, mergeSha, mergedAtMs, headRef, title, facts } = pullRequest;
	const atMs = mergedAtMs ?? 0;
	const sign = (rule: Rule, target: RevertTarget): RevertSign => ({
		rule,
		commit: mergeSha ?? pullRequest.headSha ?? '',
		atMs,
		author: pullRequest.commits[0]?.authorEmail ?? null,
		pullRequest: number,
		target,
	});
	const branch = revertBranch.exec(headRef ?? '')?.[1];
	const byTitle = resolver.byTitle(title, atMs, mergeSha, number);
	return [
		...facts.revertsShas
			.map((sha) => resolver.bySha(sha))
			.filter((target) => target !== null)
			.map((target) => sign('R1', target)),
		...facts.revertsNumbers.map((n) => sign('R2', resolver.byNumber(n))),
		...(branch === undefined ? [] : [sign('R3', resolver.byNumber(Number(branch)))]),
		...(byTitle === null ? [] : [sign('R4', byTitle)]),
	].filter(({ target }) => target !== null && target.pullRequest !== number && target.sha !== mergeSha);
}

/** One entry for each reverting unit and target, under its first rule; guesses give way to what is named. */
function undosOf(signs: readonly RevertSign[], resolver: Resolver): Undo[] {
	const units = new Map<string, RevertSign[]>();
	for (const sign of [...signs].sort((one, two) =>
		one.rule < two.rule ? -1 : one.rule > two.rule ? 1 : 0,
	)) {
		const unit = keyOf(sign.pullRequest, sign.commit);
		units.set(unit, [...(units.get(unit) ?? []), sign]);
	}
	return [...units].flatMap(([unit, all]) => {
		const named = all.filter(({ rule, target }) => rule !== 'R4' && target !== null);
		const resolved = named.length > 0 ? named : all.filter(({ target }) => target !== null);
		const first = all[0];
		if (resolved.length === 0) return first === undefined ? [] : [undoOf(unit, null, [first], resolver)];
		const targets = new Map<string, RevertSign[]>();
		for (const sign of [...resolved, ...all.filter((one) => !resolved.includes(one))]) {
			if (sign.target === null) continue;
			const key = keyOf(sign.target.pullRequest, sign.target.sha ?? '');
			if (resolved.includes(sign) || targets.has(key)) targets.set(key, [...(targets.get(key) ?? []), sign]);
		}
		return [...targets].map(([key, group]) => undoOf(unit, key, group, resolver));
	});
}

const keyOf = (pullRequest: number | null, sha: string): string =>
	pullRequest === null ? sha : `#${pullRequest}`;

function undoOf(
	unit: string,
	targetKey: string | null,
	group: readonly RevertSign[],
	resolver: Resolver,
): Undo {
	const [first] = group;
	if (first === undefined) throw new TypeError('an undo without a sign');
	const { target } = first;
	const shas = group.flatMap(({ rule, target: one }) => (rule === 'R1' && one?.sha ? [one.sha] : []));
	const isNamedWhole = group.some(({ rule }) => rule === 'R2' || rule === 'R3');
	return {
		unit,
		targetKey,
		sign: first,
		rules: [...new Set(group.map(({ rule }) => rule))],
		isPartial: target?.pullRequest != null && !isNamedWhole && resolver.isPartial(target.pullRequest, shas),
		isOops:
			target?.landedAtMs != null &&
			first.author !== null &&
			first.author === target.author &&
			Math.abs(first.atMs - target.landedAtMs) <= oopsMs,
	};
}

function verdictOf(repo: string, undo: Undo, depth: number, net: RevertVerdict['net']): RevertVerdict {
	const { sign, rules, isPartial, isOops } = undo;
	const target = sign.target;
	const what = target === null ? 'something that is not in this history' : nameOf(target);
	const notes = [
		...(isPartial ? ['only a part of it'] : []),
		...(isOops ? ['within ten minutes by the same author'] : []),
		...(depth > 1 ? [`link ${depth} of a chain of reverts`] : []),
	];
	return {
		repo,
		commit: sign.commit,
		atMs: sign.atMs,
		reverts: target?.sha ?? null,
		pullRequest: sign.pullRequest,
		revertsPullRequest: target?.pullRequest ?? null,
		rule: sign.rule,
		depth,
		net,
		isPartial,
		isOops,
		why: [`${rules.map((rule) => reasons[rule]).join(', ')}: undoes ${what}`, ...notes].join('; '),
	};
}

const reasons: Record<Rule, string> = {
	R1: 'R1 "This reverts commit …"',
	R2: 'R2 "Reverts #n" in the body',
	R3: 'R3 branch revert-n-…',
	R4: 'R4 title Revert "…"',
};

function nameOf(target: RevertTarget): string {
	return target.pullRequest === null ? `commit ${(target.sha ?? '').slice(0, 12)}` : `#${target.pullRequest}`;
}
