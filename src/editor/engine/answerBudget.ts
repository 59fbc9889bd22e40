import { budgetStatus } from '../../outlay/budget.js';
import type { BudgetFacts } from '../viewModels/statusView.js';
import type { Request } from './engineRequest.js';

/** My budget and entitlement; what was wrong with a source stands among the notes. */
export async function answerBudget({ context, setup, usage }: Request): Promise<BudgetFacts> {
	const { calls, prices } = await usage.now();
	const { budget, entitlement } = await budgetStatus(context, {
		timezone: setup.timezone,
		ownLimit: setup.ownLimit,
		calls,
		priceBasis: prices.basis,
		...(setup.status === null ? {} : { status: setup.status }),
	});
	const problems = context.problems.map(({ what }) => what);
	return { status: { ...budget, notes: [...budget.notes, ...problems.slice(0, 5)] }, entitlement };
}
