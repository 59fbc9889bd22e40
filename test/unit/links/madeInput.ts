import type { CommitFacts, LinkInput, RepositoryFacts } from '../../../src/core/links/facts.js';
import type { PullRequest } from '../../../src/core/pullRequest.js';
import type { PricedCall } from '../../../src/core/usage/call.js';
import type { Session, SessionEvent } from '../../../src/core/usage/session.js';

export const minute = 60_000;
export const call = (
	sessionId: string,
	atMs: number,
	costMicros: number,
	branch: string | null = 'main',
): PricedCall => ({
	callId: `${sessionId} ${atMs} ${costMicros}`,
	sessionId,
	origin: 'main',
	atMs,
	model: 'claude-sonnet-5',
	speed: null,
	serviceTier: null,
	inferenceGeo: null,
	nested: [],
	outputIsPartial: false,
	version: null,
	cwd: '/home/dev/app',
	branch,
	inputTokens: 1,
	outputTokens: 2,
	cacheWrite5mTokens: 3,
	cacheWrite1hTokens: 4,
	cacheReadTokens: 5,
	webSearches: 0,
	costMicros,
	isPriced: true,
});
export const session = (sessionId: string, lastAtMs = 1000 * minute): Session => ({
	sessionId,
	firstAtMs: 0,
	lastAtMs,
	cwds: ['/home/dev/app'],
	entrypoint: null,
	clientCost: null,
});
export const sha = (index: number): string => index.toString(16).padStart(40, 'a');
export const commit = (index: number, atMs: number, files: CommitFacts['files'] = []): CommitFacts => ({
	sha: sha(index),
	parents: [sha(index + 1)],
	authorEmail: 'd@x.y',
	authoredAtMs: atMs,
	committedAtMs: atMs,
	isLanded: true,
	files,
	noteSessions: [],
});
export const pullRequest = (number: number, more: Partial<PullRequest> = {}): PullRequest => ({
	repo: 'acme/app',
	number,
	title: '',
	author: null,
	createdAtMs: null,
	draftSpans: [],
	readyAtMs: null,
	mergedAtMs: 900 * minute,
	closedAtMs: null,
	updatedAtMs: null,
	mergedBy: null,
	baseRef: 'main',
	headRef: null,
	headSha: null,
	mergeSha: null,
	commits: [],
	reviews: null,
	labels: [],
	closesIssues: [],
	assignees: [],
	additions: null,
	deletions: null,
	changedFiles: null,
	facts: { evidence: [], revertsNumbers: [], revertsShas: [], namedCauses: [], requestedBy: null },
	source: 'github',
	...more,
});
export const repository = (more: Partial<RepositoryFacts>): RepositoryFacts => ({
	repo: 'acme/app',
	aliases: [],
	baseBranches: new Set(['main']),
	commits: [],
	pullRequests: [],
	pullRequestOf: new Map(),
	paths: new Set(),
	...more,
});
export const input = (more: Partial<LinkInput>): LinkInput => ({
	sessions: [],
	calls: [],
	events: [],
	repositories: [],
	folders: new Map([['/home/dev/app', 'acme/app']]),
	ignore: new Set(),
	...more,
});
let events = 0;
export const made = (sessionId: string, atMs: number, index: number): SessionEvent => ({
	sessionId,
	eventId: `e${++events}`,
	atMs,
	cwd: '/home/dev/app',
	branch: 'main',
	kind: 'commit',
	sha: sha(index).slice(0, 40),
	how: 'tool-output',
});
export const edited = (
	sessionId: string,
	atMs: number,
	path: string,
	lineHashes: readonly number[],
): SessionEvent => ({
	sessionId,
	eventId: `e${++events}`,
	atMs,
	cwd: '/home/dev/app',
	branch: 'main',
	kind: 'edit',
	path: `/home/dev/app/${path}`,
	addedLines: lineHashes.length,
	lineHashes,
});
