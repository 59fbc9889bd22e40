import type { UsageCall } from './pricedCalls.js';
import type { Session } from './session.js';

/** Our list price of a session beside Claude Code's own figure. */
export interface ClientCostDifference {
	readonly sessionId: string;
	/** Price of the session's calls that stand in its transcript. */
	readonly listMicros: number;
	/** Claude Code's own cumulative figure; includes side calls that never reach a transcript. */
	readonly clientMicros: number;
	/** Client less list: what the transcript does not show, or a price that differs. */
	readonly differenceMicros: number;
	/** Claude Code met a model without a price: its figure is a floor. */
	readonly isFloor: boolean;
}

/** The differences of every session that has a figure of Claude Code's own, largest first. */
export function clientCostDifferences(
	calls: Iterable<UsageCall>,
	sessions: readonly Session[],
): ClientCostDifference[] {
	if (sessions.every(({ clientCost }) => clientCost === null)) return [];
	const listed = new Map<string, number>();
	for (const { sessionId, costMicros } of calls) {
		listed.set(sessionId, (listed.get(sessionId) ?? 0) + costMicros);
	}
	return sessions
		.flatMap(({ sessionId, clientCost }): ClientCostDifference[] => {
			if (clientCost === null) return [];
			const listMicros = listed.get(sessionId) ?? 0;
			return [
				{
					sessionId,
					listMicros,
					clientMicros: clientCost.costMicros,
					differenceMicros: clientCost.costMicros - listMicros,
					isFloor: clientCost.hasUnknownModel,
				},
			];
		})
		.sort(
			(one, two) =>
				Math.abs(two.differenceMicros) - Math.abs(one.differenceMicros) ||
				(one.sessionId < two.sessionId ? -1 : 1),
		);
}
