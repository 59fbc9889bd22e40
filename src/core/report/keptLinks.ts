import type { SessionLinks } from '../links/link.js';
import { splitMicros } from '../money.js';
import type { SpendSlice } from './inputs.js';

const spentBy = (slices: readonly SpendSlice[]): Map<string, number> => {
	const spent = new Map<string, number>();
	for (const { sessionId, costMicros } of slices) {
		spent.set(sessionId, (spent.get(sessionId) ?? 0) + costMicros);
	}
	return spent;
};

/** A session's links scaled to the part of its spend that is left; null when nothing is. */
function scaledLinks(session: SessionLinks, before: number, after: number): SessionLinks | null {
	if (before === after) return session;
	if (after === 0) return null;
	const costMicros = Math.round((session.costMicros * after) / before);
	const weights = [...session.links.map(({ shareMicros }) => shareMicros), session.unlinkedMicros];
	const parts = splitMicros(costMicros, weights);
	return {
		...session,
		costMicros,
		links: session.links.map((link, index) => ({ ...link, shareMicros: parts[index] ?? 0 })),
		unlinkedMicros: parts[session.links.length] ?? 0,
	};
}

/**
 * The links of some sessions after a filter on spend. A session that used several models or products keeps its links
 * in proportion to the spend that is left of it; one with none left has none.
 */
export function keptLinks(
	links: readonly SessionLinks[],
	all: readonly SpendSlice[],
	kept: readonly SpendSlice[],
): readonly SessionLinks[] {
	if (kept.length === all.length) return links;
	const before = spentBy(all);
	const after = spentBy(kept);
	return links
		.map((session) =>
			scaledLinks(session, before.get(session.sessionId) ?? 0, after.get(session.sessionId) ?? 0),
		)
		.filter((session) => session !== null);
}
