import { strongest } from '../../core/evidence/evidence.js';
import type { Link, SessionLinks } from '../../core/links/link.js';
import { partialOutputShareOf } from '../../core/links/partialOutput.js';
import { stateOf } from '../../core/pullRequest.js';
import type { JudgedPullRequest, ReportInputs } from '../../core/report/inputs.js';
import { pullRequestUrl } from '../../core/report/pullRequestEntries.js';
import { syncGithub } from '../../outlay/syncGithub.js';
import { gatherReportInputs } from '../../outlay/reportInputs.js';
import { repositoriesOf } from '../../outlay/repositories.js';
import type { PullRequestFacts } from '../viewModels/pullRequestRows.js';
import type { PullRequestAnswer } from './engineProtocol.js';
import type { Request } from './engineRequest.js';
import { repositoryTrouble } from './repositoryTrouble.js';

const dayMs = 86_400_000;
const spanDays = 90;

/** Spend of the sessions that are linked to a pull request; null without any. */
function costOf(
	judged: JudgedPullRequest,
	links: readonly SessionLinks[],
): Pick<PullRequestFacts, 'costMicros' | 'sessions' | 'partialOutputShare'> {
	const { repo, number } = judged.pullRequest;
	const isOwn = (link: Link): boolean => link.pullRequest === number && link.repo === repo;
	const behind = links.filter((session) => session.links.some(isOwn));
	const own = behind.flatMap((session) => session.links.filter(isOwn));
	const sessions = new Set(own.map(({ sessionId }) => sessionId)).size;
	return {
		partialOutputShare: partialOutputShareOf(behind),
		costMicros: sessions === 0 ? null : own.reduce((sum, { shareMicros }) => sum + shareMicros, 0),
		sessions,
	};
}

function factsOf(
	judged: JudgedPullRequest,
	{ links, forgeUrls = new Map() }: ReportInputs,
	nowMs: number,
): PullRequestFacts {
	const { pullRequest, evidence, review, coverage, aiLines, addedLines } = judged;
	const { mergedAtMs } = pullRequest;
	const state = stateOf(pullRequest);
	const isWaiting = state === 'open' && review.reviewState === 'unreviewed' && review.readyAtMs !== null;
	const [defect] = judged.defects ?? [];
	return {
		repo: pullRequest.repo,
		number: pullRequest.number,
		title: pullRequest.title,
		url: pullRequestUrl(pullRequest, forgeUrls),
		state,
		createdAtMs: pullRequest.createdAtMs,
		mergedAtMs,
		...costOf(judged, links),
		strength: strongest(evidence),
		evidence: [...new Set(evidence.map(({ kind }) => kind))],
		aiShare:
			aiLines === null || addedLines === null || addedLines === 0 ? null : Math.min(1, aiLines / addedLines),
		waitingSinceMs: isWaiting ? review.readyAtMs : null,
		timeToFirstReviewMs: review.timeToFirstReviewMs,
		defect: defect === undefined ? null : { tier: defect.tier, why: defect.why },
		watchedDays: mergedAtMs === null ? null : (nowMs - mergedAtMs) / dayMs,
		coverageDelta: coverage?.deltaPoints ?? null,
		coverageMissing: coverage?.missing ?? null,
	};
}

/** The user's own pull requests of the last 90 days, judged as the report judges them. */
export async function answerPullRequests(request: Request): Promise<PullRequestAnswer> {
	const { context, setup } = request;
	if (context.repos.length === 0 || !context.mayRunGit) {
		return { pullRequests: [], signedIn: false, trouble: null };
	}
	if ((await repositoriesOf(context)).length === 0) {
		return { pullRequests: [], signedIn: false, trouble: repositoryTrouble(context.problems) };
	}
	const nowMs = context.now();
	const host = setup.gitHubApiUrl === null ? 'github.com' : new URL(setup.gitHubApiUrl).host;
	const inputs = await gatherReportInputs(context, {
		since: new Date(nowMs - spanDays * dayMs).toISOString(),
		until: new Date(nowMs).toISOString(),
		timezone: setup.timezone,
		prs: null,
		coverage: [],
		filters: { team: null, model: null, product: null, author: 'me' },
	});
	return {
		pullRequests: inputs.pullRequests.map((judged) => factsOf(judged, inputs, nowMs)),
		signedIn: inputs.pullRequestSource === 'GitHub' || (await request.host.gitHubToken(host)) !== null,
		trouble: repositoryTrouble(context.problems),
	};
}

/** Brings pull requests up to date with the forge. A repository that failed is told when none succeeded. */
export async function answerSync({ context }: Request): Promise<{ pullRequests: number }> {
	const done = await syncGithub(context);
	const [failure] = done.flatMap(({ error }) => (error === null ? [] : [error]));
	if (failure !== undefined && done.every(({ error }) => error !== null)) throw failure;
	return { pullRequests: done.reduce((sum, { pullRequests }) => sum + pullRequests, 0) };
}
