import type { BilledUse } from './billedUse.js';
import type { FinanceRow } from './financeRow.js';
import type { PersonLabels } from './estimatedRows.js';

interface Group {
	readonly first: BilledUse;
	readonly team: string | null;
	readonly costCenter: string | null;
	readonly consumer: string | null;
	amountMicros: number;
	listMicros: number | null;
	requests: number | null;
}

const sum = (one: number | null, two: number | null): number | null =>
	one === null || two === null ? null : one + two;

/**
 * Rows of what the vendor billed, summed over people (unless pseudonyms are on): all rows together are the billed total,
 * to the micro. The report has no tokens, so a row is counted in requests, or as a day's use where it has none.
 */
export function billedRows(uses: readonly BilledUse[], labels: PersonLabels): FinanceRow[] {
	const groups = new Map<string, Group>();
	for (const use of uses) {
		const label = labels.teamOf(use.personId);
		const consumer = labels.consumerOf(use.personId);
		const key = JSON.stringify([
			use.day,
			use.product,
			use.workspaceId,
			label.team,
			label.costCenter,
			use.model,
			consumer,
			use.currency,
		]);
		const group = groups.get(key);
		if (group === undefined) {
			const { amountMicros, listMicros, requests } = use;
			groups.set(key, { first: use, ...label, consumer, amountMicros, listMicros, requests });
			continue;
		}
		group.amountMicros += use.amountMicros;
		group.listMicros = sum(group.listMicros, use.listMicros);
		group.requests = sum(group.requests, use.requests);
	}
	return [...groups]
		.sort(([one], [two]) => (one < two ? -1 : 1))
		.map(([, { first, team, costCenter, consumer, amountMicros, listMicros, requests }]) => ({
			basis: 'billed',
			day: first.day,
			product: first.product,
			workspaceId: first.workspaceId,
			workspaceName: first.workspaceName,
			team,
			costCenter,
			model: first.model,
			kind: 'all',
			consumer,
			quantity: requests ?? 1,
			unit: requests === null ? 'Days' : 'Requests',
			amountMicros,
			listMicros,
			listUnitPrice: null,
			currency: first.currency,
			partialOutputShare: null,
			knownFrom: null,
		}));
}
