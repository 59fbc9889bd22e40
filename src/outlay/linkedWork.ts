import { armOf, type Evidence, type Strength } from '../core/evidence/evidence.js';
import { aiLinesOfNotes } from '../core/evidence/noteDigest.js';
import { evidenceOfPullRequest } from '../core/evidence/pullRequestEvidence.js';
import type { HistoryCommit } from '../core/history.js';
import type { SessionLinks } from '../core/links/link.js';
import type { NotedSession } from '../core/links/notedSpend.js';
import { isIn, type Period } from '../core/period.js';
import type { PullRequest } from '../core/pullRequest.js';
import { landingOf } from '../core/pullRequests/landing.js';
import type { OutlayContext } from './context.js';
import { pullRequestKey } from './judgePullRequests.js';
import { linkSessions, type GatheredLinks } from './links.js';
import { pullRequestsIn, repositoriesOf, type Repository } from './repositories.js';
import type { UsageColumns } from './usageColumns.js';

/** What sessions did, as the report needs it: links with their spend, and the evidence on pull requests. */
export interface LinkedWork {
	readonly sessions: readonly SessionLinks[];
	/** Those of the sessions that notes tell of and no transcript. */
	readonly noted: readonly NotedSession[];
	/** Sessions that belong to other repositories: their spend is not this report's. */
	readonly elsewhere: readonly string[];
	/** By `pullRequestKey`. */
	readonly evidence: ReadonlyMap<string, readonly Evidence[]>;
	/** Lines that transcripts show Claude wrote, by `pullRequestKey`; missing where nothing gives lines. */
	readonly aiLines: ReadonlyMap<string, number>;
	/** Non-merge commits of the default branches in a period, by arm; null when git was not read. */
	commitCounts(period: Period): { readonly ai: number; readonly none: number } | null;
}

/** Links sessions to work and collects the evidence on every pull request, notes and transcripts included. */
export async function linkedWorkOf(
	context: OutlayContext,
	given: {
		readonly usage: Pick<UsageColumns, 'calls' | 'sessions'>;
		readonly pullRequests: readonly PullRequest[];
	},
): Promise<LinkedWork> {
	const repositories = await repositoriesOf(context);
	const links = await linkSessions(context, given);
	const found = new CommitEvidence(links);
	const evidence = new Map<string, Evidence[]>();
	const aiLines = new Map<string, number>();
	for (const repository of repositories) await found.addHistory(repository);
	const landed = await landedShas(repositories, given.pullRequests);
	for (const pullRequest of given.pullRequests) {
		const key = pullRequestKey(pullRequest);
		const shas = landed.get(key) ?? [];
		evidence.set(
			key,
			evidenceOfPullRequest(pullRequest, shas, (sha) => found.of(sha)),
		);
		const lines = found.aiLines(pullRequest.commits, shas);
		if (lines !== null) aiLines.set(key, lines);
	}
	const minimum = context.config.evidence.minimumStrength;
	return {
		sessions: [...links.sessions, ...links.noted],
		noted: links.noted,
		elsewhere: links.elsewhere,
		evidence,
		aiLines,
		commitCounts: (period) => (repositories.length === 0 ? null : found.counts(period, minimum)),
	};
}

/** Commits that each merged pull request landed, by `pullRequestKey`. */
async function landedShas(
	repositories: readonly Repository[],
	pullRequests: readonly PullRequest[],
): Promise<Map<string, readonly string[]>> {
	const landed = new Map<string, readonly string[]>();
	for (const { name: repo, branch, history } of repositories) {
		const own = pullRequestsIn(pullRequests, repo);
		const { commitsOf } = landingOf(await history(), branch.tip, own);
		for (const [number, shas] of commitsOf) landed.set(pullRequestKey({ repo, number }), shas);
	}
	return landed;
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
