import type { DemoPullRequest } from './history.js';
import { trailer } from './history.js';
import { repo, type Developer } from './plan.js';
import type { SeededRandom } from './random.js';

const iso = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString());
const account = ({ login }: Developer): object => ({ login, bot: false });

/** One line of `outlay.pr/1`. */
export function recordOf(pullRequest: DemoPullRequest, shaOf: (mark: number) => string): object {
	const { plan, commits, mergeMark } = pullRequest;
	const head = commits.at(-1);
	const draftEndMs = plan.number % 6 === 0 ? plan.createdAtMs + 5_400_000 : null;
	const reviewAtMs = plan.firstReviewAtMs;
	return {
		repo,
		number: plan.number,
		title: plan.title,
		author: account(plan.developer),
		createdAt: iso(plan.createdAtMs),
		readyAt: iso(draftEndMs ?? plan.createdAtMs),
		draftSpans: draftEndMs === null ? [] : [[iso(plan.createdAtMs), iso(draftEndMs)]],
		mergedAt: plan.state === 'merged' ? iso(plan.endedAtMs) : null,
		closedAt: iso(plan.endedAtMs),
		baseRef: 'main',
		headRef: plan.branch,
		headSha: head === undefined ? null : shaOf(head.mark),
		mergeSha: mergeMark === null ? null : shaOf(mergeMark),
		commits: commits.map(({ mark, message, author }) => ({
			sha: shaOf(mark),
			message,
			authorEmail: author.email,
			authorLogin: author.login,
		})),
		reviews: [
			// A robot comments within a minute; it is not a review.
			{
				author: { login: 'lint-robot', bot: true },
				state: 'COMMENTED',
				submittedAt: iso(plan.createdAtMs + 60_000),
			},
			...(reviewAtMs === null
				? []
				: [
						{
							author: account(plan.reviewer),
							state: 'APPROVED',
							submittedAt: iso(Math.max(reviewAtMs, (draftEndMs ?? 0) + 60_000)),
						},
					]),
		],
		labels: plan.kind === 'fix' ? ['bug'] : [],
		closesIssues: plan.kind === 'fix' ? [{ number: plan.number + 1000, labels: ['bug'] }] : [],
		body: bodyOf(pullRequest),
	};
}

function bodyOf({ plan, commits }: DemoPullRequest): string {
	if (plan.kind === 'revert') return `Reverts ${repo}#${plan.mends ?? 0}`;
	if (plan.kind === 'fix' && plan.mends !== null && plan.number % 2 === 0) return `Broken by #${plan.mends}.`;
	return commits.some(({ message }) => message.includes(trailer))
		? '🤖 Generated with [Claude Code](https://claude.com/claude-code)'
		: 'As discussed.';
}

/** An lcov report of all source files as they stood at a merge; a covered function stays covered. */
export function coverageOf(
	pullRequest: DemoPullRequest,
	coveredNames: Set<string>,
	random: SeededRandom,
): string {
	const { plan } = pullRequest;
	const records: string[] = [];
	for (const [path, lines] of pullRequest.files) {
		if (!path.startsWith('src/')) continue;
		let isCovered = true;
		const hits = lines.flatMap((line, index) => {
			const name = /^export function (\w+)/.exec(line)?.[1];
			if (name !== undefined) {
				const isNew = name.includes(String(plan.number));
				if (isNew && random.chance(plan.addsTests ? 0.95 : 0.55)) coveredNames.add(name);
				isCovered = coveredNames.has(name);
			}
			return /^\t(const|return|if)/.test(line) ? [`DA:${index + 1},${isCovered ? 3 : 0}`] : [];
		});
		if (hits.length > 0) records.push([`SF:${path}`, ...hits, 'end_of_record'].join('\n'));
	}
	return `TN:\n${records.join('\n')}\n`;
}
