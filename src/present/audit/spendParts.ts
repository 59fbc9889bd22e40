import { modelLabel } from '../../core/entitlement/modelName.js';
import { formatMoney } from '../../core/money.js';
import type { SpendShare } from '../../core/organization/spendShares.js';
import { counted, formatNumber, formatShare } from '../format.js';
import { plainText } from '../plainText.js';
import { listed, personLabel, type AuditView, type Part } from './view.js';

function shareLines(shares: readonly SpendShare[], currency: string, name = plainText): string[] {
	return listed(
		shares,
		(one) => `${formatMoney(one.costMicros, currency)}  ${formatShare(one.share, 0)}  ${name(one.name)}`,
	);
}

const modelName = (model: string): string => modelLabel(plainText(model));

function concentrationPart({ audit, names }: AuditView): Part {
	const { people, top5Share } = audit.concentration;
	return {
		title:
			top5Share === null
				? `Concentration: not shown, ${counted(people, 'person', 'people')} are too few`
				: `Concentration: the top 5 of ${counted(people, 'person', 'people')} spend ${formatShare(top5Share, 0)}`,
		lines:
			names && top5Share !== null
				? audit.top5.map((one) => `${personLabel(one, true)}: ${formatMoney(one.costMicros, audit.currency)}`)
				: [],
	};
}

/** Where the money goes, and what stands out. */
export function spendParts(view: AuditView): Part[] {
	const { audit, names } = view;
	const { currency } = audit;
	const money = (micros: number): string => formatMoney(micros, currency);
	return [
		{ title: 'By workspace', lines: shareLines(audit.byWorkspace, currency) },
		{ title: 'By model', lines: shareLines(audit.byModel, currency, modelName) },
		{ title: 'By product', lines: shareLines(audit.byProduct, currency) },
		concentrationPart(view),
		{
			title: `Days over twice the daily average: ${formatNumber(audit.spikes.length)}`,
			lines: listed(
				audit.spikes,
				({ day, costMicros, timesMean }) =>
					`${day}: ${money(costMicros)}, ${formatNumber(timesMean, 1)} times the average`,
			),
		},
		{
			title: `Models outside the entitlement: ${formatNumber(audit.outsidePolicy.length)}`,
			lines: listed(
				audit.outsidePolicy,
				({ model, spenders, costMicros, why }) =>
					`${modelName(model)}: ${money(costMicros)} by ${counted(spenders, 'spender')}, ${plainText(why)}`,
			),
		},
		{
			title: `Departed members who still spend: ${formatNumber(audit.departed.length)}`,
			lines: listed(
				audit.departed,
				(one) => `${personLabel(one, names)}: ${money(one.costMicros)}, last on ${one.lastDay}`,
			),
		},
	];
}

/** Seats and what Claude Code did, for all together: nobody is told apart here. */
export function activityParts({ audit }: AuditView): Part[] {
	const { seats, activity } = audit;
	const lines: string[] = [];
	if (seats !== null) {
		const assigned = seats.assignedSeats === null ? '' : ` of ${formatNumber(seats.assignedSeats)} seats`;
		const adoption = seats.monthlyAdoption === null ? '' : ` (${formatShare(seats.monthlyAdoption, 0)})`;
		const code =
			seats.claudeCodeMonth === null ? '' : `, ${formatNumber(seats.claudeCodeMonth)} with Claude Code`;
		lines.push(
			`30 days to ${seats.day}: ${counted(seats.activeMonth, 'person', 'people')} active${assigned}${adoption}${code}`,
		);
		if (seats.pendingInvites !== null) lines.push(counted(seats.pendingInvites, 'invitation') + ' waiting');
	}
	if (activity !== null) {
		lines.push(
			`Claude Code in the span: ${counted(activity.people, 'person', 'people')}, ` +
				`${counted(activity.sessions, 'session')}, ${counted(activity.commits, 'commit')}, ` +
				counted(activity.pullRequests, 'pull request'),
		);
	}
	return lines.length === 0 ? [] : [{ title: 'Seats and activity', lines }];
}
