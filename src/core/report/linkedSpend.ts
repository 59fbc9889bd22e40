import type { Bridge, SessionLinks } from '../links/link.js';
import { splitMicros } from '../money.js';
import type { PullRequestState } from '../pullRequest.js';
import type { SpendSlice } from './inputs.js';
import { pullRequestKey, type Population } from './population.js';

/** What one pull request is known to have cost. */
export interface PullRequestSpend {
	/** All of its life. */
	costMicros: number;
	/** In the period; these add up to the bridge. */
	inPeriodMicros: number;
	/** The part of `costMicros` that notes record. */
	notedMicros: number;
	sessions: number;
	/** Models that its sessions used in the period. */
	readonly models: Set<string>;
}

export interface LinkedSpend {
	readonly bridge: Bridge;
	readonly byPullRequest: ReadonlyMap<string, PullRequestSpend>;
	/** Sessions with spend in the period. */
	readonly sessions: number;
	readonly sessionsWithoutLink: number;
	/** The part of merged that landed on the default branch without a pull request. */
	readonly landedDirectlyMicros: number;
	/** Linked to pull requests of the report, but spent outside the period. */
	readonly outsidePeriodMicros: number;
}

type BridgePart = PullRequestState | 'unlinked';

/** What a session used in the period. */
interface SessionSpend {
	costMicros: number;
	readonly models: string[];
	/** Its links were followed. */
	isFollowed: boolean;
}

/** Spend and models of each session in the period. */
function spendBySession(slices: readonly SpendSlice[]): Map<string, SessionSpend> {
	const spent = new Map<string, SessionSpend>();
	for (const { sessionId, costMicros, model } of slices) {
		const known = spent.get(sessionId);
		if (known === undefined) {
			spent.set(sessionId, { costMicros, models: [model], isFollowed: false });
			continue;
		}
		known.costMicros += costMicros;
		if (!known.models.includes(model)) known.models.push(model);
	}
	return spent;
}

const noSpend = (): PullRequestSpend => ({
	costMicros: 0,
	inPeriodMicros: 0,
	notedMicros: 0,
	sessions: 0,
	models: new Set(),
});

/** The session's spend in the period over its links and, last, the unlinked rest; sums to it exactly. */
function sharesInPeriod({ links, unlinkedMicros }: SessionLinks, inPeriodMicros: number): number[] {
	const weights = [...links.map(({ shareMicros }) => shareMicros), unlinkedMicros];
	const known = weights.reduce((sum, weight) => sum + weight, 0);
	if (known === inPeriodMicros) return weights;
	if (known <= 0) return [...links.map(() => 0), inPeriodMicros];
	return splitMicros(inPeriodMicros, weights);
}

const bridgeOfParts = (totalMicros: number, parts: Readonly<Record<BridgePart, number>>): Bridge => ({
	totalMicros,
	mergedMicros: parts.merged,
	openMicros: parts.open,
	closedMicros: parts.closed,
	unlinkedMicros: parts.unlinked,
});

/** Commits that the default branches reach; null when git was not read. */
type Landed = Pick<ReadonlySet<string>, 'has'> | null;

/** Where spend on a commit without a pull request went. */
function partOfCommit(sha: string | null, landed: Landed): BridgePart {
	if (landed === null || sha === null) return 'unlinked';
	return landed.has(sha) ? 'merged' : 'open';
}

/**
 * Follows all spend of the period to where it went. Bridge: merged + open + closed + unlinked = total, to the
 * micro-dollar, as each session's spend is split into integers that sum to it. A session that reaches over the
 * period's edge is split as a whole, by the shares of its links. A commit without a pull request counts as merged when
 * it landed on the default branch, else as open; one linked to a pull request that is not in the inputs counts as
 * unlinked. A pull request stands where it stood at the period's end.
 *
 * @param landed commits of the default branches; null when git was not read, and a bare commit is then unlinked
 */
export function linkedSpend(
	slices: readonly SpendSlice[],
	sessionLinks: readonly SessionLinks[],
	{ all }: Population,
	landed: Landed,
): LinkedSpend {
	const states = new Map(all.map(({ key, state }) => [key, state]));
	const spent = spendBySession(slices);
	const parts: Record<BridgePart, number> = { merged: 0, open: 0, closed: 0, unlinked: 0 };
	const byPullRequest = new Map<string, PullRequestSpend>();
	let linkedSessions = 0;
	let outsidePeriodMicros = 0;
	let landedDirectlyMicros = 0;
	for (const session of sessionLinks) {
		const used = spent.get(session.sessionId);
		const isInPeriod = used?.isFollowed === false;
		const shares = sharesInPeriod(session, isInPeriod ? used.costMicros : 0);
		if (used !== undefined) used.isFollowed = true;
		const reached = new Set<string>();
		session.links.forEach((link, index) => {
			const share = shares[index] ?? 0;
			if (link.pullRequest === null) {
				const part = partOfCommit(link.commit, landed);
				parts[part] += share;
				if (part === 'merged') landedDirectlyMicros += share;
				if (part !== 'unlinked') reached.add(`commit ${link.commit ?? ''}`);
				return;
			}
			const key = pullRequestKey(link.repo, link.pullRequest);
			const state = states.get(key);
			if (state === undefined) {
				parts.unlinked += share;
				return;
			}
			parts[state] += share;
			const entry = byPullRequest.get(key) ?? noSpend();
			for (const model of used?.models ?? []) entry.models.add(model);
			entry.costMicros += link.shareMicros;
			if (session.isNoted === true) entry.notedMicros += link.shareMicros;
			entry.inPeriodMicros += share;
			outsidePeriodMicros += Math.max(0, link.shareMicros - share);
			if (!reached.has(key)) entry.sessions += 1;
			reached.add(key);
			byPullRequest.set(key, entry);
		});
		parts.unlinked += shares[session.links.length] ?? 0;
		if (isInPeriod && reached.size > 0) linkedSessions += 1;
	}
	for (const { costMicros, isFollowed } of spent.values()) if (!isFollowed) parts.unlinked += costMicros;
	const totalMicros = slices.reduce((sum, { costMicros }) => sum + costMicros, 0);
	return {
		bridge: bridgeOfParts(totalMicros, parts),
		byPullRequest,
		sessions: spent.size,
		sessionsWithoutLink: spent.size - linkedSessions,
		landedDirectlyMicros,
		outsidePeriodMicros,
	};
}
