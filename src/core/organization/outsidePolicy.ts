import { admittingEntry, denyingEntry, type ModelMatch } from '../entitlement/allowlist.js';
import type { Group, ManagedModels, ManagedPolicy } from './records.js';
import type { AuditSpend } from './spendShares.js';

/** A restriction of models that holds for somebody. */
export interface Restriction {
	/** For people: who says so. */
	readonly by: string;
	/** Null: every model that is not denied. */
	readonly allowed: readonly string[] | null;
	readonly denied: readonly string[];
	readonly match: ModelMatch;
}

/** Spend on a model by those whose entitlement does not hold it. */
export interface OutsideSpend {
	readonly model: string;
	/** People, services and keys that used it. */
	readonly spenders: number;
	readonly costMicros: number;
	readonly why: string;
}

/**
 * The managed settings that a member receives: those of the first group in the organization's order that they are in,
 * else the default ones. Null where none apply, or where one document holds for all and the vendor does not show it.
 */
export function managedRestriction(
	userId: string,
	policy: ManagedPolicy | null,
	groups: readonly Group[],
): Restriction | null {
	if (policy?.mode !== 'rbac_groups') return null;
	const isIn = ({ groupId }: ManagedModels): boolean =>
		groups.some((group) => group.groupId === groupId && group.userIds.includes(userId));
	const models = policy.groups.find(isIn) ?? policy.default;
	if (models === null) return null;
	const name = groups.find(({ groupId }) => groupId === models.groupId)?.name;
	// An empty list leaves the Default model, and which that is depends on the account.
	const { available, denied, match } = models;
	return {
		by: name === undefined ? 'the default managed settings' : `the managed settings of ${name}`,
		allowed: available === null || available.length === 0 ? null : available,
		denied,
		match,
	};
}

function reasonOf(model: string, restrictions: readonly Restriction[]): string | null {
	for (const { by, allowed, denied, match } of restrictions) {
		const denier = denyingEntry(model, denied);
		if (denier !== null) return `denied by "${denier}" in ${by}`;
		if (allowed !== null && admittingEntry(model, allowed, match) === null) return `not allowed by ${by}`;
	}
	return null;
}

/** Models that were used against an entitlement, by model and reason. Rows of an unknown model say nothing. */
export function outsidePolicy(
	rows: readonly AuditSpend[],
	restrictionsOf: (actorId: string) => readonly Restriction[],
): OutsideSpend[] {
	const found = new Map<string, { model: string; spenders: Set<string>; costMicros: number; why: string }>();
	const byActor = new Map<string, readonly Restriction[]>();
	for (const { actorId, model, amountMicros } of rows) {
		if (amountMicros === 0 || model === 'unknown') continue;
		const restrictions = byActor.get(actorId) ?? restrictionsOf(actorId);
		byActor.set(actorId, restrictions);
		const why = reasonOf(model, restrictions);
		if (why === null) continue;
		const key = `${model}\n${why}`;
		const one = found.get(key) ?? { model, spenders: new Set<string>(), costMicros: 0, why };
		one.spenders.add(actorId);
		found.set(key, { ...one, costMicros: one.costMicros + amountMicros });
	}
	return [...found.values()].map(({ spenders, ...rest }) => ({ ...rest, spenders: spenders.size }));
}
