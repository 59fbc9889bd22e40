import { formatMoney } from '../../core/money.js';
import type { KeyFinding } from '../../core/organization/keyFindings.js';
import type { RateUse } from '../../core/organization/rateUse.js';
import { counted, formatNumber, formatShare } from '../format.js';
import { plainText } from '../plainText.js';
import { listed, type AuditView, type Part } from './view.js';

function keyLine(key: KeyFinding, currency: string): string {
	const place = key.workspace === null ? '' : ` in ${plainText(key.workspace)}`;
	const cost = key.costMicros === null ? '' : `, ${formatMoney(key.costMicros, currency)} in 90 days`;
	const last = key.lastUsedDay === null ? '' : `, last used ${key.lastUsedDay}`;
	const never = key.lastUsedDay === null && !key.why.startsWith('no use') ? ', no use in 90 days' : '';
	return `${plainText(key.name)} (${plainText(key.keyId)})${place}: ${key.why}${cost}${last}${never}`;
}

/** Keys without an owner, without use, and what each spends; nothing where no keys were read. */
export function keyParts({ audit }: AuditView): Part[] {
	if (audit.activeKeys === null) return [];
	const line = (key: KeyFinding): string => keyLine(key, audit.currency);
	return [
		{
			title: `Keys without an owner: ${formatNumber(audit.orphanKeys.length)} of ${counted(audit.activeKeys, 'active key')}`,
			lines: listed(audit.orphanKeys, line),
		},
		{ title: `Stale keys: ${formatNumber(audit.staleKeys.length)}`, lines: listed(audit.staleKeys, line) },
		{ title: 'Spend by key', lines: listed(audit.keySpend, line) },
	];
}

function rateLine({ group, workspace, type, limit, orgLimit, busiestHourMean, usedShare }: RateUse): string {
	const place = workspace === null ? '' : ` in ${plainText(workspace)}`;
	const org = orgLimit === null ? '' : ` (organization ${formatNumber(orgLimit)})`;
	const share = usedShare === null ? '' : `, ${formatShare(usedShare, 0)} of it`;
	const use =
		busiestHourMean === null
			? '; use is not reported'
			: `; busiest hour ${formatNumber(busiestHourMean, busiestHourMean < 10 ? 1 : 0)} a minute${share}`;
	return `${plainText(group)}${place}: ${plainText(type.replaceAll('_', ' '))} ${formatNumber(limit)}${org}${use}`;
}

/** Configured rate limits against use; those that use is nearest to come first. */
export function rateParts({ audit }: AuditView): Part[] {
	if (audit.rateLimits.length === 0) return [];
	const nearest = [...audit.rateLimits].sort((one, two) => (two.usedShare ?? -1) - (one.usedShare ?? -1));
	return [{ title: 'Configured rate limits against use', lines: listed(nearest, rateLine) }];
}
