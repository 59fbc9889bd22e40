import type { BudgetPeriod } from '../budget/window.js';

/** A member's limit as it applies, with where it is inherited from. One per member and period. */
export interface EffectiveLimit {
	readonly userId: string;
	readonly email: string | null;
	readonly name: string | null;
	/** The account is deleted or the person no longer a member. */
	readonly isDeleted: boolean;
	/** Null: unlimited. Zero: nothing beyond the included use. */
	readonly limitMicros: number | null;
	/** The vendor's figure; its 0 may also mean that it has no reading. */
	readonly spentMicros: number;
	/** ISO 4217; the organization's billing currency. */
	readonly currency: string;
	/** `monthly` today; an open set. */
	readonly period: string;
	/** Scope the limit comes from: `user`, `rbac_group`, `seat_tier`, `organization`, …; an open set. */
	readonly source: string;
	/** Which group, seat tier or service it is; null for the organization, and in records of older versions. */
	readonly sourceId?: string | null;
}

/** A limit as it was set at one scope. What applies to a member is an `EffectiveLimit`. */
export interface ConfiguredLimit {
	readonly limitId: string;
	/** `organization`, `seat_tier`, `rbac_group`, `organization_service`, …; an open set. */
	readonly scope: string;
	readonly scopeId: string | null;
	/** Null: no numeric cap at this scope. */
	readonly limitMicros: number | null;
	readonly currency: string;
	readonly period: string;
	/** False while use beyond the included one is switched off for the whole organization. */
	readonly isEnabled: boolean;
	readonly updatedAtMs: number;
}

/** A member's wish for more, as far as the vendor tells: no amount and no reason are given. */
export interface IncreaseRequest {
	readonly requestId: string;
	readonly status: string;
	readonly period: string;
	readonly createdAtMs: number;
	readonly resolvedAtMs: number | null;
	readonly userId: string | null;
	readonly email: string | null;
	readonly name: string | null;
	readonly limitMicros: number | null;
	readonly spentMicros: number | null;
	readonly currency: string | null;
	readonly source: string | null;
	readonly sourceId?: string | null;
	/** Id of who decided: a person or a key; null while it is pending. */
	readonly resolvedBy?: string | null;
	/** The limit that an approval has set, as the vendor confirms it; null otherwise. */
	readonly newLimitMicros?: number | null;
}

export interface Member {
	readonly userId: string;
	readonly email: string;
	readonly name: string | null;
	readonly role: string;
	readonly addedAtMs: number | null;
	/** Kind of the key that listed them; absent in records of older versions. */
	readonly seenBy?: string;
}

/** Somebody or something that spends, as the reports name it. */
export interface Actor {
	readonly actorId: string;
	/** `user_actor`, `service_account_actor`, `federated_actor`, `api_actor`; an open set. */
	readonly type: string;
	readonly email: string | null;
	readonly name: string | null;
	readonly isDeleted: boolean;
}

export interface ApiKeyRecord {
	readonly keyId: string;
	readonly name: string;
	readonly status: string;
	readonly createdAtMs: number | null;
	readonly expiresAtMs: number | null;
	readonly workspaceId: string | null;
	readonly createdByUserId: string | null;
	/** The person or service account it stands for. */
	readonly principalUserId: string | null;
	readonly hasServiceAccount: boolean;
}

export interface Workspace {
	readonly workspaceId: string;
	readonly name: string;
	readonly isArchived: boolean;
}

/** One configured rate limit. Not consumption: the vendor has no such figure. */
export interface RateLimit {
	readonly group: string;
	readonly models: readonly string[];
	readonly workspaceId: string | null;
	readonly limits: readonly {
		/** `requests_per_minute`, `input_tokens_per_minute_cache_aware`, …; an open set. */
		readonly type: string;
		readonly value: number;
		/** Of a workspace: the organization's own value, which also holds. */
		readonly orgValue?: number | null;
	}[];
}

/** Tokens and requests of one clock hour on one model. */
export interface ModelHour {
	/** Hour of the UTC day, 0–23. */
	readonly hour: number;
	readonly model: string;
	/** Null from the older report, which does not count them. */
	readonly requests: number | null;
	/** Input without cache reads, cache writes included: what a cache-aware limit counts. */
	readonly cacheAwareInputTokens: number;
	readonly cacheReadTokens: number;
	readonly outputTokens: number;
}

/** Use of one workspace on one UTC day, hour by hour: what a rate limit is held against. */
export interface UsageDay {
	readonly day: string;
	/** `none` for the default workspace. */
	readonly workspaceId: string;
	readonly hours: readonly ModelHour[];
}

/** What one API key spent and used on one UTC day. */
export interface KeyDay {
	readonly keyId: string;
	readonly day: string;
	/** Null from the older report, which has tokens alone. */
	readonly amountMicros: number | null;
	/** Null where no usage report could be read. */
	readonly tokens: number | null;
}

/** Claude Code's own day of one person, from the Console's report. Cost is the vendor's estimate at list prices. */
export interface ClaudeCodeDay {
	readonly day: string;
	/** E-mail of a person, or the name of an API key. */
	readonly actor: string;
	readonly isKey: boolean;
	readonly sessions: number;
	readonly commits: number;
	readonly pullRequests: number;
	readonly estimateMicros: number;
	readonly models: readonly { readonly model: string; readonly estimateMicros: number }[];
}

/** Billed spend of one UTC day. Amounts are post-discount, pre-credit. */
export interface BilledSpend {
	readonly day: string;
	/** Id of the actor; `none` where the report knows none. */
	readonly actorId: string;
	readonly product: string;
	readonly model: string;
	readonly workspaceId: string;
	/** `all`, or the token type where the report is by token type. */
	readonly tokenKind: string;
	readonly amountMicros: number;
	readonly listMicros: number | null;
	readonly currency: string;
	readonly requests: number | null;
	readonly rawAmount: string;
	readonly source: 'analytics-cost' | 'user-cost-report' | 'cost-report';
}

/** A group of members (role-based access). */
export interface Group {
	readonly groupId: string;
	readonly name: string;
	readonly userIds: readonly string[];
}

/** Last activity of a member and what Claude Code did for them in a range of days. Counts only; nobody is ranked. */
export interface Activity {
	readonly userId: string;
	readonly lastActiveDay: string | null;
	readonly sessions: number;
	readonly commits: number;
	readonly pullRequests: number;
}

/** Seats and active people of one UTC day, over the whole organization. */
export interface ActivitySummary {
	readonly day: string;
	/** Null where the vendor gives none. */
	readonly assignedSeats: number | null;
	readonly pendingInvites: number | null;
	readonly activeToday: number;
	readonly activeWeek: number;
	readonly activeMonth: number;
	/** Active people per assigned seat in the month, 0–1; null where the vendor gives none. */
	readonly monthlyAdoption: number | null;
	readonly claudeCodeWeek: number | null;
	readonly claudeCodeMonth: number | null;
}

/** The model restrictions of one settings document that an administrator manages. No other key of it is kept. */
export interface ManagedModels {
	/** Null for the default document, which members of no listed group receive. */
	readonly groupId: string | null;
	/** Null when the document has no list. */
	readonly available: readonly string[] | null;
	readonly denied: readonly string[];
	readonly match: 'prefix' | 'exact';
}

/** How the organization hands managed settings to its members. */
export interface ManagedPolicy {
	/** `organization` (one document, which the API does not show) or `rbac_groups`; an open set. */
	readonly mode: string;
	/** Documents of groups, highest precedence first; a member receives the first of a group they are in. */
	readonly groups: readonly ManagedModels[];
	readonly default: ManagedModels | null;
}

const periods: readonly string[] = ['daily', 'weekly', 'monthly', 'quarterly'];

/** The vendor's period where it is one we can cut time in; null for one that is new. */
export function knownPeriod(period: string): BudgetPeriod | null {
	return periods.includes(period) ? (period as BudgetPeriod) : null;
}
