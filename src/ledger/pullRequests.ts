import type { PullRequest } from '../core/pullRequest.js';
import type { Ledger } from './ledger.js';
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
		detail: JSON.stringify(pullRequest),
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
export async function readPullRequests(ledger: Ledger, query: PullRequestQuery): Promise<PullRequest[]> {
	const rows = await ledger.db
		.selectFrom('pullRequest')
		.select('detail')
		.where('orgId', '=', ledger.orgId)
		.where('repo', '=', query.repo)
		.where((where) => where.or([where('closedAtMs', 'is', null), where('closedAtMs', '>=', query.sinceMs)]))
		.where((where) => where.or([where('createdAtMs', 'is', null), where('createdAtMs', '<', query.untilMs)]))
		.orderBy('number')
		.execute();
	return rows.map(({ detail }) => JSON.parse(detail) as PullRequest);
}

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
