import type { RowCounts } from './rowCounts.js';

/** What a reader calls the rows of a table; calls and what they are packed in are counted as calls. */
const nouns: Readonly<Record<string, string>> = {
	session: 'sessions',
	sessionEvent: 'session events',
	pullRequest: 'pull requests',
	coverageFile: 'coverage files',
	commitFact: 'facts about commits',
	billedUsage: 'billed amounts',
	orgRecord: 'records of the organization',
	cursor: 'marks of how far a source was read',
	rollupRow: 'sums of rolled-up calls',
	rolledCall: 'ids of rolled-up calls, of which a copy that turns up would count again',
};

/** What of an image is not there any more, in words; null when all of it is. */
export function describeLoss(before: RowCounts, now: RowCounts): string | null {
	const parts: string[] = [];
	for (const [month, calls] of Object.entries(before.callsByMonth).sort(([one], [two]) =>
		one < two ? -1 : 1,
	)) {
		const lost = calls - (now.callsByMonth[month] ?? 0);
		if (lost > 0) parts.push(`${lost} calls of ${month}`);
	}
	for (const [table, noun] of Object.entries(nouns)) {
		const lost = (before.tables[table] ?? 0) - (now.tables[table] ?? 0);
		if (lost > 0) parts.push(`${lost} ${noun}`);
	}
	return parts.length === 0 ? null : parts.join(', ');
}
