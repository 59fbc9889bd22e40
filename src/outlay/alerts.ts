import { alertsOf, over80, type Alert, type Watched } from '../core/budget/alerts.js';
import type { IncreaseRequest } from '../core/organization/records.js';
import { orgRows, readOrgRecords } from '../ledger/orgRecords.js';
import type { OutlayContext } from './context.js';
import { organizationRecords } from './organizationRecords.js';
import { watchedGroups, watchedMembers } from './watchedLimits.js';

/** What an administrator should know now. */
export interface AlertReport {
	/** Every threshold that is reached. */
	readonly alerts: readonly (Alert & { readonly isNew: boolean })[];
	/** People above 80 % of their limit. */
	readonly over80: readonly Watched[];
	/** Wishes for more that wait for a decision, with limit and spend beside them. */
	readonly requests: readonly IncreaseRequest[];
	/** Plain sentences about limits that could not be held against anything. */
	readonly alertNotes: readonly string[];
	readonly asOfMs: number | null;
}

/**
 * Holds every limit against its spend. Each threshold of a period is new once: it is remembered in the ledger, so a
 * job that runs every hour reports it as new a single time.
 */
export async function raiseAlerts(context: OutlayContext): Promise<AlertReport> {
	const ledger = await context.ledger();
	const records = await organizationRecords(ledger);
	const members = watchedMembers(records);
	const groups = await watchedGroups(ledger, context.config, records, context.now());
	const alerts = alertsOf([...groups.watched, ...members]);
	const known = new Set((await readOrgRecords<unknown>(ledger, 'alert')).map(({ key }) => key));
	const fresh = alerts.filter(({ key }) => !known.has(key));
	if (fresh.length > 0) {
		const facts = fresh.flatMap(({ key, lowerKeys, threshold, level, usedShare }) =>
			[key, ...lowerKeys].map((one) => ({ key: one, threshold, level, usedShare })),
		);
		await ledger.write({
			orgRecord: orgRows(ledger.orgId, 'alert', context.now(), facts, ({ key }) => key),
		});
	}
	return {
		alerts: alerts.map((alert) => ({ ...alert, isNew: !known.has(alert.key) })),
		over80: over80(members),
		requests: records.requests,
		alertNotes: groups.notes,
		asOfMs: records.limitsAsOfMs,
	};
}
