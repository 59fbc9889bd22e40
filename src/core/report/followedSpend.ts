import type { Link, SessionLinks } from '../links/link.js';
import type { PullRequestState } from '../pullRequest.js';
import { ByPullRequest } from '../pullRequests/byPullRequest.js';
import type { ModelLists } from './modelLists.js';
import type { Population } from './population.js';

/** What one pull request is known to have cost. */
export interface PullRequestSpend {
	/** All of its life. */
	readonly costMicros: number;
	/** In the period; these add up to the bridge. */
	readonly inPeriodMicros: number;
	/** The part of `costMicros` that notes record. */
	readonly notedMicros: number;
	readonly sessions: number;
	/** Models that its sessions used in the period, sorted. */
	readonly models: readonly string[];
}

/** Where spend may have gone: the parts of the bridge. */
export type BridgePart = PullRequestState | 'unlinked';

/** Commits that the default branches reach; null when git was not read. */
export type Landed = Pick<ReadonlySet<string>, 'has'> | null;

/** Where spend on a commit without a pull request went. */
function partOfCommit(sha: string | null, landed: Landed): BridgePart {
	if (landed === null || sha === null) return 'unlinked';
	return landed.has(sha) ? 'merged' : 'open';
}

/** A pull request while spend is followed to it. */
interface Followed {
	readonly state: PullRequestState;
	/** The sessions that were followed to it last, so that each counts once. */
	last: SessionLinks | null;
	/** Null until something leads to it. */
	spend: { -readonly [Key in keyof PullRequestSpend]: PullRequestSpend[Key] } | null;
}

/** Adds up spend by where it went, link by link. */
export class FollowedSpend {
	readonly parts: Record<BridgePart, number> = { merged: 0, open: 0, closed: 0, unlinked: 0 };
	readonly byPullRequest = new ByPullRequest<PullRequestSpend>();
	readonly #pullRequests = new ByPullRequest<Followed>();
	readonly #landed: Landed;
	readonly #lists: ModelLists;
	landedDirectlyMicros = 0;
	outsidePeriodMicros = 0;

	constructor({ all }: Pick<Population, 'all'>, landed: Landed, lists: ModelLists) {
		for (const { pullRequest, state } of all)
			this.#pullRequests.set(pullRequest, { state, last: null, spend: null });
		this.#landed = landed;
		this.#lists = lists;
	}

	/** Follows one link; true when it led to work. @param share what of it was spent in the period */
	follow(session: SessionLinks, link: Link, share: number, models: readonly string[]): boolean {
		const { repo, pullRequest: number, commit, shareMicros } = link;
		if (number === null) return this.#followCommit(commit, share);
		const found = this.#pullRequests.get({ repo, number });
		if (found === undefined) {
			this.parts.unlinked += share;
			return false;
		}
		this.parts[found.state] += share;
		if (found.spend === null) {
			found.spend = {
				costMicros: 0,
				inPeriodMicros: 0,
				notedMicros: 0,
				sessions: 0,
				models: this.#lists.none,
			};
			this.byPullRequest.set({ repo, number }, found.spend);
		}
		const { spend } = found;
		spend.models = this.#lists.union(spend.models, models);
		spend.costMicros += shareMicros;
		if (session.isNoted === true) spend.notedMicros += shareMicros;
		spend.inPeriodMicros += share;
		this.outsidePeriodMicros += Math.max(0, shareMicros - share);
		if (found.last !== session) spend.sessions += 1;
		found.last = session;
		return true;
	}

	#followCommit(sha: string | null, share: number): boolean {
		const part = partOfCommit(sha, this.#landed);
		this.parts[part] += share;
		if (part === 'merged') this.landedDirectlyMicros += share;
		return part !== 'unlinked';
	}
}
