import { pageAnswer, type PullRequestNode } from './answers.js';
import { givenUp } from './completion.js';
import { noteIdentity } from './identity.js';
import { askGraphql, pause } from './patience.js';
import { pageQuery } from './queries.js';
import { ownerAndName, type Run } from './run.js';

/** One page of pull requests. */
export interface Page {
	readonly nodes: readonly PullRequestNode[];
	readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
	readonly totalCount: number;
}

/** One page; smaller and smaller while the server is overloaded. `restart`: the cursor is no longer taken. */
export async function readPage(
	run: Run,
	field: 'CREATED_AT' | 'UPDATED_AT',
	cursor: string | null,
): Promise<Page | 'restart'> {
	const [owner, name] = ownerAndName(run.options.repo);
	for (let failures = 1; ; failures++) {
		const outcome = await askGraphql(
			run.patience,
			pageQuery,
			{ owner, name, cursor, size: run.size.value, order: { field, direction: 'DESC' }, few: 10, some: 30 },
			pageAnswer,
		);
		if ('answer' in outcome) {
			run.size.succeeded();
			const { repository } = outcome.answer;
			const { databaseId: id, nameWithOwner, isArchived } = repository;
			await noteIdentity(run, { id, nameWithOwner, isArchived });
			return repository.pullRequests;
		}
		if ('badCursor' in outcome && cursor !== null) return 'restart';
		const why = 'overload' in outcome ? outcome.overload : 'it refused the request';
		if (!run.size.failed()) throw givenUp(run.patience, why);
		await pause(Math.min(run.patience.unitMs * 2 ** failures, 30_000), run.options.signal);
	}
}
