import { basename } from 'node:path';
import type { Commit } from '../core/commit.js';
import { evidenceOfCommit } from '../core/evidence/commitEvidence.js';
import type { Evidence } from '../core/evidence/evidence.js';
import { readCommits } from '../sources/git/commits.js';
import type { OutlayContext } from './context.js';
import { repositoriesOf, type Repository } from './repositories.js';

/** A commit of the branch that is checked out, with the evidence it carries. */
export interface BranchCommit {
	readonly commit: Commit;
	readonly evidence: readonly Evidence[];
}

/** What is checked out in one repository. */
export interface BranchCommits {
	readonly folder: string;
	readonly name: string;
	/** Null: detached HEAD. */
	readonly branch: string | null;
	/** Newest first. */
	readonly commits: readonly BranchCommit[];
}

const most = 50;
const onDefaultBranch = 20;

async function commitsOf(context: OutlayContext, repository: Repository): Promise<BranchCommits> {
	const { git, branch, folder } = repository;
	const checkedOut = (await git.textOrNull(['symbolic-ref', '--short', '-q', 'HEAD']))?.trim() ?? '';
	const isOwn = branch.tip !== null && checkedOut !== branch.name;
	const head = await git.textOrNull(['rev-parse', '--verify', '-q', 'HEAD']);
	const commits: BranchCommit[] = [];
	if (head !== null) {
		const options = { revisions: ['HEAD', ...(isOwn ? [`^${branch.ref}`] : [])] };
		for await (const commit of readCommits(git, options)) {
			commits.push({ commit, evidence: evidenceOfCommit(commit, context.config.evidence.patterns) });
			if (commits.length >= (isOwn ? most : onDefaultBranch)) break;
		}
	}
	return { folder, name: basename(folder), branch: checkedOut === '' ? null : checkedOut, commits };
}

/**
 * The commits of the branch that is checked out in each repository: those the default branch does not have, at most
 * 50; on the default branch itself its newest 20.
 */
export async function branchCommits(context: OutlayContext): Promise<BranchCommits[]> {
	const repositories = await repositoriesOf(context);
	return Promise.all(repositories.map((repository) => commitsOf(context, repository)));
}
