import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CommitFacts, RepositoryFacts } from '../../../src/core/links/facts.js';
import { linkSessions } from '../../../src/core/links/linkSessions.js';
import { comparablePath, isBelowSomeRoot } from '../../../src/core/links/paths.js';
import { ShaIndex } from '../../../src/core/links/shaIndex.js';
import type { SessionEvent } from '../../../src/core/usage/session.js';
import {
	call,
	commit,
	edited,
	input,
	made,
	minute,
	pullRequest,
	repository,
	session,
	sha,
} from './madeInput.js';

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

	it('links the only pull request of a branch when any call of a session belongs to it, whichever it is', () => {
		const day = 24 * 60 * minute;
		// It was opened on day 100: calls belong to it from day 40 on, and until six hours after day 110.
		const only = pullRequest(1, { headRef: 'a', createdAtMs: 100 * day, mergedAtMs: 110 * day });
		const days = fc.array(fc.constantFrom(1, 39, 41, 90, 110, 111, 200), { minLength: 1, maxLength: 5 });
		fc.assert(
			fc.property(days, (at) => {
				const found = linkSessions(
					input({
						sessions: [session('s', 300 * day)],
						calls: at.map((one) => call('s', one * day, 1, 'a')),
						repositories: [repository({ pullRequests: [only] })],
					}),
				);
				const isIts = at.some((one) => one > 40 && one <= 110);
				assert.deepEqual(
					found.sessions[0]?.links.map(({ pullRequest: number }) => number),
					isIts ? [1] : [],
				);
			}),
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

	it('counts contributions by Anthropic’s rule: its window around the merge, its exclusions, its fifth', () => {
		const day = 24 * 60 * minute;
		const mergedAtMs = 40 * day;
		const hashes = [1, 2, 3, 4, 5, 6];
		const files = [
			{ path: 'src/a.ts', hashes, blockLines: [5, 1] },
			{ path: 'yarn.lock', hashes: [7, 8] },
			{ path: 'src/b.ts', hashes: [9] },
		];
		const contribution = (atMs: number, lines: readonly number[], path = 'src/a.ts'): unknown =>
			linkSessions(
				input({
					sessions: [session('s')],
					events: [edited('s', atMs, path, lines)],
					repositories: [
						repository({
							commits: [commit(1, 38 * day, files)],
							pullRequests: [pullRequest(7, { mergedAtMs })],
							pullRequestOf: new Map([[sha(1), 7]]),
						}),
					],
				}),
			)
				.contributions.get('acme/app')
				?.get(sha(1))?.attributedLines;
		assert.equal(contribution(mergedAtMs - day, [1, 2, 4, 5]), 5, 'one of five in the block was changed');
		assert.equal(contribution(mergedAtMs - day, [1, 2, 5]), 3, 'more than a fifth was changed');
		assert.equal(contribution(mergedAtMs - day, [1, 2, 4, 6]), 4, 'blocks are apart');
		assert.equal(contribution(mergedAtMs - 21 * day, hashes), 6);
		assert.equal(contribution(mergedAtMs - 21 * day - 1, hashes), 0);
		assert.equal(contribution(mergedAtMs + 2 * day, hashes), 6);
		assert.equal(contribution(mergedAtMs + 2 * day + 1, hashes), 0);
		assert.equal(contribution(mergedAtMs - day, [7, 8], 'yarn.lock'), 0, 'a lock file');
		assert.equal(contribution(mergedAtMs - day, hashes, 'lib/a.ts'), 0, 'another file');
	});

	it('keeps every commit of a rebase merge, known by lines alone, and shows the session in each copy', () => {
		const of = (index: number): CommitFacts['files'] => [
			{ path: `src/${index}.ts`, hashes: [1, 2, 3, 4].map((line) => index * 10 + line) },
		];
		const landed = [commit(1, minute, of(1)), commit(2, 2 * minute, of(2))];
		const heads = [commit(11, minute, of(1)), commit(12, 2 * minute, of(2))].map((head) => ({
			...head,
			isLanded: false,
		}));
		const result = linkSessions(
			input({
				sessions: [session('s')],
				calls: [call('s', 1, 100)],
				events: [1, 2].map((index) => edited('s', index, `src/${index}.ts`, of(index)![0]!.hashes)),
				repositories: [
					repository({
						commits: [...landed, ...heads],
						pullRequests: [pullRequest(7, { mergeSha: sha(2) })],
						pullRequestOf: new Map([1, 2, 11, 12].map((index) => [sha(index), 7])),
					}),
				],
			}),
		);
		assert.deepEqual(
			result.sessions[0]?.links.map((link) => [link.commit, link.pullRequest]),
			[
				[sha(1), 7],
				[sha(2), 7],
			],
		);
		assert.deepEqual(result.evidence.map((one) => one.sha).sort(), [1, 2, 11, 12].map(sha).sort());
	});

	it('holds a commit that was made on a pull request’s branch for its, unless it landed or another holds it', () => {
		const made1 = { ...made('s', minute, 1), branch: 'feat/x' };
		const numberOf = (one: CommitFacts, more: Partial<RepositoryFacts> = {}, event = made1): number | null =>
			linkSessions(
				input({
					sessions: [session('s')],
					calls: [call('s', 1, 100)],
					events: [event],
					repositories: [
						repository({
							commits: [one],
							pullRequests: [pullRequest(7, { headRef: 'feat/x' }), pullRequest(8)],
							...more,
						}),
					],
				}),
			).sessions[0]!.links.find((link) => link.commit === sha(1))!.pullRequest;
		const open = { ...commit(1, minute), isLanded: false };
		assert.equal(numberOf(open), 7);
		assert.equal(numberOf(commit(1, minute)), null, 'it landed by itself');
		assert.equal(numberOf(open, { pullRequestOf: new Map([[sha(1), 8]]) }), 8, 'another one holds it');
		assert.equal(numberOf(open, {}, { ...made1, branch: 'main' }), null, 'the default branch tells nothing');
		const ended = [pullRequest(7, { headRef: 'feat/x', mergedAtMs: -7 * 3_600_000 })];
		assert.equal(numberOf(open, { pullRequests: ended }), null, 'it had ended before');
	});

	it('takes no line of a lock file for evidence, though it shows whose commit it was', () => {
		const lines = [1, 2, 3, 4, 5];
		const result = linkSessions(
			input({
				sessions: [session('s')],
				calls: [call('s', 1, 1)],
				events: [edited('s', minute, 'Cargo.lock', lines)],
				repositories: [
					repository({ commits: [commit(1, 2 * minute, [{ path: 'Cargo.lock', hashes: lines }])] }),
				],
			}),
		);
		assert.deepEqual(
			result.sessions[0]?.links.map((link) => link.commit),
			[sha(1)],
		);
		assert.deepEqual(result.evidence, []);
		assert.equal(result.contributions.get('acme/app')?.get(sha(1))?.effectiveLines, 0);
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
