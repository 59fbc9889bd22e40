import { digestPullRequest } from '../pullRequests/digest.js';
import type { PullRequestNode } from './answers.js';
import {
	issuesPerQuery,
	isWhole,
	pullRequestsPerQuery,
	readIssues,
	readWhole,
	type IssueLabels,
} from './completion.js';
import { otherNamesOf } from './identity.js';
import { saveStep, type Run } from './run.js';
import { lineOfNode } from './toLine.js';

/** Saves a page: whole pull requests at once, those with longer lists noted and read with the next ones of their kind. */
export async function keep(run: Run, nodes: readonly PullRequestNode[]): Promise<void> {
	const whole = nodes.filter(isWhole);
	const cut = nodes.filter((node) => !isWhole(node)).map(({ id }) => id);
	const pending = [...new Set([...run.state.pendingPullRequests, ...cut])];
	run.state = { ...run.state, pendingPullRequests: pending, pendingIssues: withIssues(run, whole) };
	await save(run, whole, []);
	while (run.state.pendingPullRequests.length >= pullRequestsPerQuery) await completePullRequests(run);
	while (run.state.pendingIssues.length >= issuesPerQuery) await completeIssues(run);
}

/** True when an interrupted scan left something to complete. */
export const hasPending = (run: Run): boolean =>
	run.state.pendingPullRequests.length > 0 || run.state.pendingIssues.length > 0;

/** Completes everything that was put off. */
export async function finishPending(run: Run): Promise<void> {
	while (run.state.pendingPullRequests.length > 0) await completePullRequests(run);
	while (run.state.pendingIssues.length > 0) await completeIssues(run);
}

const withIssues = (run: Run, nodes: readonly PullRequestNode[]): string[] => [
	...new Set([
		...run.state.pendingIssues,
		...nodes.flatMap((node) => node.closingIssuesReferences.nodes.map(({ id }) => id)),
	]),
];

async function completePullRequests(run: Run): Promise<void> {
	const ids = run.state.pendingPullRequests.slice(0, pullRequestsPerQuery);
	const nodes = await readWhole(run.patience, ids);
	run.state = {
		...run.state,
		pendingPullRequests: run.state.pendingPullRequests.slice(ids.length),
		pendingIssues: withIssues(run, nodes),
	};
	await save(run, nodes, []);
}

async function completeIssues(run: Run): Promise<void> {
	const ids = run.state.pendingIssues.slice(0, issuesPerQuery);
	const issues = await readIssues(run.patience, ids);
	run.state = { ...run.state, pendingIssues: run.state.pendingIssues.slice(ids.length) };
	await save(run, [], issues);
}

/** Digests and saves; with nothing, saves the state alone. */
export async function save(
	run: Run,
	nodes: readonly PullRequestNode[],
	issues: readonly IssueLabels[],
): Promise<void> {
	const { storedAs, patterns } = run.options;
	const names = otherNamesOf(run);
	const pullRequests = nodes.map((node) =>
		digestPullRequest(lineOfNode(storedAs, node), 'github', patterns, names),
	);
	await saveStep(run, pullRequests, issues);
}
