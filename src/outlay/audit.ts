import type { ModelPolicy } from '../core/config.js';
import { auditOrganization, type Audit } from '../core/organization/audit.js';
import type { ApiKeyRecord, KeyDay, Member, RateLimit, Workspace } from '../core/organization/records.js';
import { readBilled } from '../ledger/billed.js';
import { lastSweepMs, readOrgRecords, type OrgRecordKind } from '../ledger/orgRecords.js';
import { readInvoices } from '../sources/anthropic/invoiceFile.js';
import type { OutlayContext } from './context.js';
import { raiseAlerts, type AlertReport } from './alerts.js';
import { emailOfActor, organizationRecords, personOf } from './organizationRecords.js';
import { reconcile, type Reconciliation } from './reconcile.js';
import { utcDay } from './syncBilledDays.js';

export interface AuditOptions {
	/** First UTC day; default 31 days ago. */
	readonly sinceDay?: string;
	/** UTC day before which to stop; default tomorrow. */
	readonly untilDay?: string;
	/** CSV of invoice totals. */
	readonly invoiceFile?: string | null;
	/** Put list, client and billed side by side by person and day. */
	readonly withReconciliation?: boolean;
}

/** The audit with what an administrator should do. */
export interface AuditResult {
	readonly audit: Audit;
	readonly alerts: AlertReport;
	/** Null when it was not asked for. */
	readonly reconciliation: Reconciliation | null;
}

const dayMs = 86_400_000;

/** The config's model policy for an actor: their team's where it has one. */
function policyOf(context: OutlayContext, email: string | null): ModelPolicy {
	const { models } = context.config;
	const team = personOf(context.config, email)?.team ?? null;
	return (team === null ? undefined : models.teams[team]) ?? models;
}

/**
 * Audits the organization's spend, keys, members and limits from what `sync anthropic` has gathered, raises alerts,
 * and reconciles on request. Reads the ledger alone: no key is needed where the audit runs.
 */
export async function auditSpend(context: OutlayContext, options: AuditOptions = {}): Promise<AuditResult> {
	const nowMs = context.now();
	const span = {
		sinceDay: options.sinceDay ?? utcDay(nowMs - 31 * dayMs),
		untilDay: options.untilDay ?? utcDay(nowMs + dayMs),
	};
	const ledger = await context.ledger();
	const records = await organizationRecords(ledger);
	const wasRead = async (kind: OrgRecordKind): Promise<boolean> => (await lastSweepMs(ledger, kind)) !== null;
	const listed = async <Value>(kind: OrgRecordKind): Promise<Value[]> =>
		(await readOrgRecords<Value>(ledger, kind, 'fromLastSweep')).map(({ value }) => value);
	const departed = await readOrgRecords<Member>(ledger, 'departed');
	const keyDays = await readOrgRecords<KeyDay>(ledger, 'key-day');
	const isMember = new Set(records.members.map(({ userId }) => userId));
	const limited = new Set(
		records.limits.filter(({ value }) => value.limitMicros !== null).map(({ value }) => value.userId),
	);
	const audit = auditOrganization({
		since: span.sinceDay,
		until: span.untilDay < utcDay(nowMs + dayMs) ? span.untilDay : utcDay(nowMs + dayMs),
		spend: await readBilled(ledger, span.sinceDay, span.untilDay),
		members: (await wasRead('member')) ? records.members : null,
		actors: records.actors,
		departed: departed.map(({ value }) => value).filter(({ userId }) => !isMember.has(userId)),
		workspaces: await listed<Workspace>('workspace'),
		keys: (await wasRead('api-key')) ? await listed<ApiKeyRecord>('api-key') : null,
		keyDays: keyDays.map(({ value }) => value),
		rateLimits: await listed<RateLimit>('rate-limit'),
		limited: records.limitsAsOfMs === null ? null : limited,
		policyOf: (actorId) => policyOf(context, emailOfActor(records, actorId)),
		nowMs,
	});
	const invoices =
		options.invoiceFile === null || options.invoiceFile === undefined
			? []
			: await readInvoices(options.invoiceFile);
	const wantsDays = options.withReconciliation === true;
	return {
		audit,
		alerts: await raiseAlerts(context),
		reconciliation:
			wantsDays || invoices.length > 0 ? await reconcile(context, records, span, invoices) : null,
	};
}
