import { citedNumbers } from '../../core/pullRequests/textFacts.js';
import { OutlayError } from '../../core/errors.js';
import {
	byIdAnswer,
	issueFieldsAnswer,
	issuesAnswer,
	listNames,
	lists,
	moreAnswer,
	type ListName,
	type PullRequestNode,
} from './answers.js';
import { askGraphql, pause, type Outcome, type Patience } from './patience.js';
import { byIdQuery, issueFieldsQuery, issuesQuery, moreQueries } from './queries.js';

/** Pull requests asked whole at a time: 20 × 5 lists are one point. */
export const pullRequestsPerQuery = 20;
/** Issues asked at a time: a hundred lists of labels are one point. */
export const issuesPerQuery = 100;
const maxTries = 4;

/** An issue as of now; its type counts as one more label, `type: Bug`. */
export interface IssueLabels {
	/** `owner/name`, lower-cased. */
	readonly repo: string;
	readonly number: number;
	readonly labels: readonly string[];
	/** Numbers of the same repository that its text cites. */
	readonly cites: readonly number[];
}

/** True when none of a node's lists goes on. */
export function isWhole(node: PullRequestNode): boolean {
	return listNames.every((name) => !node[name].pageInfo.hasNextPage);
}

/** Repeats a request that the server is overloaded by, with longer and longer pauses; then it is an error. */
async function insist<Answer>(patience: Patience, ask: () => Promise<Outcome<Answer>>): Promise<Answer> {
	for (let tries = 1; ; tries++) {
		const outcome = await ask();
		if ('answer' in outcome) return outcome.answer;
		const why = 'overload' in outcome ? outcome.overload : 'a cursor was refused';
		if (tries >= maxTries) throw givenUp(patience, why);
		await pause(patience.unitMs * 2 ** tries, patience.signal);
	}
}

/** The error of a server that keeps failing. */
export function givenUp(patience: Patience, why: string): OutlayError {
	return new OutlayError('environment', `${patience.repo} could not be read to the end: ${why}.`, {
		hint: 'What was read is kept. Run the sync again: it goes on where it stopped.',
	});
}

/**
 * Reads some pull requests whole: lists of a hundred at once, the rest of a longer one page by page. An id that no
 * longer is a pull request (deleted, transferred) gives none.
 */
export async function readWhole(patience: Patience, ids: readonly string[]): Promise<PullRequestNode[]> {
	const outcome = await askGraphql(patience, byIdQuery, { ids, few: 100, some: 100 }, byIdAnswer);
	if (!('answer' in outcome) && ids.length > 1) {
		const middle = Math.ceil(ids.length / 2);
		await pause(patience.unitMs, patience.signal);
		return [
			...(await readWhole(patience, ids.slice(0, middle))),
			...(await readWhole(patience, ids.slice(middle))),
		];
	}
	const { nodes } =
		'answer' in outcome
			? outcome.answer
			: await insist(patience, () => askGraphql(patience, byIdQuery, { ids, few: 25, some: 25 }, byIdAnswer));
	const whole: PullRequestNode[] = [];
	for (const node of nodes) {
		if (node === null || !('number' in node)) continue;
		for (const name of listNames) await readRest(patience, node, name);
		whole.push(node);
	}
	return whole;
}

/** Reads the rest of one list into the node. */
async function readRest(patience: Patience, node: PullRequestNode, name: ListName): Promise<void> {
	const list: { pageInfo: PullRequestNode['labels']['pageInfo']; nodes: unknown[] } = node[name];
	while (list.pageInfo.hasNextPage) {
		const variables = { id: node.id, cursor: list.pageInfo.endCursor };
		const answer = await insist(patience, () =>
			askGraphql(patience, moreQueries[name], variables, moreAnswer),
		);
		if (answer.node === null) return;
		const next = lists[name].parse(answer.node[name]);
		list.nodes.push(...next.nodes);
		list.pageInfo = next.pageInfo;
	}
}

/**
 * Reads labels of issues, and what they cite, by node id. What is no issue any more is left out. Issue types are asked only of a server whose
 * schema has them: an older Enterprise Server would refuse the whole query.
 */
export async function readIssues(patience: Patience, ids: readonly string[]): Promise<IssueLabels[]> {
	patience.server.knowsIssueTypes ??= await askForIssueTypes(patience);
	const query = issuesQuery(patience.server.knowsIssueTypes);
	const answer = await insist(patience, () => askGraphql(patience, query, { ids }, issuesAnswer));
	return answer.nodes.flatMap((node) => {
		if (node === null || !('number' in node)) return [];
		const labels = (node.labels?.nodes ?? []).flatMap((label) => label?.name ?? []);
		const type = node.issueType?.name;
		const repo = node.repository.nameWithOwner.toLowerCase();
		return {
			repo,
			number: node.number,
			cites: citedNumbers(node.body ?? '', repo),
			labels: type === undefined ? labels : [...labels, `type: ${type}`],
		};
	});
}

async function askForIssueTypes(patience: Patience): Promise<boolean> {
	const answer = await insist(patience, () => askGraphql(patience, issueFieldsQuery, {}, issueFieldsAnswer));
	return answer.__type?.fields.some(({ name }) => name === 'issueType') ?? false;
}
