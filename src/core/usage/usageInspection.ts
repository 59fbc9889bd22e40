import type { ClientCostDifference } from './clientCost.js';
import type { OwnCostComparison } from './ownCost.js';
import type { PartialOutputEstimate } from './partialOutput.js';
import type { UnpricedEstimate } from './unpricedEstimate.js';
import type { UsageQuality } from './usageQuality.js';
import type { UsageTable } from './usageTable.js';

/** What `inspect usage` shows: usage by groups, and how far it can be trusted. */
export interface UsageInspection extends UsageTable {
	readonly timezone: string;
	readonly quality: UsageQuality;
	/** Output that was never written down; an estimate, in no figure above. */
	readonly partialOutput: PartialOutputEstimate;
	/** What calls without a known price may have cost; an estimate, in no figure above. */
	readonly unpricedEstimate: UnpricedEstimate;
	/** Sessions with Claude Code's own figure beside ours. */
	readonly clientCosts: readonly ClientCostDifference[];
	/** Claude Code's own cost on the lines of calls beside our price of those very calls; null when no line has one. */
	readonly ownCosts: OwnCostComparison | null;
	/** Rejected lines among those read this time. */
	readonly rejected: readonly { readonly file: string; readonly line: number; readonly why: string }[];
}

/** The inspection as `outlay.usage/1`. */
export function usageDocument(inspection: UsageInspection): object {
	const { totals, rows, quality, partialOutput, unpricedEstimate, clientCosts, ownCosts, timezone } =
		inspection;
	return {
		schema: 'outlay.usage/1',
		timezone,
		basis: 'list',
		totals,
		rows,
		quality,
		partialOutput,
		unpricedEstimate,
		clientCosts,
		ownCosts,
	};
}
