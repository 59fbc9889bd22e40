import { isNotedDayIn, type NotedSession } from '../core/links/notedSpend.js';
import type { Period } from '../core/period.js';
import type { SpendSlice } from '../core/report/inputs.js';
import type { SessionOwner } from './spendSlices.js';

/** Spend of a period that notes record, by session, day and model, at the prices of whoever recorded it. */
export function notedSlices(
	sessions: readonly NotedSession[],
	period: Period,
	owners: ReadonlyMap<string, SessionOwner>,
): SpendSlice[] {
	const isWanted = isNotedDayIn(period);
	return sessions.flatMap(({ sessionId, repo, work }) => {
		const owner = { personId: owners.get(sessionId)?.personId ?? null, repo };
		return work
			.filter(({ day }) => isWanted(day))
			.map((part) => ({
				sessionId,
				...owner,
				...part,
				origin: 'main' as const,
				partialOutputCalls: 0,
				webSearches: 0,
				product: 'claude-code',
				isNoted: true,
			}));
	});
}
