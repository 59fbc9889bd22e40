import type { PullRequest } from '../core/pullRequest.js';
import type { Ledger, StoredValue } from './ledger.js';
import { detailOf, pullRequestOf } from './pullRequestDetail.js';
import type { PullRequestRow } from './schema.js';

/** The rows of some pull requests. Their texts are not in the record, so they never reach the ledger. */
export function pullRequestRows(orgId: string, pullRequests: readonly PullRequest[]): PullRequestRow[] {
	return pullRequests.map((pullRequest) => ({
		orgId,
		repo: pullRequest.repo,
		number: pullRequest.number,
		mergedAtMs: pullRequest.mergedAtMs,
		closedAtMs: pullRequest.closedAtMs,
		createdAtMs: pullRequest.createdAtMs,
		updatedAtMs: pullRequest.updatedAtMs,
		detail: detailOf(pullRequest),
	}));
}

/** Which pull requests to read. */
export interface PullRequestQuery {
	readonly repo: string;
	/** Only those alive at some time from here on: merged or closed no earlier, or still open. */
	readonly sinceMs: number;
	/** Only those created before. */
	readonly untilMs: number;
}

/** Pull requests of one repository that were alive in a span, by number. */
export function readPullRequests(ledger: Ledger, query: PullRequestQuery): PullRequest[] {
	const found: PullRequest[] = [];
	ledger.scan(
		`SELECT "number", "createdAtMs", "updatedAtMs", "mergedAtMs", "closedAtMs", "detail" FROM "pullRequest"
			WHERE "orgId" = ? AND "repo" = ? AND ("closedAtMs" IS NULL OR "closedAtMs" >= ?)
			AND ("createdAtMs" IS NULL OR "createdAtMs" < ?) ORDER BY "number"`,
		[ledger.orgId, query.repo, query.sinceMs, query.untilMs],
		([number, createdAtMs, updatedAtMs, mergedAtMs, closedAtMs, detail]) => {
			const columns = {
				...{ repo: query.repo, number: Number(number), createdAtMs: timeOf(createdAtMs) },
				...{
					updatedAtMs: timeOf(updatedAtMs),
					mergedAtMs: timeOf(mergedAtMs),
					closedAtMs: timeOf(closedAtMs),
				},
			};
			found.push(pullRequestOf(columns, String(detail)));
		},
	);
	return found;
}

const timeOf = (value: StoredValue | undefined): number | null => (typeof value === 'number' ? value : null);

/** How many pull requests of a repository the ledger holds. */
export async function countPullRequests(ledger: Ledger, repo: string): Promise<number> {
	const row = await ledger.db
		.selectFrom('pullRequest')
		.select(({ fn }) => fn.countAll<number>().as('count'))
		.where('orgId', '=', ledger.orgId)
		.where('repo', '=', repo)
		.executeTakeFirst();
	return row?.count ?? 0;
}
