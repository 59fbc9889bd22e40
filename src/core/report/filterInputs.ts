import type { SessionLinks } from '../links/link.js';
import { splitMicros } from '../money.js';
import type { ReportFilters, ReportInputs, SpendSlice } from './inputs.js';

/** A model or product pattern: `*` stands for anything, letter case does not count; without `*`, a part of the name. */
export function matches(pattern: string, name: string): boolean {
	const quoted = pattern.toLowerCase().replace(/[.+?^${}()|[\]\\]/g, '\\$&');
	const expression = pattern.includes('*') ? `^${quoted.replaceAll('*', '.*')}$` : quoted;
	return new RegExp(expression).test(name.toLowerCase());
}

/** Keeps a person: the author asked for, or a member of the team asked for. */
function personFilter(
	inputs: ReportInputs,
	{ team, author }: ReportFilters,
): (personId: string | null) => boolean {
	if (team === null && author === null) return () => true;
	const members = new Set(
		(inputs.people ?? [])
			.filter((person) => team !== null && person.team?.toLowerCase() === team.toLowerCase())
			.map(({ personId }) => personId),
	);
	return (personId) =>
		personId !== null && (author === null || personId === author) && (team === null || members.has(personId));
}

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
 * Narrows the inputs to a team, a person, a model or a product. Model and product narrow the spend only: an outcome
 * has no model. A session that used several models keeps its links in proportion to the spend that is left.
 */
export function filterInputs(inputs: ReportInputs, filters: ReportFilters): ReportInputs {
	const keepsPerson = personFilter(inputs, filters);
	const { model, product } = filters;
	const spend = inputs.spend.filter(
		(slice) =>
			keepsPerson(slice.personId) &&
			(model === null || matches(model, slice.model)) &&
			(product === null || matches(product, slice.product ?? 'claude-code')),
	);
	const before = spentBy(inputs.spend);
	const after = spentBy(spend);
	const narrowsSpend = spend.length < inputs.spend.length;
	return {
		...inputs,
		filters,
		spend,
		links: narrowsSpend
			? inputs.links
					.map((session) => {
						const was = before.get(session.sessionId) ?? 0;
						return scaledLinks(session, was, after.get(session.sessionId) ?? 0);
					})
					.filter((session) => session !== null)
			: inputs.links,
		pullRequests: inputs.pullRequests.filter(({ personId }) => keepsPerson(personId)),
		activeDevelopers: inputs.activeDevelopers.filter((personId) => keepsPerson(personId)),
		people: (inputs.people ?? []).filter(({ personId }) => keepsPerson(personId)),
		clientCostMicros: narrowsSpend ? null : inputs.clientCostMicros,
		commitCounts: filters.team === null && filters.author === null ? (inputs.commitCounts ?? null) : null,
	};
}
