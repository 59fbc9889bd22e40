/** One billed row as the audit needs it. */
export interface AuditSpend {
	readonly day: string;
	readonly actorId: string;
	readonly product: string;
	readonly model: string;
	readonly workspaceId: string;
	readonly amountMicros: number;
	readonly requests: number | null;
	readonly currency: string;
}

/** A share of the spend. */
export interface SpendShare {
	readonly name: string;
	readonly costMicros: number;
	readonly share: number;
}

/** A day whose spend stands out. */
export interface SpikeDay {
	readonly day: string;
	readonly costMicros: number;
	readonly timesMean: number;
}

const dayMs = 86_400_000;

export const sumOf = (rows: readonly AuditSpend[]): number =>
	rows.reduce((sum, row) => sum + row.amountMicros, 0);

/** The spend by some name of its rows, largest first; names without spend are left out. */
export function sharesOf(
	rows: readonly AuditSpend[],
	total: number,
	nameOf: (row: AuditSpend) => string,
): SpendShare[] {
	const sums = new Map<string, number>();
	for (const row of rows) sums.set(nameOf(row), (sums.get(nameOf(row)) ?? 0) + row.amountMicros);
	return [...sums]
		.filter(([, costMicros]) => costMicros !== 0)
		.map(([name, costMicros]) => ({ name, costMicros, share: total === 0 ? 0 : costMicros / total }))
		.sort((one, two) => two.costMicros - one.costMicros || one.name.localeCompare(two.name));
}

/**
 * Days whose spend is more than twice the mean of all days of a span (`until` exclusive), days without spend included.
 */
export function spikesOf(rows: readonly AuditSpend[], since: string, until: string): SpikeDay[] {
	const days = Math.round((Date.parse(until) - Date.parse(since)) / dayMs);
	const mean = sumOf(rows) / Math.max(1, days);
	if (mean <= 0) return [];
	return sharesOf(rows, 0, ({ day }) => day)
		.filter(({ costMicros }) => costMicros > 2 * mean)
		.map(({ name, costMicros }) => ({ day: name, costMicros, timesMean: costMicros / mean }))
		.sort((one, two) => one.day.localeCompare(two.day));
}

/** The currency of most rows; two are never added. */
export function mainCurrency(spend: readonly AuditSpend[]): string {
	const counts = new Map<string, number>();
	for (const { currency } of spend) counts.set(currency, (counts.get(currency) ?? 0) + 1);
	return [...counts].sort((one, two) => two[1] - one[1])[0]?.[0] ?? 'USD';
}
