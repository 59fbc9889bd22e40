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
}

export interface Member {
	readonly userId: string;
	readonly email: string;
	readonly name: string | null;
	readonly role: string;
	readonly addedAtMs: number | null;
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
	readonly limits: readonly { readonly type: string; readonly value: number }[];
}

/** What one API key spent and used on one UTC day. */
export interface KeyDay {
	readonly keyId: string;
	readonly day: string;
	/** Null from the older report, which has tokens alone. */
	readonly amountMicros: number | null;
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

const periods: readonly string[] = ['daily', 'weekly', 'monthly', 'quarterly'];

/** The vendor's period where it is one we can cut time in; null for one that is new. */
export function knownPeriod(period: string): BudgetPeriod | null {
	return periods.includes(period) ? (period as BudgetPeriod) : null;
}
