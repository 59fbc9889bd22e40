import type { PullRequest } from '../pullRequest.js';
import { branchesOf } from './headBranches.js';
import { CommitTimes } from './commitTimes.js';
import type { CommitFacts, RepositoryFacts } from './facts.js';
import { ShaIndex } from './shaIndex.js';

/** A repository with the indexes that linking looks things up in. Those that few sessions need are made on demand. */
export class RepositoryIndex {
	readonly facts: RepositoryFacts;
	/** All its names, in lower case. */
	readonly names: ReadonlySet<string>;
	readonly pullRequests: ReadonlyMap<number, PullRequest>;
	readonly branches: ReadonlyMap<string, readonly PullRequest[]>;
	#shas: ShaIndex | null = null;
	#times: CommitTimes | null = null;
	#commits: ReadonlyMap<string, CommitFacts> | null = null;
	#mergeShas: ReadonlySet<string> | null = null;

	constructor(facts: RepositoryFacts) {
		this.facts = facts;
		this.names = new Set([facts.repo, ...facts.aliases].map((name) => name.toLowerCase()));
		this.pullRequests = new Map(facts.pullRequests.map((pullRequest) => [pullRequest.number, pullRequest]));
		this.branches = branchesOf(facts);
	}

	/** Its commits and those of the heads of its pull requests. */
	get shas(): ShaIndex {
		return (this.#shas ??= new ShaIndex(shasOf(this.facts)));
	}

	get times(): CommitTimes {
		return (this.#times ??= new CommitTimes(this.facts.commits));
	}

	/** Commits by SHA. */
	get commits(): ReadonlyMap<string, CommitFacts> {
		return (this.#commits ??= new Map(this.facts.commits.map((commit) => [commit.sha, commit])));
	}

	/** Commits that pull requests were merged as. */
	get mergeShas(): ReadonlySet<string> {
		return (this.#mergeShas ??= new Set(this.facts.pullRequests.flatMap(({ mergeSha }) => mergeSha ?? [])));
	}
}

function* shasOf({ commits, pullRequests }: RepositoryFacts): Generator<string> {
	for (const { sha } of commits) yield sha;
	for (const { commits: heads } of pullRequests) for (const { sha } of heads) yield sha;
}
