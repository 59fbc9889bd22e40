import type { ModelHour, RateLimit, UsageDay, Workspace } from './records.js';

/** One configured rate limit with the use against it. */
export interface RateUse {
	readonly group: string;
	/** Name of the workspace that has a limit of its own; null for the organization's. */
	readonly workspace: string | null;
	/** `requests_per_minute`, `output_tokens_per_minute`, …; an open set. */
	readonly type: string;
	readonly limit: number;
	/** Of a workspace: the organization's value, which also holds; null where it has none. */
	readonly orgLimit: number | null;
	/** Mean use a minute in the busiest clock hour; null where that is not known. */
	readonly busiestHourMean: number | null;
	/** `busiestHourMean` over the limit that binds; null where it is not known. */
	readonly usedShare: number | null;
}

/** What one limiter counts of an hour; null for kinds that the usage reports say nothing about. */
function countOf(type: string, hour: ModelHour): number | null {
	switch (type) {
		case 'requests_per_minute':
			return hour.requests;
		case 'input_tokens_per_minute':
			return hour.cacheAwareInputTokens + hour.cacheReadTokens;
		case 'input_tokens_per_minute_cache_aware':
			return hour.cacheAwareInputTokens;
		case 'output_tokens_per_minute':
			return hour.outputTokens;
		case 'tokens_per_minute':
			return hour.cacheAwareInputTokens + hour.cacheReadTokens + hour.outputTokens;
		default:
			return null;
	}
}

/** Dated and undated spellings of a model are one: `claude-opus-4-5-20251101` counts for `claude-opus-4-5`. */
const undated = (model: string): string => model.replace(/-\d{8}$/, '');

function busiestHourMean(days: readonly UsageDay[], limit: RateLimit, type: string): number | null {
	const models = new Set(limit.models.map(undated));
	const sums = new Map<string, number>();
	for (const { day, workspaceId, hours } of days) {
		if (limit.workspaceId !== null && workspaceId !== limit.workspaceId) continue;
		for (const hour of hours) {
			if (models.size > 0 && !models.has(undated(hour.model))) continue;
			const count = countOf(type, hour);
			if (count === null) return null;
			const key = `${day}|${hour.hour}`;
			sums.set(key, (sums.get(key) ?? 0) + count);
		}
	}
	return sums.size === 0 ? null : Math.max(...sums.values()) / 60;
}

/** Groups whose limits count something else than calls of models; the usage reports say nothing about those. */
const isOfModels = ({ models }: RateLimit): boolean => models.length > 0;

/**
 * Holds configured rate limits against use. Formula: the busiest clock hour's sum over the limit's models, divided by
 * 60; shorter bursts are not in the vendor's reports, so a share near 1 means that minutes above it are likely.
 * Missing data: no usage, or a limiter that reports do not count, gives null. Source: Usage & Cost Analytics.
 */
export function rateUses(
	limits: readonly RateLimit[],
	days: readonly UsageDay[],
	workspaces: readonly Workspace[],
): RateUse[] {
	return limits.flatMap((limit) =>
		limit.limits.map(({ type, value, orgValue = null }) => {
			const mean = isOfModels(limit) ? busiestHourMean(days, limit, type) : null;
			const binding = orgValue === null ? value : Math.min(value, orgValue);
			const name = workspaces.find(({ workspaceId }) => workspaceId === limit.workspaceId)?.name;
			return {
				group: limit.group,
				workspace: name ?? limit.workspaceId,
				type,
				limit: value,
				orgLimit: orgValue,
				busiestHourMean: mean,
				usedShare: mean === null || binding <= 0 ? null : mean / binding,
			};
		}),
	);
}
