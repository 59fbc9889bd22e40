import { checkTimezone, dayIn, isIn, parseInstantMs, type Period } from '../core/period.js';
import type { UsageCall } from '../core/usage/pricedCalls.js';
import { clientCostDifferences } from '../core/usage/clientCost.js';
import { compareOwnCosts } from '../core/usage/ownCost.js';
import { estimatePartialOutput } from '../core/usage/partialOutput.js';
import { estimateUnpriced } from '../core/usage/unpricedEstimate.js';
import { isThrough, modelMatcher, type UsageFilter } from '../core/usage/usageFilter.js';
import type { UsageInspection } from '../core/usage/usageInspection.js';
import type { Session } from '../core/usage/session.js';
import { QualityCount } from '../core/usage/usageQuality.js';
import { isSumBound } from '../core/usage/usageSums.js';
import { UsageTableSums, type UsageGroup, type UsagePlaces } from '../core/usage/usageTable.js';
import type { OutlayContext } from './context.js';
import { quickUsage } from './quickUsage.js';

/** A wish for usage by groups, as a face puts it. */
export interface InspectUsageOptions extends UsageFilter {
	readonly groups: readonly UsageGroup[];
	/** ISO date or time; null for no bound. */
	readonly since: string | null;
	readonly until: string | null;
	/** IANA zone; null for UTC. */
	readonly timezone: string | null;
	/** Only a team's or a person's use; transcripts are those of this machine's user. */
	readonly team: string | null;
	readonly author: string | null;
}

/** The wanted period; null for everything, a clock in the future included. */
function periodOf({ since, until }: InspectUsageOptions, timezone: string): Period | null {
	if (since === null && until === null) return null;
	return {
		sinceMs: since === null ? 0 : parseInstantMs(since, timezone, '--since'),
		untilMs: until === null ? Number.MAX_SAFE_INTEGER : parseInstantMs(until, timezone, '--until'),
		timezone,
	};
}

/** True when no quarter hour lies on both sides of a bound. */
const isOfQuarterHours = (period: Period | null): boolean =>
	period === null || [period.sinceMs, period.untilMs].every((ms) => isSumBound(ms));

/** Asking git for folders and names is left out where no group or filter needs it. */
async function repoOfCalls(
	context: OutlayContext,
	groups: readonly UsageGroup[],
	sessions: readonly Session[],
): Promise<UsagePlaces['repoOf']> {
	if (!groups.includes('repo') && !groups.includes('branch')) return () => null;
	const { repositoryOfCalls } = await import('./usagePlaces.js');
	return repositoryOfCalls(context, sessions);
}

async function isOwnWanted(context: OutlayContext, options: InspectUsageOptions): Promise<boolean> {
	const { wantsOwnUsage } = await import('./usagePlaces.js');
	return wantsOwnUsage(context, options);
}

/** What a call must be to be wanted, one test for each wish. */
function wishes(
	options: InspectUsageOptions,
	period: Period | null,
	sessions: readonly Session[],
): ((call: UsageCall) => boolean)[] {
	const { model, product } = options;
	const matches = model === null ? null : modelMatcher(model);
	return [
		...(period === null ? [] : [(call: UsageCall) => isIn(period, call.atMs)]),
		...(product === null ? [] : [isThrough(sessions, product)]),
		...(matches === null
			? []
			: [(call: UsageCall) => matches(call.model) || call.nested.some((run) => matches(run.model))]),
	];
}

/** Usage by groups: every call once, at its list price, with what is not known about it. */
export async function inspectUsage(
	context: OutlayContext,
	options: InspectUsageOptions,
): Promise<UsageInspection> {
	const timezone = checkTimezone(options.timezone ?? 'UTC');
	const period = periodOf(options, timezone);
	const usage = await quickUsage(context, isOfQuarterHours(period));
	const isOwn = options.team === null && options.author === null ? true : await isOwnWanted(context, options);
	const wanted = isOwn ? wishes(options, period, usage.sessions) : [() => false];
	const calls =
		wanted.length === 0
			? usage.calls
			: usage.calls.where((call) => wanted.every((isWanted) => isWanted(call)));
	const matches = options.model === null ? null : modelMatcher(options.model);
	const dayOf = dayIn(timezone);
	const table = new UsageTableSums(
		options.groups,
		{ dayOf, repoOf: await repoOfCalls(context, options.groups, usage.sessions) },
		usage.prices,
		(part) => matches === null || matches(part.model),
	);
	const found = new QualityCount(usage.sessions, usage.prices, context.now());
	const present = new Set<string>();
	let sessionId: string | null = null;
	// One way through the calls: there may be very many.
	for (const call of calls) {
		table.add(call);
		found.add(call);
		if (call.sessionId !== sessionId) present.add((sessionId = call.sessionId));
	}
	const sessions = usage.sessions.filter(({ sessionId }) => present.has(sessionId));
	const quality = found.quality(usage.counts);
	return {
		...table.table(),
		timezone,
		quality,
		// Nothing is missing where every call is complete: then the calls are not gone through again.
		partialOutput: estimatePartialOutput(quality.partialOutputCalls === 0 ? [] : calls, usage.prices),
		unpricedEstimate: estimateUnpriced(quality.unpricedCalls === 0 ? [] : calls, usage.prices),
		clientCosts: clientCostDifferences(calls, sessions),
		ownCosts: compareOwnCosts(
			usage.ownCosts.filter(({ call }) => wanted.every((isWanted) => isWanted(call))),
		),
		rejected: usage.rejected,
	};
}
