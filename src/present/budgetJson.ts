import type { BudgetStatus } from '../core/budget/budget.js';
import type { BudgetLine } from '../core/budget/budgetLine.js';
import type { ListSpend } from '../core/budget/localUse.js';
import type { Entitlement } from '../core/entitlement/entitlement.js';

const iso = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString());

function lineJson(line: BudgetLine): Record<string, unknown> {
	return {
		limitMicros: line.limitMicros,
		spentMicros: line.spentMicros,
		currency: line.currency,
		period: line.period,
		periodStart: iso(line.window.startMs),
		resetsAt: iso(line.resetsAtMs),
		limitSource: line.limitSource,
		limitFrom: line.origin,
		basis: line.basis,
		priceBasis: line.priceBasis,
		asOf: iso(line.asOfMs),
		state: line.state,
		usedShare: line.usedShare,
	};
}

const spendJson = (spend: ListSpend): object => ({ ...spend, basis: 'list' });

/**
 * `outlay.budget/1`. Amounts in `today`, `thisSession`, `thisBranch` and `models` are in micro-USD, counted at the
 * prices that `priceBasis` names: the public list, the team's config, or managed contract rates.
 */
export function budgetJson(budget: BudgetStatus, entitlement: Entitlement): Record<string, unknown> {
	const { forecast } = budget;
	return {
		schema: 'outlay.budget/1',
		...lineJson(budget),
		isEstimate: budget.isEstimate,
		isStale: budget.isStale,
		forecastMicros: forecast?.micros ?? null,
		forecast: forecast && {
			micros: forecast.micros,
			lowMicros: forecast.lowMicros,
			highMicros: forecast.highMicros,
			lastsUntil: iso(forecast.lastsUntilMs),
			days: forecast.days,
		},
		today: budget.today && spendJson(budget.today),
		thisSession: budget.thisSession && spendJson(budget.thisSession),
		thisBranch: budget.thisBranch && spendJson(budget.thisBranch),
		models: budget.models,
		others: budget.others.map(lineJson),
		planWindows: budget.planWindows.map(({ resetsAtMs, asOfMs, ...rest }) => ({
			...rest,
			resetsAt: iso(resetsAtMs),
			asOf: iso(asOfMs),
			basis: 'client',
		})),
		notes: budget.notes,
		entitlement: {
			allowed: entitlement.allowed,
			denied: entitlement.denied,
			isUnrestricted: entitlement.isUnrestricted,
			match: entitlement.match,
			default: entitlement.default,
			defaultBy: entitlement.defaultBy,
			current: entitlement.current,
			currentAllowed: entitlement.currentAllowed,
			source: entitlement.source,
			sources: entitlement.sources,
			models: entitlement.models,
			notes: entitlement.notes,
		},
	};
}
