import { linkReasons, type LinkReason } from './link.js';

/** Some reasons as one number: there are very many candidates, and a set for each would be most of them. */
export type Reasons = number;

export const noReasons: Reasons = 0;

const bits = Object.fromEntries(linkReasons.map((reason, at) => [reason, 1 << at])) as Record<
	LinkReason,
	number
>;

export function reasonsOf(reasons: Iterable<LinkReason>): Reasons {
	let all = noReasons;
	for (const reason of reasons) all |= bits[reason];
	return all;
}

export const hasReason = (reasons: Reasons, reason: LinkReason): boolean => (reasons & bits[reason]) !== 0;

/** The same few lists, whichever links have them. */
const lists = new Map<Reasons, readonly LinkReason[]>();

/** Reasons in their order of strength. */
export function orderedReasons(reasons: Reasons): readonly LinkReason[] {
	let known = lists.get(reasons);
	if (known === undefined) {
		known = linkReasons.filter((reason) => hasReason(reasons, reason));
		lists.set(reasons, known);
	}
	return known;
}
