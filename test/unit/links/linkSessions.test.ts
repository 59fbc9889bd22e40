import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CommitFacts, LinkInput, RepositoryFacts } from '../../../src/core/links/facts.js';
import { linkSessions } from '../../../src/core/links/linkSessions.js';
import { comparablePath, isBelowSomeRoot } from '../../../src/core/links/paths.js';
import { ShaIndex } from '../../../src/core/links/shaIndex.js';
import type { PullRequest } from '../../../src/core/pullRequest.js';
import type { PricedCall } from '../../../src/core/usage/call.js';
import type { Session, SessionEvent } from '../../../src/core/usage/session.js';

const minute = 60_000;
const call = (
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
const session = (sessionId: string, lastAtMs = 1000 * minute): Session => ({
	sessionId,
	firstAtMs: 0,
	lastAtMs,
	cwds: ['/home/dev/app'],
	entrypoint: null,
	clientCost: null,
});
const sha = (index: number): string => index.toString(16).padStart(40, 'a');
const commit = (index: number, atMs: number, files: CommitFacts['files'] = []): CommitFacts => ({
	sha: sha(index),
	parents: [sha(index + 1)],
	authorEmail: 'd@x.y',
	authoredAtMs: atMs,
	committedAtMs: atMs,
	isLanded: true,
	files,
	noteSessions: [],
});
const pullRequest = (number: number, more: Partial<PullRequest> = {}): PullRequest => ({
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
const repository = (more: Partial<RepositoryFacts>): RepositoryFacts => ({
	repo: 'acme/app',
	aliases: [],
	baseBranches: new Set(['main']),
	commits: [],
	pullRequests: [],
	pullRequestOf: new Map(),
	paths: new Set(),
	...more,
});
const input = (more: Partial<LinkInput>): LinkInput => ({
	sessions: [],
	calls: [],
	events: [],
	repositories: [],
	folders: new Map([['/home/dev/app', 'acme/app']]),
	ignore: new Set(),
	...more,
});
let events = 0;
const made = (sessionId: string, atMs: number, index: number): SessionEvent => ({
	sessionId,
	eventId: `e${++events}`,
	atMs,
	cwd: '/home/dev/app',
	branch: 'main',
	kind: 'commit',
	sha: sha(index).slice(0, 40),
	how: 'tool-output',
});
const edited = (
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

describe('linking', () => {
	it('gives each turn to the work that its next commit belongs to', () => {
		const found = linkSessions(
			input({
				sessions: [session('s')],
				calls: [call('s', 1 * minute, 5), call('s', 4 * minute, 7), call('s', 9 * minute, 11)],
				events: [made('s', 3 * minute, 1), made('s', 6 * minute, 2)],
				repositories: [
					repository({
						commits: [commit(1, 3 * minute), commit(2, 6 * minute)],
						pullRequests: [pullRequest(1), pullRequest(2, { mergedAtMs: null })],
						pullRequestOf: new Map([
							[sha(1), 1],
							[sha(2), 2],
						]),
					}),
				],
			}),
		);
		assert.deepEqual(
			found.sessions[0]?.links.map(({ pullRequest: number, shareMicros, split }) => [
				number,
				shareMicros,
				split,
			]),
			[
				[1, 5, 'turns'],
				[2, 18, 'turns'],
			],
		);
		assert.deepEqual(found.bridge, {
			totalMicros: 23,
			mergedMicros: 5,
			openMicros: 18,
			closedMicros: 0,
			unlinkedMicros: 0,
		});
	});

	it('follows the branch at each turn, and leaves turns on another branch unlinked', () => {
		const found = linkSessions(
			input({
				sessions: [session('s')],
				calls: [
					call('s', 1, 1, 'a'),
					call('s', 2, 2, 'b'),
					call('s', 3, 4, 'a'),
					call('s', 4, 8, 'c'),
					call('s', 5, 16, 'main'),
				],
				repositories: [
					repository({
						pullRequests: [
							pullRequest(1, { headRef: 'a' }),
							pullRequest(2, { headRef: 'b', mergedAtMs: null, closedAtMs: 5 }),
						],
					}),
				],
			}),
		);
		const links = found.sessions[0]?.links ?? [];
		assert.deepEqual(
			links.map(({ pullRequest: number, shareMicros, reasons }) => [number, shareMicros, reasons]),
			[
				[1, 5, ['branch', 'time']],
				[2, 2, ['branch', 'time']],
			],
		);
		assert.equal(found.sessions[0]?.unlinkedMicros, 24);
		assert.equal(found.bridge.closedMicros, 2);
	});

	it('keys on repository and branch: the default branch is no link, an ended pull request none either', () => {
		const ended = pullRequest(1, { headRef: 'patch-1', mergedAtMs: 10 * minute });
		const next = pullRequest(2, { headRef: 'patch-1', mergedAtMs: 5000 * minute, createdAtMs: 900 * minute });
		const onMain = pullRequest(3, { headRef: 'main', baseRef: 'main' });
		const found = linkSessions(
			input({
				sessions: [session('s'), session('t')],
				calls: [call('s', 950 * minute, 1, 'patch-1'), call('t', 950 * minute, 1, 'main')],
				repositories: [repository({ pullRequests: [ended, next, onMain] })],
			}),
		);
		assert.deepEqual(
			found.sessions.map(({ links }) => links.map(({ pullRequest: number }) => number)),
			[[2], []],
		);
	});

	it('does not count a resumed session’s copied history twice', () => {
		const copy = (sessionId: string): SessionEvent => ({ ...made(sessionId, minute, 1), eventId: 'same' });
		const found = linkSessions(
			input({
				sessions: [session('fork', 900 * minute), session('first', 10 * minute)],
				calls: [call('first', 1, 5), call('fork', 2, 7)],
				events: [copy('fork'), copy('first')],
				repositories: [repository({ commits: [commit(1, minute)] })],
			}),
		);
		assert.deepEqual(
			found.sessions.map(({ sessionId, links }) => [sessionId, links.length]),
			[
				['fork', 0],
				['first', 1],
			],
		);
	});

	it('gives a written line to one commit only, unless it is written again', () => {
		const hashes = [1, 2, 3, 4];
		const files = [{ path: 'src/a.ts', hashes }];
		const commits = [commit(1, 10 * minute, files), commit(2, 20 * minute, files)];
		const link = (list: SessionEvent[]): (string | null)[] =>
			linkSessions(
				input({
					sessions: [session('s')],
					calls: [call('s', 1, 1)],
					events: list,
					repositories: [repository({ commits })],
				}),
			).sessions[0]!.links.map(({ commit: linked }) => linked);
		assert.deepEqual(link([edited('s', minute, 'src/a.ts', hashes)]), [sha(1)]);
		assert.deepEqual(
			link([edited('s', minute, 'src/a.ts', hashes), edited('s', 15 * minute, 'src/a.ts', hashes)]),
			[sha(1), sha(2)],
		);
		assert.deepEqual(
			link([edited('s', 30 * minute, 'src/a.ts', hashes)]),
			[],
			'not what was written after the commit',
		);
		assert.deepEqual(
			link([edited('s', minute, 'lib/src/b.ts', hashes)]),
			[],
			'not the same lines in another file',
		);
	});

	it('leaves work after the last commit unlinked when it went on editing what never landed', () => {
		const found = linkSessions(
			input({
				sessions: [session('s')],
				calls: [call('s', 1 * minute, 5), call('s', 8 * minute, 7)],
				events: [made('s', 3 * minute, 1), edited('s', 9 * minute, 'src/never.ts', [9])],
				repositories: [repository({ commits: [commit(1, 3 * minute)] })],
			}),
		);
		assert.equal(found.sessions[0]?.unlinkedMicros, 7);
	});

	it('gives each repository what one session spent in it', () => {
		const elsewhere = { cwd: '/home/dev/lib' };
		const lines = [1, 2, 3, 4];
		const ofLib = { ...edited('s', 4 * minute, 'x', lines), ...elsewhere, path: '/home/dev/lib/src/b.ts' };
		const found = linkSessions(
			input({
				sessions: [{ ...session('s'), cwds: ['/home/dev/app', '/home/dev/lib'] }],
				calls: [
					call('s', 1 * minute, 5),
					{ ...call('s', 3 * minute, 7), ...elsewhere },
					{ ...call('s', 5 * minute, 11), ...elsewhere },
					call('s', 6 * minute, 13),
				],
				events: [edited('s', 2 * minute, 'src/b.ts', [5, 6, 7, 8]), ofLib],
				repositories: [
					repository({
						roots: ['/home/dev/app'],
						commits: [commit(1, 9 * minute, [{ path: 'src/b.ts', hashes: [5, 6, 7, 8] }])],
					}),
					repository({
						repo: 'acme/lib',
						roots: ['/home/dev/lib'],
						commits: [commit(2, 9 * minute, [{ path: 'src/b.ts', hashes: lines }])],
					}),
				],
				folders: new Map([
					['/home/dev/app', 'acme/app'],
					['/home/dev/lib', 'acme/lib'],
				]),
			}),
		);
		assert.deepEqual(
			found.sessions[0]?.links.map(({ repo, shareMicros }) => [repo, shareMicros]),
			[
				['acme/app', 18],
				['acme/lib', 18],
			],
		);
		assert.equal(found.sessions[0].unlinkedMicros, 0);
	});

	it('closes the bridge to the micro-dollar, whatever comes in', () => {
		const moment = fc.integer({ min: 0, max: 500 }).map((step) => step * minute);
		const name = fc.constantFrom('s', 't', 'u');
		const arbitraryCall = fc
			.tuple(name, moment, fc.integer({ min: 0, max: 1e9 }), fc.constantFrom('main', 'a', 'b', 'c', null))
			.map(([sessionId, atMs, cost, branch]) => call(sessionId, atMs, cost, branch));
		const arbitraryEvent = fc.oneof(
			fc.tuple(name, moment, fc.nat(6)).map(([one, at, index]) => made(one, at, index)),
			fc
				.tuple(name, moment, fc.constantFrom('src/a.ts', 'b.ts'), fc.array(fc.nat(20), { maxLength: 9 }))
				.map(([one, at, path, hashes]) => edited(one, at, path, hashes)),
		);
		const arbitraryCommit = fc
			.tuple(moment, fc.boolean(), fc.array(fc.nat(20), { maxLength: 9 }))
			.map(([at, isLanded, hashes]) => ({ at, isLanded, files: [{ path: 'src/a.ts', hashes }] }));
		fc.assert(
			fc.property(
				fc.array(arbitraryCall, { maxLength: 30 }),
				fc.array(arbitraryEvent, { maxLength: 20 }),
				fc.array(arbitraryCommit, { maxLength: 6 }),
				fc.array(fc.option(fc.nat(3), { nil: null }), { minLength: 6, maxLength: 6 }),
				(calls, list, commits, numbers) => {
					const facts = commits.map(({ at, isLanded, files }, index) => ({
						...commit(index, at, files),
						isLanded,
					}));
					const of = facts.flatMap((one, index): [string, number][] => {
						const number = numbers[index];
						return number === null || number === undefined ? [] : [[one.sha, number]];
					});
					const pullRequests = [
						pullRequest(0, { headRef: 'a' }),
						pullRequest(1, { headRef: 'b', mergedAtMs: null }),
						pullRequest(2, { mergedAtMs: null, closedAtMs: 400 * minute }),
						pullRequest(3, { mergeSha: sha(0) }),
					];
					const given = input({
						sessions: ['s', 't', 'u'].map((one) => session(one)),
						calls,
						events: list,
						repositories: [repository({ commits: facts, pullRequests, pullRequestOf: new Map(of) })],
					});
					const found = linkSessions(given);
					const { totalMicros, mergedMicros, openMicros, closedMicros, unlinkedMicros } = found.bridge;
					assert.equal(
						totalMicros,
						calls.reduce((sum, one) => sum + one.costMicros, 0),
					);
					assert.equal(mergedMicros + openMicros + closedMicros + unlinkedMicros, totalMicros);
					for (const one of found.sessions) {
						const shares = one.links.reduce((sum, { shareMicros }) => sum + shareMicros, 0);
						assert.equal(shares + one.unlinkedMicros, one.costMicros);
						assert.ok(one.links.every(({ shareMicros, reasons }) => shareMicros >= 0 && reasons.length > 0));
						const targets = one.links.map((link) => `${link.pullRequest} ${link.commit}`);
						assert.equal(new Set(targets).size, targets.length);
					}
					assert.deepEqual(linkSessions(given), found);
				},
			),
		);
	});
});

describe('paths and SHAs', () => {
	it('compares paths of all platforms', () => {
		assert.equal(comparablePath('C:\\Code\\App\\src\\A.ts'), 'c:/code/app/src/a.ts');
		assert.equal(comparablePath('/home/a/./b/'), '/home/a/b');
		assert.ok(isBelowSomeRoot('c:/code/app/src/a.ts', 'src/A.ts'));
		assert.ok(isBelowSomeRoot('/x/src/a.ts', 'src/a.ts'));
		assert.ok(!isBelowSomeRoot('/x/src/a.ts', 'rc/a.ts'));
		assert.ok(!isBelowSomeRoot('/x/src/A.ts', 'src/a.ts'));
	});

	it('finds abbreviated SHAs only when they are unambiguous', () => {
		const index = new ShaIndex(['abc123', 'abd456', 'abd456']);
		assert.equal(index.find('abd'), 'abd456');
		assert.equal(index.find('ab'), null);
		assert.equal(index.find('zz'), null);
	});
});
