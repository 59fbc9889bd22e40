import { basename } from 'node:path';
import type { Commit } from '../core/commit.js';
import { evidenceOfCommit } from '../core/evidence/commitEvidence.js';
import type { Evidence } from '../core/evidence/evidence.js';
import { unionOf } from '../core/evidence/union.js';
import type { Link } from '../core/links/link.js';
import { partialOutputShareOf } from '../core/links/partialOutput.js';
import { readCommits } from '../sources/git/commits.js';
import { defaultNoteRefs, gatherNotes } from './authorshipNotes.js';
import type { OutlayContext } from './context.js';
import { linkSessions, type GatheredLinks } from './links.js';
import { repositoriesOf, type Repository } from './repositories.js';

/** A commit with everything that is known about how it was made. */
export interface BranchCommit {
	readonly commit: Commit;
	/** From its message, identities, notes and this machine's transcripts. */
	readonly evidence: readonly Evidence[];
	/** Spend of linked sessions; null when none is linked. */
	readonly costMicros: number | null;
	/** Share of the calls of those sessions whose output is a floor. */
	readonly partialOutputShare: number;
	/** Lines that transcripts show Claude wrote; null when nothing gives lines. */
	readonly aiLines: number | null;
	/** Sessions that worked on it. */
	readonly sessions: number;
	/** Outlay's own note lies on it. */
	readonly hasNote: boolean;
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
const outlayRef = 'refs/notes/outlay';

/** Commits of some revisions with their evidence, newest first. */
export async function commitsWithEvidence(
	context: OutlayContext,
	repository: Repository,
	links: GatheredLinks,
	query: { readonly revisions: readonly string[]; readonly most: number },
): Promise<BranchCommit[]> {
	const commits: Commit[] = [];
	for await (const commit of readCommits(repository.git, { revisions: query.revisions })) {
		commits.push(commit);
		if (commits.length >= query.most) break;
	}
	const wanted = new Set(commits.map(({ sha }) => sha));
	const notes = await gatherNotes(context, repository, defaultNoteRefs, (sha) => wanted.has(sha));
	return commits.map((commit) => {
		const own = notes.get(commit.sha) ?? [];
		const session = links.evidence.find(({ sha, repo }) => sha === commit.sha && repo === repository.name);
		const isLink = (link: Link): boolean => link.commit === commit.sha;
		const behind = links.sessions.filter((one) => one.links.some(isLink));
		const linked = behind.flatMap((one) => one.links.filter(isLink));
		return {
			commit,
			evidence: unionOf([
				...evidenceOfCommit(commit, context.config.evidence.patterns),
				...own.flatMap(({ evidence }) => evidence),
				...(session === undefined ? [] : [session.evidence]),
			]),
			costMicros: linked.length === 0 ? null : linked.reduce((sum, { shareMicros }) => sum + shareMicros, 0),
			partialOutputShare: partialOutputShareOf(behind),
			aiLines: session?.aiLines ?? null,
			sessions: session?.sessionIds.length ?? 0,
			hasNote: own.some(({ ref }) => ref === outlayRef),
		};
	});
}

async function commitsOf(
	context: OutlayContext,
	repository: Repository,
	links: GatheredLinks,
): Promise<BranchCommits> {
	const { git, branch, folder } = repository;
	const checkedOut = (await git.textOrNull(['symbolic-ref', '--short', '-q', 'HEAD']))?.trim() ?? '';
	const isOwn = branch.tip !== null && checkedOut !== branch.name;
	const head = await git.textOrNull(['rev-parse', '--verify', '-q', 'HEAD']);
	const query = {
		revisions: ['HEAD', ...(isOwn ? [`^${branch.ref}`] : [])],
		most: isOwn ? most : onDefaultBranch,
	};
	return {
		folder,
		name: basename(folder),
		branch: checkedOut === '' ? null : checkedOut,
		commits: head === null ? [] : await commitsWithEvidence(context, repository, links, query),
	};
}

/**
 * The commits of the branch that is checked out in each repository: those the default branch does not have, at most
 * 50; on the default branch itself its newest 20.
 */
export async function branchCommits(context: OutlayContext): Promise<BranchCommits[]> {
	const repositories = await repositoriesOf(context);
	if (repositories.length === 0) return [];
	const links = await linkSessions(context, { pullRequests: [] });
	return Promise.all(repositories.map((repository) => commitsOf(context, repository, links)));
}
