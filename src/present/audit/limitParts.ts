import type { Alert, Watched } from '../../core/budget/alerts.js';
import { formatMoney } from '../../core/money.js';
import type { LimitSourceCount } from '../../core/organization/limitSources.js';
import type { IncreaseRequest } from '../../core/organization/records.js';
import { counted, formatNumber, formatShare } from '../format.js';
import { plainText } from '../plainText.js';
import { listed, ownerLabel, utcDate, type AuditView, type DecisionView, type Part } from './view.js';

const againstLimit = (one: Watched): string =>
	`${formatMoney(one.spentMicros, one.currency)} of ${formatMoney(one.limitMicros, one.currency)} ${plainText(one.period)}`;

function alertPart({ alerts, names, alertNotes }: AuditView): Part {
	const line = (one: Alert & { readonly isNew: boolean }): string =>
		`${one.isNew ? 'new  ' : ''}${one.level}: ${one.scope} ${ownerLabel(one, names)} at ` +
		`${formatShare(one.usedShare, 0)} (${againstLimit(one)}), past ${formatShare(one.threshold, 0)}`;
	return {
		title: `Limits: ${counted(alerts.length, 'threshold')} reached`,
		lines: [...listed(alerts, line), ...alertNotes.map((note) => plainText(note))],
	};
}

function over80Part({ over80, names }: AuditView): Part {
	const line = (one: Watched): string => `${ownerLabel(one, names)}: ${againstLimit(one)}`;
	return {
		title: `${counted(over80.length, 'person', 'people')} above 80 % of the limit`,
		lines: listed(over80, line),
	};
}

/** `slir_1: ann@example.com since 2026-11-20, $500.12 of $500.00 monthly spent, limit from seat_tier premium` */
function requestLine(request: IncreaseRequest, names: boolean): string {
	const who = names ? (request.email ?? request.userId ?? 'unknown') : (request.userId ?? 'unknown');
	const currency = request.currency ?? 'USD';
	const spent = formatMoney(request.spentMicros, currency);
	const limit = request.limitMicros === null ? 'no limit' : formatMoney(request.limitMicros, currency);
	const from = [request.source, request.sourceId].filter((one) => typeof one === 'string').join(' ');
	const used =
		request.spentMicros === null || request.limitMicros === null || request.limitMicros === 0
			? ''
			: ` (${formatShare(request.spentMicros / request.limitMicros, 0)})`;
	return (
		`${plainText(request.requestId)}: ${plainText(who)} since ${utcDate(request.createdAtMs)}, ${spent} of ${limit}` +
		`${used} ${plainText(request.period)}${from === '' ? '' : `, limit from ${plainText(from)}`}`
	);
}

function requestPart({ requests, names }: AuditView): Part {
	return {
		title: `Increase requests waiting: ${formatNumber(requests.length)}`,
		lines: listed(requests, (request) => requestLine(request, names)),
	};
}

function decisionPart(decisions: readonly DecisionView[]): Part[] {
	if (decisions.length === 0) return [];
	const money = (micros: number | null, currency: string | null): string =>
		micros === null ? 'no limit' : formatMoney(micros, currency ?? 'USD');
	const line = (one: DecisionView): string => {
		const change =
			one.kind === 'deny'
				? `limit stays ${money(one.previousLimitMicros, one.currency)}`
				: `${money(one.previousLimitMicros, one.currency)} to ${money(one.limitMicros, one.currency)}`;
		const by = one.decidedBy === null ? '' : `, by ${plainText(one.decidedBy)}`;
		return (
			`${utcDate(one.decidedAtMs)}  ${plainText(one.requestId)} of ${plainText(one.userId ?? 'unknown')} ` +
			`${plainText(one.status)}: ${change}${by}`
		);
	};
	return [
		{ title: `Decisions on requests: ${formatNumber(decisions.length)}`, lines: listed(decisions, line) },
	];
}

function sourceLine(one: LimitSourceCount): string {
	const own = one.scope === 'user' ? "members' own" : plainText(one.scope.replaceAll('_', ' '));
	const name = one.name === null ? '' : ` ${plainText(one.name)}`;
	const amount =
		one.limitMicros === null
			? one.scope === 'user'
				? 'by member'
				: 'no cap'
			: formatMoney(one.limitMicros, one.currency);
	const off = one.isEnabled ? '' : ', switched off (included use only)';
	return `${own}${name}: ${amount} ${plainText(one.period)}, ${counted(one.members, 'member')}${off}`;
}

function sourcePart({ audit }: AuditView): Part[] {
	if (audit.limitSources.length === 0) return [];
	return [{ title: 'Where limits come from', lines: listed(audit.limitSources, sourceLine) }];
}

function withoutLimitPart({ audit, names }: AuditView): Part[] {
	if (audit.withoutLimit === null) return [];
	return [
		{
			title: `Members without a limit: ${formatNumber(audit.withoutLimit.length)}`,
			lines: listed(audit.withoutLimit, ({ userId, email }) => plainText(names ? email : userId)),
		},
	];
}

/** Limits, who is near them, who asks for more, and what was decided. */
export function limitParts(view: AuditView): Part[] {
	return [
		alertPart(view),
		over80Part(view),
		requestPart(view),
		...decisionPart(view.decisions),
		...sourcePart(view),
		...withoutLimitPart(view),
	];
}
