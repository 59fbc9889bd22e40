import type { Commit } from '../commit.js';
import type { Credit } from '../people/credit.js';
import { emailKind } from '../people/accounts.js';
import type { PeopleDirectory } from '../people/person.js';
import { isIn, type Period } from '../period.js';
import type { PullRequest } from '../pullRequest.js';

/** How a merged pull request counts in "merged per developer". */
export type MergedClass =
	/** Delivered work of a known developer. */
	| 'delivered'
	/** Undoes earlier work: counted, not delivered. */
	| 'revert'
	/** Merged onto another branch than the default one. */
	| 'stacked'
	/** An agent's, and nobody knows who started it. */
	| 'agent-pool'
	/** A dependency or CI bot's. */
	| 'bot'
	/** Its author is deleted or unknown. */
	| 'unknown-author';

/** A merged pull request with whom it counts for. */
export interface CreditedMerge {
	readonly pullRequest: Pick<PullRequest, 'mergedAtMs'>;
	readonly credit: Credit;
	readonly isRevert: boolean;
	readonly isOnDefaultBranch: boolean;
}

/** Class of one merged pull request. The order of the tests is the order of exclusion. */
export function mergedClassOf(merge: CreditedMerge): MergedClass {
	if (merge.credit.by === 'bot') return 'bot';
	if (!merge.isOnDefaultBranch) return 'stacked';
	if (merge.isRevert) return 'revert';
	if (merge.credit.personId !== null) return 'delivered';
	return merge.credit.by === 'agent-pool' ? 'agent-pool' : 'unknown-author';
}

/** Merged pull requests of a period by class, and by developer. */
export interface MergedPerDeveloper {
	readonly byClass: Readonly<Record<MergedClass, number>>;
	/** Delivered pull requests by person id; active developers without one stand with 0. */
	readonly delivered: ReadonlyMap<string, number>;
	/** Delivered ÷ active developers; null without any. */
	readonly rate: number | null;
}

/**
 * Merged pull requests per developer.
 *
 * Formula: delivered ÷ active developers. Population: pull requests with `mergedAt` in the period, on the default
 * branch, of a human author (an agent's counts for the human who started it), without dependency bots and reverts; each
 * left-out class is counted beside it. Denominator: people with at least one merged pull request or one commit in the
 * period, always printed with the rate. Missing data: unknown authors are counted apart. Two different sets of
 * developers are never compared without saying so.
 */
export function mergedPerDeveloper(
	merges: readonly CreditedMerge[],
	active: readonly string[],
	period: Period,
): MergedPerDeveloper {
	const byClass = { delivered: 0, revert: 0, stacked: 0, 'agent-pool': 0, bot: 0, 'unknown-author': 0 };
	const delivered = new Map(active.map((personId) => [personId, 0]));
	for (const merge of merges) {
		const at = merge.pullRequest.mergedAtMs;
		if (at === null || !isIn(period, at)) continue;
		const kind = mergedClassOf(merge);
		byClass[kind]++;
		const { personId } = merge.credit;
		if (kind === 'delivered' && personId !== null)
			delivered.set(personId, (delivered.get(personId) ?? 0) + 1);
	}
	return { byClass, delivered, rate: delivered.size === 0 ? null : byClass.delivered / delivered.size };
}

/** Person ids of developers with a merged pull request or an authored commit in the period, sorted. */
export function activeDevelopersOf(
	merges: readonly CreditedMerge[],
	commits: readonly Pick<Commit, 'authorEmail' | 'authoredAtMs' | 'committedAtMs'>[],
	people: PeopleDirectory,
	period: Period,
): string[] {
	const active = new Set<string>();
	for (const { pullRequest, credit } of merges) {
		const at = pullRequest.mergedAtMs;
		if (credit.personId !== null && at !== null && isIn(period, at)) active.add(credit.personId);
	}
	for (const { authorEmail, committedAtMs } of commits) {
		if (!isIn(period, committedAtMs)) continue;
		const person = people.byEmail(authorEmail);
		if ((person?.kind ?? emailKind(authorEmail)) !== 'developer') continue;
		if (authorEmail !== '') active.add(person?.personId ?? authorEmail.toLowerCase());
	}
	return [...active].sort();
}
