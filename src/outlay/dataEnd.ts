import type { PullRequest } from '../core/pullRequest.js';
import type { Repository } from './repositories.js';

/**
 * Last instant that the sources are known to cover, never after now. A clone or a dump may be old: a pull request is
 * only "without a defect for 30 days" if something was seen that late. So it is the time the source names (a sync),
 * else the newest commit or pull request event at hand.
 */
export async function dataEndOf(
	repositories: readonly Repository[],
	pullRequests: readonly PullRequest[],
	coversUntilMs: number | null,
	nowMs: number,
): Promise<number> {
	if (coversUntilMs !== null) return Math.min(coversUntilMs, nowMs);
	let latestMs = 0;
	for (const { history } of repositories) {
		for (const { committedAtMs } of await history()) {
			// A commit from a clock that runs ahead says nothing about what was seen.
			if (committedAtMs <= nowMs) latestMs = Math.max(latestMs, committedAtMs);
		}
	}
	for (const { createdAtMs, mergedAtMs, closedAtMs, updatedAtMs } of pullRequests) {
		for (const atMs of [createdAtMs, mergedAtMs, closedAtMs, updatedAtMs]) {
			if (atMs !== null && atMs <= nowMs) latestMs = Math.max(latestMs, atMs);
		}
	}
	return latestMs === 0 ? nowMs : latestMs;
}
