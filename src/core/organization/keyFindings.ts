import type { ApiKeyRecord, KeyDay, Workspace } from './records.js';
import type { KnownPeople } from './spenders.js';

export interface KeyFinding {
	readonly keyId: string;
	readonly name: string;
	readonly workspace: string | null;
	/** Over the last 90 days; null when only tokens are known. */
	readonly costMicros: number | null;
	/** Null without use in the last 90 days. */
	readonly lastUsedDay: string | null;
	readonly why: string;
}

export interface KeyFindings {
	/** Null where no list of keys was read. */
	readonly activeKeys: number | null;
	readonly orphanKeys: readonly KeyFinding[];
	readonly staleKeys: readonly KeyFinding[];
	readonly keySpend: readonly KeyFinding[];
}

export interface KeyInputs extends KnownPeople {
	readonly keys: readonly ApiKeyRecord[] | null;
	readonly keyDays: readonly KeyDay[];
	readonly workspaces: readonly Workspace[];
	readonly nowMs: number;
}

const dayMs = 86_400_000;
const staleDays = 90;
const youngDays = 30;

interface KeyUse {
	readonly costMicros: number | null;
	readonly lastUsedDay: string | null;
}

/** Use in the last 90 days: the ledger may know older days, and those make no key alive. */
function useOf(days: readonly KeyDay[], nowMs: number): Map<string, KeyUse> {
	const since = new Date(nowMs - staleDays * dayMs).toISOString().slice(0, 10);
	const use = new Map<string, KeyUse>();
	for (const { keyId, day, amountMicros, tokens } of days) {
		if (day < since) continue;
		const before = use.get(keyId);
		const isUsed = (amountMicros ?? 0) > 0 || (tokens ?? 0) > 0;
		const last = before?.lastUsedDay ?? null;
		use.set(keyId, {
			costMicros:
				amountMicros === null ? (before?.costMicros ?? null) : amountMicros + (before?.costMicros ?? 0),
			lastUsedDay: isUsed && (last === null || day > last) ? day : last,
		});
	}
	return use;
}

/** Why an active key has nobody to answer for it; null when somebody does, or that cannot be known. */
function orphanReason(key: ApiKeyRecord, { members, departed, actors }: KnownPeople): string | null {
	if (key.hasServiceAccount) return null;
	const owners = [key.principalUserId, key.createdByUserId].filter((id) => id !== null);
	if (owners.length === 0) return 'no owner is recorded';
	if (members === null || owners.some((id) => members.some(({ userId }) => userId === id))) return null;
	const wasSeen = owners.some((id) => actors.has(id) || departed.some(({ userId }) => userId === id));
	return wasSeen ? 'its owner has left' : 'its owner is no member and was never seen as one';
}

/**
 * Active keys without an owner, keys without use, and spend by key. A key is stale when it is older than 30 days and
 * had neither spend nor tokens in the last 90; a service account's key has no owner to look for.
 */
export function keyFindings(inputs: KeyInputs): KeyFindings {
	const { keys, keyDays, nowMs, workspaces } = inputs;
	if (keys === null) return { activeKeys: null, orphanKeys: [], staleKeys: [], keySpend: [] };
	const use = useOf(keyDays, nowMs);
	const active = keys.filter(({ status }) => status === 'active');
	const finding = (key: ApiKeyRecord, why: string): KeyFinding => ({
		keyId: key.keyId,
		name: key.name,
		workspace: workspaces.find(({ workspaceId }) => workspaceId === key.workspaceId)?.name ?? key.workspaceId,
		costMicros: use.get(key.keyId)?.costMicros ?? null,
		lastUsedDay: use.get(key.keyId)?.lastUsedDay ?? null,
		why,
	});
	const isOld = (key: ApiKeyRecord): boolean =>
		key.createdAtMs === null || nowMs - key.createdAtMs > youngDays * dayMs;
	const orphans = active.flatMap((key) => {
		const why = orphanReason(key, inputs);
		return why === null ? [] : [finding(key, why)];
	});
	return {
		activeKeys: active.length,
		orphanKeys: orphans,
		staleKeys: active
			.filter((key) => isOld(key) && (use.get(key.keyId)?.lastUsedDay ?? null) === null)
			.map((key) => finding(key, `no use in ${staleDays} days`)),
		keySpend: keys
			.filter(({ keyId }) => (use.get(keyId)?.costMicros ?? 0) > 0)
			.map((key) => finding(key, key.status))
			.sort((one, two) => (two.costMicros ?? 0) - (one.costMicros ?? 0)),
	};
}
