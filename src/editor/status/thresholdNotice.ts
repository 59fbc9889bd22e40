import type { BudgetStatus } from '../../core/budget/budget.js';
import { amount, percent } from '../viewModels/amounts.js';
import { thisPeriod } from '../viewModels/statusView.js';
import { dayOf } from '../viewModels/times.js';
import type { Reader } from '../viewModels/translate.js';

/** A threshold that was crossed. `claim` names it once for all windows and the whole period. */
export interface ThresholdNotice {
	readonly claim: string;
	readonly message: string;
}

const shares = { warning: 0.75, critical: 0.95, over: 1 } as const;

/** The notice for a budget's state; null when there is nothing to say. */
export function thresholdNotice(status: BudgetStatus, reader: Reader): ThresholdNotice | null {
	const { state } = status;
	const { t } = reader;
	if (state !== 'warning' && state !== 'critical' && state !== 'over') return null;
	const limit = amount(status.limitMicros, status.currency, reader);
	const period = thisPeriod(status.period, t);
	const used =
		state === 'over'
			? t('You have used all of the {0} for {1}.', limit, period)
			: t('You have used {0} of the {1} for {2}.', percent(shares[state]), limit, period);
	const lasts = status.forecast?.lastsUntilMs ?? null;
	const pace =
		lasts === null || state === 'over'
			? ''
			: ` ${t('At this pace it lasts until {0}.', dayOf(lasts, reader))}`;
	return { claim: `threshold:${status.window.startMs}:${status.period}:${state}`, message: `${used}${pace}` };
}
