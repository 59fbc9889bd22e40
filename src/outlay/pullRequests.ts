import { OutlayError } from '../core/errors.js';
import type { Period } from '../core/period.js';
import type { Problem } from '../core/problem.js';
import type { PullRequest } from '../core/pullRequest.js';
import { readPullRequestsFromGit } from '../sources/pullRequests/fromGit.js';
import { readPullRequestFile } from '../sources/pullRequests/importFile.js';
import type { OutlayContext } from './context.js';
import { repositoriesOf } from './repositories.js';

/** Where pull requests come from: the forge, git alone, or an `outlay.pr/1` file. */
export type PullRequestSource = 'github' | 'git' | { readonly file: string };

/** Pull requests for a report, with the words that tell the reader where they come from. */
export interface GatheredPullRequests {
	readonly pullRequests: readonly PullRequest[];
	/** `GitHub`, `git history`, or the file's name. */
	readonly source: string;
	readonly problems: readonly Problem[];
	/** Last instant the source covers; null when that is now. */
	readonly coversUntilMs: number | null;
}

/** `--prs VALUE`: `github`, `git`, else a file. */
export function pullRequestSourceOf(value: string): PullRequestSource {
	return value === 'github' || value === 'git' ? value : { file: value };
}

/**
 * Pull requests of the context's repositories that were alive around the period: from the period's start less 90 days
 * (a revert may undo what landed before) to everything known since (a defect may follow).
 */
export async function gatherPullRequests(
	context: OutlayContext,
	options: { readonly prs: PullRequestSource; readonly period: Period },
): Promise<GatheredPullRequests> {
	const { prs } = options;
	if (prs === 'git') return gatherFromGit(context);
	if (prs === 'github') {
		throw new OutlayError('usage', 'This build cannot read GitHub yet.', { hint: 'Use --prs git.' });
	}
	const problems: Problem[] = [];
	const pullRequests = await readPullRequestFile(prs.file, context.config.evidence.patterns, problems);
	return { pullRequests, source: prs.file, problems, coversUntilMs: null };
}

async function gatherFromGit(context: OutlayContext): Promise<GatheredPullRequests> {
	const patterns = context.config.evidence.patterns;
	const pullRequests: PullRequest[] = [];
	for (const { git, name, branch, history } of await repositoriesOf(context)) {
		pullRequests.push(...(await readPullRequestsFromGit(git, name, branch, await history(), patterns)));
	}
	return { pullRequests, source: 'git history', problems: [], coversUntilMs: null };
}
