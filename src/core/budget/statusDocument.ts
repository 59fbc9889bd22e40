import type { SpendBasis } from '../money.js';
import type { BudgetReading, LimitSource } from './reading.js';
import type { Limit } from './state.js';
import type { BudgetPeriod } from './window.js';

/** One limit in a published status. */
export interface StatusLimit {
	/** Null with `isUnlimited`, or when no limit is known. */
	readonly limitMicros: number | null;
	readonly isUnlimited: boolean;
	readonly limitSource: LimitSource;
	readonly spentMicros: number | null;
	/** The vendor also reports 0 while it has no reading. */
	readonly zeroMayBeMissing: boolean;
	readonly basis: SpendBasis;
	readonly currency: string;
	readonly period: BudgetPeriod;
	readonly timezone: string;
	readonly resetsAtMs: number | null;
	readonly asOfMs: number;
}

/**
 * What an organization hands to one person: their own limits and spend, and nothing about anybody else. Signed by the
 * publisher, and worthless after `expiresAtMs`.
 */
export interface StatusDocument {
	/** The person it is for, lower-cased. */
	readonly email: string;
	readonly issuedAtMs: number;
	readonly expiresAtMs: number;
	readonly limits: readonly StatusLimit[];
}

/** The Anthropic scope a limit comes from, as one of the contract's names. The set is open: a new one is theirs. */
export function limitSourceOf(scopeType: string): LimitSource {
	switch (scopeType) {
		case 'user':
			return 'user';
		case 'rbac_group':
			return 'group';
		case 'seat_tier':
			return 'seat-tier';
		default:
			return 'organization';
	}
}

function limitOf({ isUnlimited, limitMicros }: StatusLimit): Limit {
	if (isUnlimited) return { kind: 'unlimited' };
	return limitMicros === null ? { kind: 'unknown' } : { kind: 'amount', micros: limitMicros };
}

/** The readings that a published status holds. */
export function readingsOf(document: StatusDocument): BudgetReading[] {
	return document.limits.map((line) => ({
		origin: 'organization-status' as const,
		limit: limitOf(line),
		limitSource: line.limitSource,
		spentMicros: line.spentMicros,
		zeroMayBeMissing: line.zeroMayBeMissing,
		basis: line.basis,
		currency: line.currency,
		period: line.period,
		timezone: line.timezone,
		resetsAtMs: line.resetsAtMs,
		asOfMs: line.asOfMs,
	}));
}
