import type { Ledger } from './ledger.js';
import type { OrgRecordRow } from './schema.js';

const kind = 'github.issue';

/** Labels of an issue that a pull request closes. */
export interface IssueLabels {
	/** `owner/name`, lower-cased. */
	readonly repo: string;
	readonly number: number;
	readonly labels: readonly string[];
}

/** Rows of some issues. Issues live apart from pull requests: their labels change without those. */
export function issueRows(orgId: string, issues: readonly IssueLabels[], asOfMs: number): OrgRecordRow[] {
	return issues.map(({ repo, number, labels }) => ({
		orgId,
		kind,
		key: `${repo}#${number}`,
		asOfMs,
		value: JSON.stringify(labels),
	}));
}

/** Labels by `owner/name#number`, of every issue that is known. */
export async function readIssueLabels(ledger: Ledger): Promise<ReadonlyMap<string, readonly string[]>> {
	const rows = await ledger.db
		.selectFrom('orgRecord')
		.select(['key', 'value'])
		.where('orgId', '=', ledger.orgId)
		.where('kind', '=', kind)
		.execute();
	return new Map(rows.map(({ key, value }) => [key, JSON.parse(value) as string[]]));
}
