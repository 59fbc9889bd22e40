import { OutlayError } from '../../core/errors.js';
import { strongest, type Evidence } from '../../core/evidence/evidence.js';
import { branchCommits, type BranchCommit } from '../../outlay/branchCommits.js';
import type { BranchFacts, CommitFacts, SeenEvidence } from '../viewModels/commitRows.js';
import type { Request } from './engineRequest.js';
import { repositoryTrouble } from './repositoryTrouble.js';

/** Evidence that lies on the commit itself, where everybody who has the repository can see it. */
const isRecorded = ({ kind }: Evidence): boolean => kind === 'note' || kind === 'trailer';

/** Each kind and place once; where in a session the lines were written is not shown. */
function seenIn(evidence: readonly Evidence[]): SeenEvidence[] {
	const seen = evidence.map(({ kind, where }) => ({ kind, where: kind === 'session' ? null : where }));
	return [...new Map(seen.map((one) => [`${one.kind} ${one.where ?? ''}`, one])).values()];
}

function factsOf(repoRoot: string, found: BranchCommit): CommitFacts {
	const { commit, evidence, costMicros, partialOutputShare } = found;
	return {
		repoRoot,
		sha: commit.sha,
		subject: commit.message.split('\n')[0] ?? '',
		authoredAtMs: commit.authoredAtMs,
		costMicros,
		partialOutputShare,
		strength: strongest(evidence),
		evidence: seenIn(evidence),
		isTagged: evidence.some(isRecorded),
	};
}

/** The commits of what is checked out in each repository of the window. */
export async function answerCommits({ context }: Request): Promise<BranchFacts[]> {
	const branches = await branchCommits(context);
	const trouble = repositoryTrouble(context.problems);
	// An empty list would say that there are no commits.
	if (branches.length === 0 && trouble !== null) throw new OutlayError('environment', trouble);
	return branches.map(({ folder, name, branch, commits }) => ({
		repoRoot: folder,
		repoName: name,
		branch,
		commits: commits.map((found) => factsOf(folder, found)),
	}));
}
