import { findInsights } from '../../core/insights/findInsights.js';
import type { Insight } from '../../core/insights/insight.js';
import { priceCall } from '../../core/usage/priceCall.js';
import { budgetStatus } from '../../outlay/budget.js';
import type { Request } from './engineRequest.js';

const weekMs = 7 * 86_400_000;

/** What may be worth changing this week. */
export async function answerInsights({ context, setup, usage }: Request): Promise<Insight[]> {
	const nowMs = context.now();
	const { calls: all, prices } = await usage.now();
	const calls = all.filter(({ atMs }) => atMs >= nowMs - weekMs && atMs <= nowMs);
	const { budget, entitlement } = await budgetStatus(context, {
		timezone: setup.timezone,
		ownLimit: setup.ownLimit,
		calls: all,
		priceBasis: prices.basis,
		...(setup.status === null ? {} : { status: setup.status }),
	});
	const known = [
		...new Set([...calls.map(({ model }) => model), ...entitlement.models.map(({ model }) => model)]),
	];
	return findInsights({
		nowMs,
		timezone: setup.timezone,
		calls,
		price: (call) => {
			const priced = priceCall(call, prices);
			return priced.isPriced ? priced.costMicros : null;
		},
		cheaperThan: (model) =>
			/opus|fable|mythos/i.test(model) ? (known.find((other) => /sonnet/i.test(other)) ?? null) : null,
		budget,
		// Where nothing was ever used, the Budget view says so.
		problems: context.problems.filter(({ code }) => code !== 'transcripts.none'),
	});
}
