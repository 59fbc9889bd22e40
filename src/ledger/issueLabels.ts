import { z } from 'zod';
import type { Ledger } from './ledger.js';
import type { OrgRecordRow } from './schema.js';

const kind = 'github.issue';

const storedIssue = z.union([
	z.object({ labels: z.array(z.string()), cites: z.array(z.number()) }),
	// Before issues' texts were looked at.
	z.array(z.string()).transform((labels) => ({ labels, cites: [] as number[] })),
]);

/** What is known of an issue that a pull request closes. */
export interface IssueLabels {
	/** `owner/name`, lower-cased. */
	readonly repo: string;
	readonly number: number;
	readonly labels: readonly string[];
	/** Numbers of the same repository that its text cites. */
	readonly cites: readonly number[];
}

/** Rows of some issues. Issues live apart from pull requests: their labels change without those. */
export function issueRows(orgId: string, issues: readonly IssueLabels[], asOfMs: number): OrgRecordRow[] {
	return issues.map(({ repo, number, labels, cites }) => ({
		orgId,
		kind,
		key: `${repo}#${number}`,
		asOfMs,
		value: JSON.stringify({ labels, cites }),
	}));
}

/** Labels and citations by `owner/name#number`, of every issue that is known. */
export async function readIssueLabels(
	ledger: Ledger,
): Promise<ReadonlyMap<string, Pick<IssueLabels, 'labels' | 'cites'>>> {
	const rows = await ledger.db
		.selectFrom('orgRecord')
		.select(['key', 'value'])
		.where('orgId', '=', ledger.orgId)
		.where('kind', '=', kind)
		.execute();
	return new Map(rows.map(({ key, value }) => [key, storedIssue.parse(JSON.parse(value))]));
}
