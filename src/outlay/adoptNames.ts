import type { PullRequest } from '../core/pullRequest.js';
import type { OutlayContext } from './context.js';
import { renameRepositories, repositoriesOf, type Repository, type RepositoryNames } from './repositories.js';

/**
 * Gives repositories the name that the pull requests use, where their own is another: a clone without a remote, a fork,
 * a renamed or moved project. Proof is a commit of the pull requests in the repository's history; a clone without any
 * remote also takes the only name there is. Everything after this (links, defects, coverage) then finds both together.
 */
export async function adoptNames(
	context: OutlayContext,
	pullRequests: readonly PullRequest[],
): Promise<void> {
	const repositories = await repositoriesOf(context);
	const taken = new Set(repositories.map(({ name }) => name));
	const unclaimed = new Set(pullRequests.map(({ repo }) => repo).filter((repo) => !taken.has(repo)));
	if (unclaimed.size === 0) return;
	const named = new Set(pullRequests.map(({ repo }) => repo));
	const names = new Map<Repository, RepositoryNames>();
	for (const repository of repositories.filter(({ name }) => !named.has(name))) {
		const shas = new Set((await repository.history()).map(({ sha }) => sha));
		const match =
			[...unclaimed].find((repo) =>
				pullRequests.some((one) => one.repo === repo && hasCommitIn(one, shas)),
			) ??
			(repository.address === null && unclaimed.size === 1 && repositories.length === 1
				? [...unclaimed][0]
				: undefined);
		if (match === undefined) continue;
		names.set(repository, { name: match, otherNames: [] });
		unclaimed.delete(match);
	}
	if (names.size > 0) renameRepositories(context, names);
}

function hasCommitIn({ mergeSha, commits }: PullRequest, shas: ReadonlySet<string>): boolean {
	return (mergeSha !== null && shas.has(mergeSha)) || commits.some(({ sha }) => shas.has(sha));
}
