import type { BudgetStatus } from '../../../src/core/budget/budget.js';
import type { Entitlement } from '../../../src/core/entitlement/entitlement.js';
import type { BudgetFacts } from '../../../src/editor/viewModels/statusView.js';
import { inEnglish, type Reader } from '../../../src/editor/viewModels/translate.js';

const dollars = (amount: number): number => amount * 1_000_000;

/** Thursday, 19 November 2026, 14:05 UTC. */
export const nowMs = Date.UTC(2026, 10, 19, 14, 5);
export const reader: Reader = { t: inEnglish, locale: 'en-GB', timezone: 'UTC', nowMs };

const status: BudgetStatus = {
	origin: 'organization-status',
	state: 'ok',
	limitMicros: dollars(500),
	spentMicros: dollars(314.02),
	currency: 'USD',
	usedShare: 0.62804,
	period: 'monthly',
	window: { startMs: Date.UTC(2026, 10, 1), endMs: Date.UTC(2026, 11, 1) },
	resetsAtMs: Date.UTC(2026, 11, 1),
	limitSource: 'seat-tier',
	basis: 'billed',
	priceBasis: 'list',
	asOfMs: nowMs,
	isEstimate: false,
	isStale: false,
	forecast: {
		micros: dollars(412),
		lowMicros: dollars(380),
		highMicros: dollars(450),
		lastsUntilMs: null,
		days: 13,
	},
	today: { costMicros: dollars(11.4), unpricedCalls: 0 },
	thisSession: { sessionId: 's1', costMicros: dollars(2), unpricedCalls: 0 },
	thisBranch: { branch: 'feat/export', costMicros: dollars(23.18), unpricedCalls: 0 },
	models: [
		{ model: 'claude-sonnet-5-5', costMicros: dollars(201.1) },
		{ model: 'claude-opus-5-5', costMicros: dollars(104.77) },
	],
	others: [],
	planWindows: [],
	notes: [],
};

const entitlement: Entitlement = {
	allowed: ['sonnet', 'haiku'],
	denied: [],
	isUnrestricted: false,
	match: 'prefix',
	default: 'claude-sonnet-5-5',
	defaultBy: 'managed settings',
	current: 'claude-sonnet-5-5',
	currentAllowed: true,
	source: 'managed',
	sources: ['/etc/claude-code/managed-settings.json'],
	models: [
		{ model: 'claude-sonnet-5-5', isAllowed: true, by: 'managed', why: 'listed as "sonnet"' },
		{ model: 'claude-haiku-5-5', isAllowed: true, by: 'managed', why: 'listed as "haiku"' },
		{ model: 'claude-opus-5-5', isAllowed: false, by: 'managed', why: 'not listed' },
	],
	notes: [],
};

/** A budget of $314.02 of $500 by the organisation's status, with changes. */
export function budgetFacts(
	changes: Partial<BudgetStatus> = {},
	entitlementChanges: Partial<Entitlement> = {},
): BudgetFacts {
	return { status: { ...status, ...changes }, entitlement: { ...entitlement, ...entitlementChanges } };
}
