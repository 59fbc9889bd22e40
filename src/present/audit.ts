import type { Alert, Watched } from '../core/budget/alerts.js';
import { modelLabel } from '../core/entitlement/modelName.js';
import { formatMoney } from '../core/money.js';
import type { Audit, KeyFinding, PersonSpend, SpendShare } from '../core/organization/audit.js';
import type { InvoiceCheck, ReconciledDay } from '../core/organization/reconcile.js';
import type { IncreaseRequest } from '../core/organization/records.js';
import { counted, formatNumber, formatShare } from './format.js';
import { plainText } from './plainText.js';

/** What an audit shows. Without `names`, people appear by opaque id alone. */
export interface AuditView {
	readonly audit: Audit;
	readonly alerts: readonly (Alert & { readonly isNew: boolean })[];
	readonly over80: readonly Watched[];
	readonly requests: readonly IncreaseRequest[];
	readonly days: readonly ReconciledDay[];
	readonly invoices: readonly InvoiceCheck[];
	readonly names: boolean;
}

/** One part of the audit: a sentence first, then lines. */
interface Part {
	readonly title: string;
	readonly lines: readonly string[];
}

const mostLines = 20;

const listed = <Item>(items: readonly Item[], line: (item: Item) => string): string[] => {
	const lines = items.slice(0, mostLines).map(line);
	const rest = items.length - lines.length;
	return rest > 0 ? [...lines, `and ${formatNumber(rest)} more`] : lines;
};

const period = (audit: Audit): string => `${audit.since} to ${audit.until} (UTC days, the last not included)`;

function shareLines(shares: readonly SpendShare[], currency: string, name = plainText): string[] {
	return listed(
		shares,
		(one) => `${formatMoney(one.costMicros, currency)}  ${formatShare(one.share, 0)}  ${name(one.name)}`,
	);
}

function keyLine(key: KeyFinding, currency: string): string {
	const place = key.workspace === null ? '' : ` in ${plainText(key.workspace)}`;
	const cost = key.costMicros === null ? '' : `, ${formatMoney(key.costMicros, currency)} in 90 days`;
	const last = key.lastUsedDay === null ? 'no use in 90 days' : `last used ${key.lastUsedDay}`;
	return `${plainText(key.name)} (${plainText(key.keyId)})${place}: ${key.why}${cost}, ${last}`;
}

const person = ({ actorId, email }: PersonSpend, names: boolean): string =>
	plainText(names ? (email ?? actorId) : actorId);

/** A watched limit's owner; people by opaque id unless names are asked for. */
const owner = ({ scope, id, name }: Watched, names: boolean): string =>
	plainText(scope === 'person' && !names ? id : name);

function alertPart({ alerts, over80, names }: AuditView): Part {
	const money = (one: Alert): string =>
		`${formatMoney(one.spentMicros, one.currency)} of ${formatMoney(one.limitMicros, one.currency)}`;
	return {
		title: `Limits: ${counted(alerts.length, 'threshold')} reached, ${counted(over80.length, 'person', 'people')} above 80 %`,
		lines: listed(
			alerts,
			(one) =>
				`${one.isNew ? 'new  ' : ''}${one.level}: ${one.scope} ${owner(one, names)} at ` +
				`${formatShare(one.usedShare, 0)} (${money(one)} ${one.period})`,
		),
	};
}

function requestPart({ requests, names }: AuditView): Part {
	return {
		title: `Increase requests waiting: ${formatNumber(requests.length)}`,
		lines: listed(requests, (request) => {
			const who = names ? (request.email ?? request.userId ?? 'unknown') : (request.userId ?? 'unknown');
			const currency = request.currency ?? 'USD';
			const spent = formatMoney(request.spentMicros, currency);
			const limit = request.limitMicros === null ? 'no limit' : formatMoney(request.limitMicros, currency);
			const since = new Date(request.createdAtMs).toISOString().slice(0, 10);
			const source = request.source === null ? '' : `, limit from ${plainText(request.source)}`;
			return `${plainText(request.requestId)}: ${plainText(who)} since ${since}, ${spent} of ${limit} ${plainText(request.period)}${source}`;
		}),
	};
}

function keyParts(audit: Audit): Part[] {
	if (audit.activeKeys === null) return [];
	const { currency } = audit;
	const line = (key: KeyFinding): string => keyLine(key, currency);
	return [
		{
			title: `Keys without an owner: ${formatNumber(audit.orphanKeys.length)} of ${counted(audit.activeKeys, 'active key')}`,
			lines: listed(audit.orphanKeys, line),
		},
		{ title: `Stale keys: ${formatNumber(audit.staleKeys.length)}`, lines: listed(audit.staleKeys, line) },
		{ title: 'Spend by key', lines: listed(audit.keySpend, line) },
	];
}

function memberParts({ audit, names }: AuditView): Part[] {
	const { currency } = audit;
	const parts: Part[] = [
		{
			title: `Departed members who still spend: ${formatNumber(audit.departed.length)}`,
			lines: listed(
				audit.departed,
				(one) => `${person(one, names)}: ${formatMoney(one.costMicros, currency)}, last on ${one.lastDay}`,
			),
		},
	];
	if (audit.withoutLimit !== null) {
		parts.push({
			title: `Members without a limit: ${formatNumber(audit.withoutLimit.length)}`,
			lines: listed(audit.withoutLimit, ({ userId, email }) => plainText(names ? email : userId)),
		});
	}
	return parts;
}

function spendParts({ audit, names }: AuditView): Part[] {
	const { currency, concentration } = audit;
	const { people, top5Share } = concentration;
	return [
		{ title: 'By workspace', lines: shareLines(audit.byWorkspace, currency) },
		{ title: 'By model', lines: shareLines(audit.byModel, currency, (name) => modelLabel(plainText(name))) },
		{ title: 'By product', lines: shareLines(audit.byProduct, currency) },
		{
			title:
				top5Share === null
					? `Concentration: not shown, ${counted(people, 'person', 'people')} are too few`
					: `Concentration: the top 5 of ${counted(people, 'person', 'people')} spend ${formatShare(top5Share, 0)}`,
			lines:
				names && top5Share !== null
					? audit.top5.map((one) => `${person(one, true)}: ${formatMoney(one.costMicros, currency)}`)
					: [],
		},
		{
			title: `Days over twice the daily average: ${formatNumber(audit.spikes.length)}`,
			lines: listed(
				audit.spikes,
				({ day, costMicros, timesMean }) =>
					`${day}: ${formatMoney(costMicros, currency)}, ${formatNumber(timesMean, 1)} times the average`,
			),
		},
		{
			title: `Models outside the entitlement: ${formatNumber(audit.outsidePolicy.length)}`,
			lines: listed(
				audit.outsidePolicy,
				({ model, people: count, costMicros, why }) =>
					`${modelLabel(plainText(model))}: ${formatMoney(costMicros, currency)} by ${counted(count, 'person', 'people')}, ${why}`,
			),
		},
	];
}

function ratePart(audit: Audit): Part {
	return {
		title: 'Configured rate limits',
		lines: listed(audit.rateLimits, ({ group, type, limit, busiestDayMean }) => {
			const use =
				busiestDayMean === null ? '' : `; busiest day ${formatNumber(busiestDayMean, 1)} a minute on average`;
			return `${plainText(group)}: ${plainText(type.replaceAll('_', ' '))} ${formatNumber(limit)}${use}`;
		}),
	};
}

/** The days to show; without names, people are numbered in the order of their names. */
function daysOf({ days, names }: AuditView): readonly ReconciledDay[] {
	if (names) return days;
	const people = [...new Set(days.map(({ person: name }) => name))].sort();
	return days.map((day) => ({ ...day, person: `person ${people.indexOf(day.person) + 1}` }));
}

function reconcileParts(view: AuditView): Part[] {
	const { invoices } = view;
	const days = daysOf(view);
	const usd = (micros: number | null): string => formatMoney(micros, 'USD');
	const parts: Part[] = [];
	if (days.length > 0) {
		parts.push({
			title: 'List, client and billed by person and day (Claude Code)',
			lines: days.map(
				(day) =>
					`${day.day}  ${plainText(day.person)}: list ${usd(day.listMicros)}, client ${usd(day.clientMicros)}, ` +
					`billed ${usd(day.billedMicros)}` +
					(day.gapMicros === null ? '' : `, gap ${usd(day.gapMicros)}`) +
					(day.explanations.length === 0 ? '' : ` – ${day.explanations.join('; ')}`),
			),
		});
	}
	if (invoices.length > 0) {
		parts.push({
			title: 'Invoices',
			lines: invoices.map(
				(one) =>
					`${one.month}: invoice ${formatMoney(one.amountMicros, one.currency)}, billed ` +
					`${formatMoney(one.billedMicros, one.currency)} – ${one.why}`,
			),
		});
	}
	return parts;
}

function partsOf(view: AuditView): Part[] {
	const { audit } = view;
	return [
		alertPart(view),
		requestPart(view),
		...spendParts(view),
		...memberParts(view),
		...keyParts(audit),
		...(audit.rateLimits.length === 0 ? [] : [ratePart(audit)]),
		...reconcileParts(view),
		...(audit.notes.length === 0 ? [] : [{ title: 'Not known', lines: audit.notes }]),
	];
}

const headline = ({ audit }: AuditView): string =>
	`${formatMoney(audit.totalMicros, audit.currency)} billed, ${period(audit)}`;

/** The audit for a terminal. */
export function auditText(view: AuditView): string {
	const parts = partsOf(view).map(({ title, lines }) =>
		[title, ...lines.map((line) => `  ${line}`)].join('\n'),
	);
	return [headline(view), ...parts].join('\n\n');
}

/** Escapes what Markdown or a browser would read as markup. */
const escaped = (text: string): string =>
	text.replace(/[\\`*_{}[\]<>#|!~]/g, (mark) => `\\${mark}`).replaceAll('&', '&amp;');

/** The audit as Markdown, for the summary of a CI job. */
export function auditMarkdown(view: AuditView): string {
	const parts = partsOf(view).map(({ title, lines }) =>
		[
			`## ${escaped(title)}`,
			'',
			...(lines.length === 0 ? ['none'] : lines.map((line) => `- ${escaped(line)}`)),
		].join('\n'),
	);
	return [`# ${escaped(headline(view))}`, ...parts].join('\n\n');
}

function withoutNames<Value>(value: Value, names: boolean): Value {
	if (names) return value;
	const personal = new Set(['email', 'name', 'person']);
	return JSON.parse(
		JSON.stringify(value, (key, inner: unknown) =>
			personal.has(key) && typeof inner === 'string' ? null : inner,
		),
	) as Value;
}

/** `outlay.audit/1`. Without `names`, e-mails and names of people are null. */
export function auditJson(view: AuditView): Record<string, unknown> {
	const { audit, names } = view;
	const { top5, departed, withoutLimit, byWorkspace, byModel, byProduct, ...rest } = audit;
	return {
		schema: 'outlay.audit/1',
		...rest,
		byWorkspace,
		byModel,
		byProduct,
		concentration: {
			...audit.concentration,
			top5: names && audit.concentration.top5Share !== null ? top5 : null,
		},
		departed: withoutNames(departed, names),
		withoutLimit: withoutNames(withoutLimit, names),
		alerts: withoutNames(view.alerts, names),
		over80: withoutNames(view.over80, names),
		increaseRequests: withoutNames(view.requests, names).map(({ createdAtMs, resolvedAtMs, ...request }) => ({
			...request,
			createdAt: new Date(createdAtMs).toISOString(),
			resolvedAt: resolvedAtMs === null ? null : new Date(resolvedAtMs).toISOString(),
		})),
		reconciliation: daysOf(view),
		invoices: view.invoices,
	};
}
