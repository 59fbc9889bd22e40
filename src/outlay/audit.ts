import type { Config, ModelPolicy } from '../core/config.js';
import { auditOrganization, type Audit, type AuditInputs } from '../core/organization/audit.js';
import { managedRestriction, type Restriction } from '../core/organization/outsidePolicy.js';
import type {
	Activity,
	ActivitySummary,
	ApiKeyRecord,
	ConfiguredLimit,
	Group,
	KeyDay,
	ManagedPolicy,
	Member,
	RateLimit,
	UsageDay,
	Workspace,
} from '../core/organization/records.js';
import { readBilled } from '../ledger/billed.js';
import type { Ledger } from '../ledger/ledger.js';
import { lastSweepMs, readOrgRecords, type OrgRecordKind } from '../ledger/orgRecords.js';
import { readInvoices } from '../sources/anthropic/invoiceFile.js';
import type { OutlayContext } from './context.js';
import { raiseAlerts, type AlertReport } from './alerts.js';
import { readDecisions, type Decision } from './decideRequest.js';
import {
	emailOfActor,
	organizationRecords,
	peopleByEmail,
	type OrganizationRecords,
} from './organizationRecords.js';
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
	/** Decisions on increase requests that were made with Outlay in the span, oldest first. */
	readonly decisions: readonly Decision[];
	/** Null when it was not asked for. */
	readonly reconciliation: Reconciliation | null;
}

const dayMs = 86_400_000;

/** The config's model policy: the team's where it has one; null where it restricts nothing. */
function configRestriction({ models }: Config, team: string | null): Restriction | null {
	const own: ModelPolicy | undefined = team === null ? undefined : models.teams[team];
	const { allowed, denied } = own ?? models;
	if (allowed.length === 0 && denied.length === 0) return null;
	const by = own === undefined ? 'outlay.config.json' : `outlay.config.json for team ${team ?? ''}`;
	return { by, allowed: allowed.length === 0 ? null : allowed, denied, match: 'prefix' };
}

/** What is kept of one kind, as the latest whole reading had it. */
async function listed<Value>(ledger: Ledger, kind: OrgRecordKind): Promise<Value[]> {
	return (await readOrgRecords<Value>(ledger, kind, 'fromLastSweep')).map(({ value }) => value);
}

/** The same, and null when that kind was never read. */
async function listedOrNull<Value>(ledger: Ledger, kind: OrgRecordKind): Promise<Value[] | null> {
	return (await lastSweepMs(ledger, kind)) === null ? null : listed<Value>(ledger, kind);
}

interface Span {
	readonly sinceDay: string;
	readonly untilDay: string;
}

async function auditInputs(
	context: OutlayContext,
	ledger: Ledger,
	records: OrganizationRecords,
	span: Span,
): Promise<AuditInputs> {
	const nowMs = context.now();
	const isMember = new Set(records.members.map(({ userId }) => userId));
	const departed = await readOrgRecords<Member>(ledger, 'departed');
	const keyDays = await readOrgRecords<KeyDay>(ledger, 'key-day');
	const usageDays = (await readOrgRecords<UsageDay>(ledger, 'usage-day')).map(({ value }) => value);
	const groups = await listed<Group>(ledger, 'group');
	const [policy = null] = await listed<ManagedPolicy>(ledger, 'managed-policy');
	const people = peopleByEmail(context.config);
	const teamOf = (actorId: string): string | null =>
		people.get(emailOfActor(records, actorId) ?? '')?.team ?? null;
	const isHidden = policy !== null && policy.mode !== 'rbac_groups';
	return {
		since: span.sinceDay,
		until: span.untilDay,
		spend: await readBilled(ledger, span.sinceDay, span.untilDay),
		members: (await lastSweepMs(ledger, 'member')) === null ? null : records.members,
		actors: records.actors,
		departed: departed.map(({ value }) => value).filter(({ userId }) => !isMember.has(userId)),
		workspaces: await listed<Workspace>(ledger, 'workspace'),
		keys: await listedOrNull<ApiKeyRecord>(ledger, 'api-key'),
		keyDays: keyDays.map(({ value }) => value),
		rateLimits: await listed<RateLimit>(ledger, 'rate-limit'),
		usageDays: usageDays.filter(({ day }) => day >= span.sinceDay && day < span.untilDay),
		limits: records.limitsAsOfMs === null ? null : records.limits.map(({ value }) => value),
		configuredLimits: await listed<ConfiguredLimit>(ledger, 'configured-limit'),
		groups,
		summaries: await listed<ActivitySummary>(ledger, 'activity-summary'),
		activity: await listed<Activity>(ledger, 'activity'),
		restrictionsOf: (actorId) =>
			[
				configRestriction(context.config, teamOf(actorId)),
				managedRestriction(actorId, policy, groups),
			].filter((restriction) => restriction !== null),
		notes: isHidden
			? [
					'One managed settings document holds for all; Anthropic does not show it, so models are not checked against it.',
				]
			: [],
		nowMs,
	};
}

/**
 * Audits the organization's spend, keys, members and limits from what `sync anthropic` has gathered, raises alerts,
 * and reconciles on request. Reads the ledger alone: no key is needed where the audit runs.
 */
export async function auditSpend(context: OutlayContext, options: AuditOptions = {}): Promise<AuditResult> {
	const nowMs = context.now();
	const tomorrow = utcDay(nowMs + dayMs);
	const { untilDay = tomorrow, sinceDay = utcDay(nowMs - 31 * dayMs) } = options;
	const span = { sinceDay, untilDay: untilDay < tomorrow ? untilDay : tomorrow };
	const ledger = await context.ledger();
	const records = await organizationRecords(ledger);
	const audit = auditOrganization(await auditInputs(context, ledger, records, span));
	const invoices =
		options.invoiceFile === null || options.invoiceFile === undefined
			? []
			: await readInvoices(options.invoiceFile);
	const wantsDays = options.withReconciliation === true;
	return {
		audit,
		alerts: await raiseAlerts(context),
		decisions: await readDecisions(ledger, Date.parse(span.sinceDay), Date.parse(span.untilDay)),
		reconciliation:
			wantsDays || invoices.length > 0 ? await reconcile(context, records, span, invoices) : null,
	};
}
