import { z } from 'zod';
import type { Activity, ActivitySummary } from '../../core/organization/records.js';
import type { AnthropicClient } from './anthropicClient.js';
import { failureBehind } from './apiError.js';
import { allByCursor } from './pages.js';

const base = '/v1/organizations/analytics';

/** UTC days, `endDay` exclusive. At most 366 of them; the vendor has none before 2026. */
export interface ActivityRange {
	readonly startDay: string;
	readonly endDay: string;
}

const activityRow = z.object({
	user: z.object({ id: z.string() }).nullable(),
	last_activity_date: z.string().nullish(),
	claude_code_metrics: z
		.object({
			core_metrics: z.object({
				commit_count: z.number(),
				pull_request_count: z.number(),
				distinct_session_count: z.number(),
			}),
		})
		.nullish(),
});

/** A listing over a range; asked too early, the API names the latest day that it has, and the range is cut there. */
async function upToLatest<Row extends z.ZodType>(
	client: AnthropicClient,
	path: string,
	row: Row,
	range: ActivityRange,
	limit: number | null,
): Promise<readonly z.infer<Row>[]> {
	const listing = (ending_date: string) => ({
		path,
		row,
		query: { starting_date: range.startDay, ending_date, limit },
	});
	try {
		return await allByCursor(client, listing(range.endDay));
	} catch (error) {
		const failure = failureBehind(error);
		const latest = failure?.status === 400 ? /\d{4}-\d{2}-\d{2}/.exec(failure.message)?.[0] : undefined;
		if (latest === undefined || latest <= range.startDay || latest >= range.endDay) throw error;
		return allByCursor(client, listing(latest));
	}
}

/** What each member did in a range (`read:analytics`). Distinct counts are of the whole range, not sums of days. */
export async function fetchActivity(client: AnthropicClient, range: ActivityRange): Promise<Activity[]> {
	const rows = await upToLatest(client, `${base}/users`, activityRow, range, 1000);
	return rows.flatMap(({ user, last_activity_date, claude_code_metrics }) => {
		if (user === null) return [];
		const metrics = claude_code_metrics?.core_metrics;
		return [
			{
				userId: user.id,
				lastActiveDay: last_activity_date ?? null,
				sessions: metrics?.distinct_session_count ?? 0,
				commits: metrics?.commit_count ?? 0,
				pullRequests: metrics?.pull_request_count ?? 0,
			},
		];
	});
}

const count = z.number().nullish();

const summaryRow = z.object({
	starting_at: z.string(),
	assigned_seat_count: count,
	pending_invite_count: count,
	daily_active_user_count: z.number(),
	weekly_active_user_count: z.number(),
	monthly_active_user_count: z.number(),
	monthly_adoption_rate: count,
	claude_code_weekly_active_user_count: count,
	claude_code_monthly_active_user_count: count,
});

/** Seats and active people of each day of a range (`read:analytics`); the vendor gives the series on one page. */
export async function fetchActivitySummaries(
	client: AnthropicClient,
	range: ActivityRange,
): Promise<ActivitySummary[]> {
	const rows = await upToLatest(client, `${base}/summaries`, summaryRow, range, null);
	return rows.map((row) => ({
		day: row.starting_at.slice(0, 10),
		assignedSeats: row.assigned_seat_count ?? null,
		pendingInvites: row.pending_invite_count ?? null,
		activeToday: row.daily_active_user_count,
		activeWeek: row.weekly_active_user_count,
		activeMonth: row.monthly_active_user_count,
		// The vendor writes a percentage.
		monthlyAdoption: typeof row.monthly_adoption_rate === 'number' ? row.monthly_adoption_rate / 100 : null,
		claudeCodeWeek: row.claude_code_weekly_active_user_count ?? null,
		claudeCodeMonth: row.claude_code_monthly_active_user_count ?? null,
	}));
}
