import type { Audit } from '../core/organization/audit.js';
import { formatMoney } from '../core/money.js';
import { activityParts, spendParts } from './audit/spendParts.js';
import { keyParts, rateParts } from './audit/keyParts.js';
import { limitParts } from './audit/limitParts.js';
import { reconcileParts } from './audit/reconcileParts.js';
import { daysOf, type AuditView, type Part } from './audit/view.js';

const period = (audit: Audit): string => `${audit.since} to ${audit.until} (UTC days, the last not included)`;

function partsOf(view: AuditView): Part[] {
	const { audit } = view;
	return [
		...limitParts(view),
		...spendParts(view),
		...keyParts(view),
		...rateParts(view),
		...activityParts(view),
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
		alertNotes: view.alertNotes,
		decisions: view.decisions.map(({ decidedAtMs, ...decision }) => ({
			...decision,
			decidedAt: new Date(decidedAtMs).toISOString(),
		})),
		increaseRequests: withoutNames(view.requests, names).map(({ createdAtMs, resolvedAtMs, ...request }) => ({
			...request,
			createdAt: new Date(createdAtMs).toISOString(),
			resolvedAt: resolvedAtMs === null ? null : new Date(resolvedAtMs).toISOString(),
		})),
		reconciliation: daysOf(view),
		invoices: view.invoices,
	};
}
