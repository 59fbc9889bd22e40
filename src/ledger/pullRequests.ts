import type { PullRequest } from '../core/pullRequest.js';
import type { Ledger, StoredValue } from './ledger.js';
import { detailOf, PullRequestReader } from './pullRequestDetail.js';
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
	readonly repos: readonly string[];
	/** Only those alive at some time from here on: merged or closed no earlier, or still open. */
	readonly sinceMs: number;
	/** Only those created before. */
	readonly untilMs: number;
}

/**
 * Pull requests of some repositories that were alive in a span: for each repository, in the order they were named, by
 * number.
 *
 * One pass over the table in the order in which it is stored: following the key's index would go to another page for
 * nearly every row, as repositories are synced by turns, and most rows are of other years.
 */
export function readPullRequests(ledger: Ledger, query: PullRequestQuery): PullRequest[] {
	const found = new Map(query.repos.map((repo) => [repo, [] as PullRequest[]]));
	const { orgId } = ledger;
	const records = new PullRequestReader();
	ledger.scan(
		`SELECT "repo", "number", "createdAtMs", "updatedAtMs", "mergedAtMs", "closedAtMs", "detail"
			FROM "pullRequest" NOT INDEXED
			WHERE ("closedAtMs" IS NULL OR "closedAtMs" >= ?) AND ("createdAtMs" IS NULL OR "createdAtMs" < ?)
			AND "orgId" = ? AND "repo" IN (${query.repos.map(() => '?').join(', ')})`,
		[query.sinceMs, query.untilMs, orgId, ...query.repos],
		([repo, number, createdAtMs, updatedAtMs, mergedAtMs, closedAtMs, detail]) => {
			const columns = {
				repo: String(repo),
				number: Number(number),
				createdAtMs: timeOf(createdAtMs),
				updatedAtMs: timeOf(updatedAtMs),
				mergedAtMs: timeOf(mergedAtMs),
				closedAtMs: timeOf(closedAtMs),
			};
			found.get(columns.repo)?.push(records.read(columns, String(detail)));
		},
	);
	return [...found.values()].flatMap((own) => own.sort((one, two) => one.number - two.number));
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
