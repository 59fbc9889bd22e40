import type { Commit } from '../core/commit.js';
import { evidenceOfCommit } from '../core/evidence/commitEvidence.js';
import type { Evidence } from '../core/evidence/evidence.js';
import { untied } from '../core/history.js';
import { judgedCommit, type JudgedCommit } from '../core/evidence/judgedCommit.js';
import { aiLinesOfNotes, type NoteDigest } from '../core/evidence/noteDigest.js';
import { ownEvidenceOf } from '../core/evidence/pullRequestEvidence.js';
import { unionOf } from '../core/evidence/union.js';
import type { Contribution } from '../core/evidence/contributionRule.js';
import type { SessionEvidence } from '../core/links/facts.js';
import type { PullRequest } from '../core/pullRequest.js';
import { readCommits } from '../sources/git/commits.js';
import { shapeOf } from '../sources/git/repositoryShape.js';
import { gatherAddedCounts } from './addedCounts.js';
import type { OutlayContext } from './context.js';
import { linkSessions, type GatheredLinks } from './links.js';
import { defaultNoteRefs, gatherNotes } from './authorshipNotes.js';
import { gatherPullRequests, pullRequestSourceOf } from './pullRequests.js';
import { repositoriesOf, type Repository } from './repositories.js';
import { pullRequestsOfCommits } from './repositoryFacts.js';
import { gatherUsage } from './usage.js';

/** Which commits to judge, and on what ground. */
export interface JudgeCommitsOptions {
	/** Revision or range; null for all of HEAD. */
	readonly rev: string | null;
	/** Notes to read; null for the known refs, an empty list for none. */
	readonly noteRefs: readonly string[] | null;
	/** `github`, `git` or a file; null to leave pull requests out. */
	readonly prs: string | null;
	/** False leaves the transcripts out. Default true. */
	readonly sessions?: boolean;
}

/** Evidence by commit, from everything but the commit itself. */
interface Surroundings {
	readonly notes: ReadonlyMap<string, readonly NoteDigest[]>;
	readonly addedCounts: ReadonlyMap<string, number>;
	readonly sessions: ReadonlyMap<string, SessionEvidence>;
	readonly contributions: ReadonlyMap<string, Contribution> | undefined;
	readonly pullRequestOf: ReadonlyMap<string, number>;
	readonly pullRequests: ReadonlyMap<number, PullRequest>;
}

/**
 * Judges the commits of a range in each of the context's repositories: evidence from message, identities, notes,
 * transcripts and, when asked for, the commit's pull request; AI lines where a note or a transcript gives them.
 */
export async function judgeCommits(
	context: OutlayContext,
	options: JudgeCommitsOptions,
): Promise<JudgedCommit[]> {
	const judged: JudgedCommit[] = [];
	const pullRequests = await pullRequestsFor(context, options.prs);
	const noteRefs = options.noteRefs ?? defaultNoteRefs;
	const linked = await linksFor(context, pullRequests, noteRefs, options.sessions !== false);
	for (const repository of await repositoriesOf(context)) {
		const hasHistory = options.prs !== null || linked !== null;
		const carried = hasHistory
			? await carriedOrKnown(context, repository, options.rev)
			: await carriedEvidence(context, repository, options.rev);
		const shas = carried.map(({ sha }) => sha);
		const wanted = new Set(shas);
		const notes = await gatherNotes(context, repository, noteRefs, (sha) => wanted.has(sha));
		const { boundary } = await shapeOf(repository.git);
		const own = pullRequests.filter(({ repo }) => repo === repository.name);
		const surroundings: Surroundings = {
			notes,
			addedCounts: await gatherAddedCounts(context, repository, shas, boundary),
			sessions: new Map(
				(linked?.evidence ?? [])
					.filter(({ repo }) => repo === repository.name)
					.map((evidence) => [evidence.sha, evidence]),
			),
			contributions: linked?.contributions.get(repository.name),
			pullRequestOf: await pullRequestOf(repository, own),
			pullRequests: new Map(own.map((pullRequest) => [pullRequest.number, pullRequest])),
		};
		for (const one of carried) judged.push(judge(one, repository.name, surroundings, context));
	}
	return judged;
}

/** What is kept of a commit after reading: its message is not. */
interface Carried {
	readonly sha: string;
	readonly authoredAtMs: number;
	readonly evidence: readonly Evidence[];
}

const noEvidence: readonly Evidence[] = [];

async function carriedEvidence(
	context: OutlayContext,
	{ git }: Repository,
	rev: string | null,
): Promise<Carried[]> {
	const { patterns } = context.config.evidence;
	const carried: Carried[] = [];
	const keep = (commit: Commit): void => {
		const { sha, authoredAtMs } = commit;
		const evidence = evidenceOfCommit(commit, patterns);
		carried.push({ sha, authoredAtMs, evidence: evidence.length === 0 ? noEvidence : untied(evidence) });
	};
	for await (const commit of readCommits(git, rev === null ? {} : { revisions: [rev] })) keep(commit);
	return carried;
}

/** The history that was read anyway, where the commits that are asked for are just those. */
async function carriedOrKnown(
	context: OutlayContext,
	repository: Repository,
	rev: string | null,
): Promise<readonly Carried[]> {
	const { git, branch, history } = repository;
	const head = rev === null ? await git.textOrNull(['rev-parse', '--verify', '-q', 'HEAD^{commit}']) : null;
	if (head !== null && head.trim() === branch.tip) return history();
	return carriedEvidence(context, repository, rev);
}

function judge(
	{ sha, authoredAtMs, evidence }: Carried,
	repo: string,
	around: Surroundings,
	context: OutlayContext,
): JudgedCommit {
	const notes = around.notes.get(sha) ?? [];
	const session = around.sessions.get(sha);
	const number = around.pullRequestOf.get(sha) ?? null;
	const pullRequest = number === null ? undefined : around.pullRequests.get(number);
	const ofSquash = pullRequest?.mergeSha === sha ? pullRequest.commits.flatMap((head) => head.evidence) : [];
	const fromNote = aiLinesOfNotes(notes);
	const aiLines = fromNote ?? session?.aiLines ?? null;
	return judgedCommit(
		{
			repo,
			sha,
			authoredAtMs,
			evidence: unionOf([
				...evidence,
				...notes.flatMap((note) => note.evidence),
				...(session === undefined ? [] : [session.evidence]),
				...(pullRequest === undefined ? [] : ownEvidenceOf(pullRequest)),
				...ofSquash,
			]),
			aiLines,
			aiLinesFrom: fromNote !== null ? 'note' : aiLines === null ? null : 'transcript',
			contribution: around.contributions?.get(sha) ?? null,
			addedLines: around.addedCounts.get(sha) ?? null,
			pullRequest: number,
		},
		context.config.evidence.minimumStrength,
	);
}

async function pullRequestsFor(context: OutlayContext, prs: string | null): Promise<readonly PullRequest[]> {
	if (prs === null) return [];
	const period = { sinceMs: 0, untilMs: context.now(), timezone: 'UTC' };
	const found = await gatherPullRequests(context, { prs: pullRequestSourceOf(prs), period });
	context.problems.push(...found.problems);
	return found.pullRequests;
}

/** Links with what transcripts show of commits; null when there are no sessions, or none are wanted. */
async function linksFor(
	context: OutlayContext,
	pullRequests: readonly PullRequest[],
	noteRefs: readonly string[],
	isWanted: boolean,
): Promise<GatheredLinks | null> {
	if (!isWanted) return null;
	const usage = await gatherUsage(context);
	return usage.sessions.length === 0
		? null
		: linkSessions(context, { pullRequests, noteRefs, usage, withContributions: true });
}

async function pullRequestOf(
	{ history, branch }: Repository,
	pullRequests: readonly PullRequest[],
): Promise<ReadonlyMap<string, number>> {
	return pullRequests.length === 0
		? new Map()
		: pullRequestsOfCommits(pullRequests, await history(), branch.tip);
}
