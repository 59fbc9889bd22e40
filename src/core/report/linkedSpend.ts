import type { Bridge, SessionLinks } from '../links/link.js';
import { splitMicros } from '../money.js';
import type { FoundByPullRequest } from '../pullRequests/byPullRequest.js';
import { FollowedSpend, type BridgePart, type Landed, type PullRequestSpend } from './followedSpend.js';
import type { Population } from './population.js';
import type { SpendSums } from './spendSums.js';

export interface LinkedSpend {
	readonly bridge: Bridge;
	readonly byPullRequest: FoundByPullRequest<PullRequestSpend>;
	/** Sessions with spend in the period. */
	readonly sessions: number;
	readonly sessionsWithoutLink: number;
	/** The part of merged that landed on the default branch without a pull request. */
	readonly landedDirectlyMicros: number;
	/** Linked to pull requests of the report, but spent outside the period. */
	readonly outsidePeriodMicros: number;
}

/**
 * The session's spend in the period over its links and, last, the unlinked rest; sums to it exactly. Null when all of the
 * session is in the period, as nearly all are: its links' shares stand as they are.
 */
function sharesInPeriod({ links, unlinkedMicros }: SessionLinks, inPeriodMicros: number): number[] | null {
	let known = unlinkedMicros;
	for (const { shareMicros } of links) known += shareMicros;
	if (known === inPeriodMicros) return null;
	if (known <= 0) return [...links.map(() => 0), inPeriodMicros];
	return splitMicros(inPeriodMicros, [...links.map(({ shareMicros }) => shareMicros), unlinkedMicros]);
}

const bridgeOfParts = (totalMicros: number, parts: Readonly<Record<BridgePart, number>>): Bridge => ({
	totalMicros,
	mergedMicros: parts.merged,
	openMicros: parts.open,
	closedMicros: parts.closed,
	unlinkedMicros: parts.unlinked,
});

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
	{ totalMicros, bySession, modelLists }: SpendSums,
	sessionLinks: readonly SessionLinks[],
	population: Pick<Population, 'all'>,
	landed: Landed,
): LinkedSpend {
	const followed = new FollowedSpend(population, landed, modelLists);
	const isSeen = new Uint8Array(bySession.size);
	let linkedSessions = 0;
	let followedMicros = 0;
	for (const session of sessionLinks) {
		const { sessionId, links, unlinkedMicros } = session;
		const used = bySession.get(sessionId);
		// A session that is told of twice has its spend in the period once.
		const isInPeriod = used !== undefined && isSeen[used.index] === 0;
		const inPeriodMicros = isInPeriod ? used.costMicros : 0;
		if (isInPeriod) isSeen[used.index] = 1;
		followedMicros += inPeriodMicros;
		const shares = sharesInPeriod(session, inPeriodMicros);
		let isLinked = false;
		let at = 0;
		for (const link of links) {
			const share = shares === null ? link.shareMicros : (shares[at] ?? 0);
			if (followed.follow(session, link, share, used?.models ?? modelLists.none)) isLinked = true;
			at += 1;
		}
		followed.parts.unlinked += shares === null ? unlinkedMicros : (shares[links.length] ?? 0);
		if (isInPeriod && isLinked) linkedSessions += 1;
	}
	// What no links tell of.
	followed.parts.unlinked += totalMicros - followedMicros;
	return {
		bridge: bridgeOfParts(totalMicros, followed.parts),
		byPullRequest: followed.byPullRequest,
		sessions: bySession.size,
		sessionsWithoutLink: bySession.size - linkedSessions,
		landedDirectlyMicros: followed.landedDirectlyMicros,
		outsidePeriodMicros: followed.outsidePeriodMicros,
	};
}
