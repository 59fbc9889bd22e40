import type { PullRequest } from '../pullRequest.js';

/** What names a pull request. */
export type PullRequestName = Pick<PullRequest, 'repo' | 'number'>;

/** What was found out about pull requests; as quick as numbers, since no text is made of a name to look it up. */
export interface FoundByPullRequest<Found> {
	get(one: PullRequestName): Found | undefined;
	has(one: PullRequestName): boolean;
}

/** Collects what is found out about pull requests of any number of repositories; the last word on each counts. */
export class ByPullRequest<Found> implements FoundByPullRequest<Found> {
	readonly #byRepo = new Map<string, Map<number, Found>>();

	get(one: PullRequestName): Found | undefined {
		return this.#byRepo.get(one.repo)?.get(one.number);
	}

	has(one: PullRequestName): boolean {
		return this.#byRepo.get(one.repo)?.has(one.number) === true;
	}

	set(one: PullRequestName, found: Found): void {
		let own = this.#byRepo.get(one.repo);
		if (own === undefined) {
			own = new Map();
			this.#byRepo.set(one.repo, own);
		}
		own.set(one.number, found);
	}
}
