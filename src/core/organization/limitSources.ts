import type { ConfiguredLimit, EffectiveLimit, Group } from './records.js';

/** One place that members' limits come from. */
export interface LimitSourceCount {
	/** `organization`, `seat_tier`, `rbac_group`, `user`, …; an open set. */
	readonly scope: string;
	/** Name of the group, seat tier or service; null for the organization and for members' own limits. */
	readonly name: string | null;
	readonly period: string;
	/** Null: no cap, or limits that differ (members' own). */
	readonly limitMicros: number | null;
	readonly currency: string;
	/** False while use beyond the included one is switched off. */
	readonly isEnabled: boolean;
	/** Members whose limit comes from here now; 0 when others stand before it. */
	readonly members: number;
}

type Counted = { -readonly [Key in keyof LimitSourceCount]: LimitSourceCount[Key] };

/**
 * Where the members' limits come from: each configured limit with the members it holds for now. Inheritance: a
 * member's own limit, then a group's, then the seat tier's, then the organization's. A source that effective rows
 * name and the list of configured limits does not have is counted as well, with the amount of its rows.
 */
export function limitSources(
	effective: readonly EffectiveLimit[],
	configured: readonly ConfiguredLimit[],
	groups: readonly Group[],
): LimitSourceCount[] {
	const counts = new Map<string, Counted>();
	const keyOf = (scope: string, id: string | null, period: string): string =>
		[scope, scope === 'user' ? '' : (id ?? ''), period].join('\n');
	const nameOf = (scope: string, id: string | null): string | null =>
		scope === 'user' ? null : (groups.find(({ groupId }) => groupId === id)?.name ?? id);
	for (const { scope, scopeId, period, limitMicros, currency, isEnabled } of configured) {
		const name = nameOf(scope, scopeId);
		const key = keyOf(scope, scopeId, period);
		counts.set(key, { scope, name, period, limitMicros, currency, isEnabled, members: 0 });
	}
	for (const { source, sourceId = null, period, limitMicros, currency } of effective) {
		const key = keyOf(source, sourceId, period);
		const known = counts.get(key);
		if (known !== undefined) {
			known.members += 1;
			continue;
		}
		const amount = source === 'user' ? null : limitMicros;
		const name = nameOf(source, sourceId);
		counts.set(key, {
			scope: source,
			name,
			period,
			limitMicros: amount,
			currency,
			isEnabled: true,
			members: 1,
		});
	}
	return [...counts.values()].sort((one, two) => two.members - one.members);
}
