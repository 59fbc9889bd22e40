import { armOf, type Evidence, type Strength } from '../core/evidence/evidence.js';
import { aiLinesOfNotes } from '../core/evidence/noteDigest.js';
import { evidenceOfPullRequest } from '../core/evidence/pullRequestEvidence.js';
import type { HistoryCommit } from '../core/history.js';
import type { SessionLinks } from '../core/links/link.js';
import type { NotedSession } from '../core/links/notedSpend.js';
import { isIn, type Period } from '../core/period.js';
import type { PullRequest } from '../core/pullRequest.js';
import { ByPullRequest, type FoundByPullRequest } from '../core/pullRequests/byPullRequest.js';
import { landingOf, type Landing } from '../core/pullRequests/landing.js';
import type { SessionEvent } from '../core/usage/session.js';
import type { OutlayContext } from './context.js';
import { linkSessions, type GatheredLinks, type LinkOptions } from './links.js';
import { pullRequestsIn, repositoriesOf, type Repository } from './repositories.js';
import type { UsageColumns } from './usageColumns.js';

/** What sessions did, as the report needs it: links with their spend, and the evidence on pull requests. */
export interface LinkedWork {
	readonly sessions: readonly SessionLinks[];
	/** Those of the sessions that notes tell of and no transcript. */
	readonly noted: readonly NotedSession[];
	/** Sessions that belong to other repositories: their spend is not this report's. */
	readonly elsewhere: readonly string[];
	/** The pull requests that a report on the period can name. */
	readonly reported: readonly PullRequest[];
	/** Of those. */
	readonly evidence: FoundByPullRequest<readonly Evidence[]>;
	/** Lines that transcripts show Claude wrote; missing where nothing gives lines. */
	readonly aiLines: FoundByPullRequest<number>;
	/** Non-merge commits of the default branches in a period, by arm; null when git was not read. */
	commitCounts(period: Period): { readonly ai: number; readonly none: number } | null;
}

/** Links sessions to work and collects the evidence on every reported pull request, notes and transcripts included. */
export async function linkedWorkOf(
	context: OutlayContext,
	given: {
		readonly usage: Pick<UsageColumns, 'calls' | 'sessions'>;
		readonly events: readonly SessionEvent[];
		readonly pullRequests: readonly PullRequest[];
		readonly facts?: NonNullable<LinkOptions['facts']>;
		readonly period: Period;
	},
): Promise<LinkedWork> {
	const repositories = await repositoriesOf(context);
	const links = await linkSessions(context, given);
	const found = new CommitEvidence(links);
	const evidence = new ByPullRequest<Evidence[]>();
	const aiLines = new ByPullRequest<number>();
	for (const repository of repositories) await found.addHistory(repository);
	const sessions = [...links.sessions, ...links.noted];
	const reported = reportedOf(given.pullRequests, given.period, sessions);
	const landed = await landingsOf(repositories, given.pullRequests);
	for (const pullRequest of reported) {
		const shas = landedShas(landed.get(pullRequest.repo), pullRequest.number);
		evidence.set(
			pullRequest,
			evidenceOfPullRequest(pullRequest, shas, (sha) => found.of(sha)),
		);
		const lines = found.aiLines(pullRequest.commits, shas);
		if (lines !== null) aiLines.set(pullRequest, lines);
	}
	const minimum = context.config.evidence.minimumStrength;
	return {
		sessions,
		noted: links.noted,
		elsewhere: links.elsewhere,
		reported,
		evidence,
		aiLines,
		commitCounts: (period) => (repositories.length === 0 ? null : found.counts(period, minimum)),
	};
}

/**
 * The pull requests that a report on a period can name: those that were merged in it, were not done with before it, or
 * carry spend. The others are read to tell what was reverted and what repairs what, and are half of a short period's.
 */
function reportedOf(
	pullRequests: readonly PullRequest[],
	period: Period,
	sessions: readonly SessionLinks[],
): PullRequest[] {
	/** Asked for with the first that is not of the period: over all of a history there is none. */
	let linked: FoundByPullRequest<true> | null = null;
	return pullRequests.filter((pullRequest) => {
		const { mergedAtMs, closedAtMs } = pullRequest;
		const isOfPeriod =
			mergedAtMs === null ? closedAtMs === null || closedAtMs >= period.sinceMs : isIn(period, mergedAtMs);
		return isOfPeriod || (linked ??= linkedOf(sessions)).has(pullRequest);
	});
}

/** The pull requests that sessions are linked to. */
function linkedOf(sessions: readonly SessionLinks[]): FoundByPullRequest<true> {
	const linked = new ByPullRequest<true>();
	for (const { links } of sessions)
		for (const { repo, pullRequest: number } of links)
			if (number !== null) linked.set({ repo, number }, true);
	return linked;
}

/** What landed in each repository, by its name; one for each clone of it. */
async function landingsOf(
	repositories: readonly Repository[],
	pullRequests: readonly PullRequest[],
): Promise<Map<string, Landing[]>> {
	const landings = new Map<string, Landing[]>();
	for (const { name, branch, history } of repositories) {
		const landing = landingOf(await history(), branch.tip, pullRequestsIn(pullRequests, name));
		landings.set(name, [landing, ...(landings.get(name) ?? [])]);
	}
	return landings;
}

/** Commits that a pull request landed, as the first clone tells that has them. */
function landedShas(landings: readonly Landing[] | undefined, number: number): readonly string[] {
	for (const { commitsOf } of landings ?? []) {
		const shas = commitsOf.get(number);
		if (shas !== undefined) return shas;
	}
	return [];
}

/** Evidence on single commits, from everything that was gathered. */
class CommitEvidence {
	readonly #bySha = new Map<string, readonly Evidence[]>();
	readonly #linesBySha = new Map<string, number>();
	readonly #histories: (readonly HistoryCommit[])[] = [];

	constructor(links: GatheredLinks) {
		for (const { sha, evidence, aiLines } of links.evidence) {
			this.#add(sha, [evidence]);
			if (aiLines !== null) this.#linesBySha.set(sha, (this.#linesBySha.get(sha) ?? 0) + aiLines);
		}
		for (const { notes } of links.facts.values()) {
			for (const [sha, found] of notes) {
				this.#add(
					sha,
					found.flatMap(({ evidence }) => evidence),
				);
				const lines = aiLinesOfNotes(found);
				if (lines !== null) this.#linesBySha.set(sha, lines);
			}
		}
	}

	async addHistory(repository: Repository): Promise<void> {
		const history = await repository.history();
		this.#histories.push(history);
		for (const { sha, evidence } of history) this.#add(sha, evidence);
	}

	of(sha: string): readonly Evidence[] {
		return this.#bySha.get(sha) ?? [];
	}

	/** Lines over the head's commits or over the landed ones, whichever show more: a squash hides the head's. */
	aiLines(heads: readonly { readonly sha: string }[], landedShas: readonly string[]): number | null {
		if (this.#linesBySha.size === 0) return null;
		const sum = (shas: readonly string[]): number | null => {
			const known = shas.flatMap((sha) => this.#linesBySha.get(sha) ?? []);
			return known.length === 0 ? null : known.reduce((one, two) => one + two, 0);
		};
		const [head, landed] = [sum(heads.map(({ sha }) => sha)), sum(landedShas)];
		return head === null ? landed : Math.max(head, landed ?? 0);
	}

	counts(period: Period, minimum: Strength): { ai: number; none: number } {
		const counts = { ai: 0, none: 0 };
		for (const history of this.#histories) {
			for (const { sha, parents, committedAtMs } of history) {
				if (parents.length > 1 || !isIn(period, committedAtMs)) continue;
				counts[armOf(this.of(sha), minimum)] += 1;
			}
		}
		return counts;
	}

	#add(sha: string, evidence: readonly Evidence[]): void {
		if (evidence.length === 0) return;
		const known = this.#bySha.get(sha);
		this.#bySha.set(sha, known === undefined ? evidence : [...known, ...evidence]);
	}
}
