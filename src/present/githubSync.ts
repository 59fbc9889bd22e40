import type { GithubSync } from '../core/githubSync.js';
import { counted } from './format.js';
import { plainText } from './plainText.js';

/** `outlay.sync/1`: what the sync of each repository came to. */
export function githubSyncDocument(syncs: readonly GithubSync[]): object {
	return {
		schema: 'outlay.sync/1',
		github: syncs.map(({ repo, host, pullRequests, result, finishedAtMs, error }) => ({
			repo,
			host,
			pullRequests,
			written: result?.written ?? null,
			points: result?.points ?? null,
			requests: result?.requests ?? null,
			remainingPoints: result?.remainingPoints ?? null,
			isUnchanged: result?.isUnchanged ?? null,
			isAnonymous: result?.isAnonymous ?? null,
			isArchived: result?.isArchived ?? null,
			upToDateAt: finishedAtMs === null ? null : new Date(finishedAtMs).toISOString(),
			error: error?.message ?? null,
		})),
	};
}

/** One line a repository. A failure is shown by the caller. */
export function githubSyncText(syncs: readonly GithubSync[]): string {
	return syncs.map(lineOf).join('\n');
}

function lineOf({ repo, pullRequests, result, error }: GithubSync): string {
	const name = plainText(repo);
	const known = counted(pullRequests, 'pull request');
	if (error !== null || result === null) return `${name}: not read to the end; ${known} known.`;
	const archived = result.isArchived ? ' (archived)' : '';
	if (result.isUnchanged) return `${name}${archived}: nothing changed; ${known}.`;
	const how = result.isAnonymous ? ', without sign-in: reviews are not known' : '';
	const cost = result.points > 0 ? `; ${counted(result.points, 'point')} of GitHub's limit used` : '';
	return `${name}${archived}: ${known}, ${counted(result.written, 'record')} read${how}${cost}.`;
}
