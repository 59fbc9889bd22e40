import { strongest } from '../../core/evidence/evidence.js';
import { branchCommits } from '../../outlay/branchCommits.js';
import type { BranchFacts } from '../viewModels/commitRows.js';
import type { Request } from './engineRequest.js';

/** The commits of what is checked out in each repository of the window. */
export async function answerCommits({ context }: Request): Promise<BranchFacts[]> {
	const branches = await branchCommits(context);
	return branches.map(({ folder, name, branch, commits }) => ({
		repoRoot: folder,
		repoName: name,
		branch,
		commits: commits.map(({ commit, evidence }) => ({
			repoRoot: folder,
			sha: commit.sha,
			subject: commit.message.split('\n')[0] ?? '',
			authoredAtMs: commit.authoredAtMs,
			costMicros: null,
			strength: strongest(evidence),
			evidence: evidence.map(({ kind, where }) => `${kind} ${where}`),
			isTagged: evidence.some(({ kind }) => kind === 'note' || kind === 'trailer'),
		})),
	}));
}
