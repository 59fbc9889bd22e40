import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OutlayError } from '../../../src/core/errors.js';
import { GithubServer, type Fault } from './githubServer.js';
import { anonymous, Kept, sync, type SyncWishes } from './syncedLedger.js';
import { pullRequestOf, start, worldOf, type World } from './world.js';

describe('sync with GitHub', () => {
	let server: GithubServer;
	let url: string;

	const serve = async (world: World): Promise<void> => {
		server = new GithubServer(world);
		url = await server.listen();
	};
	const restart = async (world: World): Promise<void> => {
		await server.close();
		await serve(world);
	};
	const whole = async (): Promise<Kept> => {
		const kept = new Kept();
		await sync(url, kept);
		return kept;
	};

	beforeEach(() => serve(worldOf(70)));
	afterEach(() => server.close());

	it('reads every pull request with its reviews, commits, labels and issues', async () => {
		const kept = await whole();
		assert.equal(kept.pullRequests.size, 70);
		const twelfth = kept.pullRequests.get(12);
		assert.deepEqual(twelfth?.author, { login: 'ada', isBot: false });
		assert.deepEqual(
			twelfth.reviews?.map(({ author, state }) => [author?.login, author?.isBot, state]),
			[
				['coderabbitai', true, 'COMMENTED'],
				['bob', false, 'APPROVED'],
			],
		);
		assert.deepEqual(twelfth.commits[0]?.evidence[0]?.tool, 'claude-code');
		assert.deepEqual(twelfth.draftSpans, [[start + 12 * 3_600_000, start + 12 * 3_600_000 + 30_000]]);
		assert.deepEqual(twelfth.facts.revertsNumbers, [11]);
		assert.deepEqual(kept.issues.get('acme/app#101200'), ['bug']);
		assert.equal(JSON.stringify(kept.content).includes('Does what it says'), false, 'no body is kept');
		assert.equal(kept.pullRequests.get(11)?.author, null, 'a ghost is nobody');
	});

	it('completes lists of any length by node id', async () => {
		await restart(worldOf(31, { reviews: 250, commits: 130, labels: 12, issues: 11 }));
		const kept = await whole();
		assert.equal(kept.pullRequests.size, 31);
		for (const one of kept.pullRequests.values()) {
			assert.equal(one.reviews?.length, 250);
			assert.equal(one.commits.length, 130);
			assert.equal(one.labels.length, 12);
			assert.equal(one.closesIssues.length, 11);
		}
		assert.equal(kept.issues.size, 341);
		assert.deepEqual(kept.issues.get('acme/app#100101'), []);
	});

	it("takes an issue's type for a label where the server knows types", async () => {
		const world = worldOf(3, { issues: 2 });
		world.knowsIssueTypes = true;
		await restart(world);
		const kept = await whole();
		assert.deepEqual(kept.issues.get('acme/app#100101'), ['type: Bug']);
	});

	it('asks one conditional request when nothing changed, and no points', async () => {
		const kept = await whole();
		const before = server.seen.length;
		const again = await sync(url, kept);
		assert.equal(again.isUnchanged, true);
		assert.deepEqual(
			server.seen.slice(before).map(({ kind, status, points }) => [kind, status, points]),
			[['rest', 304, 0]],
		);
	});

	it('takes in late reviews and labels of pull requests merged long ago', async () => {
		const kept = await whole();
		const old = server.world.pullRequests[2];
		assert.ok(old);
		const updatedMs = Date.now();
		server.world.pullRequests[2] = { ...old, updatedMs, labels: ['regression'] };
		const result = await sync(url, kept);
		assert.equal(result.isUnchanged, false);
		assert.deepEqual(kept.pullRequests.get(3)?.labels, ['regression']);
		assert.ok(result.points <= 2, `${result.points} points`);
	});

	it('loses nothing that changes while it reads', async () => {
		const world = worldOf(120);
		await restart(world);
		const kept = new Kept();
		await sync(url, kept);
		// Everything was touched just now: the scan by update date has four pages.
		world.pullRequests = world.pullRequests.map((one) => ({ ...one, updatedMs: Date.now() - 1000 }));
		let touched = false;
		server.onRequest = () => {
			const graphql = server.seen.filter(({ kind, size }) => kind === 'graphql' && size !== null).length;
			if (graphql < 8 || touched) return;
			touched = true;
			// A row on a page not read yet jumps to the side that was read: this scan cannot see it.
			world.pullRequests[0] = { ...pullRequestOf(1), updatedMs: Date.now(), labels: ['late'] };
		};
		await sync(url, kept);
		assert.equal(touched, true);
		await sync(url, kept);
		assert.deepEqual(kept.pullRequests.get(1)?.labels, ['late']);
	});

	it('goes on where it stopped, and ends the same as if it had never stopped', async function () {
		this.timeout(120_000);
		const kinds: Fault['kind'][] = [
			'bad-gateway',
			'partial',
			'cut',
			'rate-limited',
			'secondary',
			'unauthorized',
		];
		const expected = (await whole()).content;
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(fc.constantFrom('abort', 'die', ...kinds), fc.nat(7)), { maxLength: 6 }),
				async (troubles) => {
					const kept = new Kept();
					for (const [kind, after] of troubles) await troubled(kept, kind, after);
					await sync(url, kept);
					assert.deepEqual(kept.content, expected);
					assert.equal(kept.state?.backfill.isDone, true);
					assert.deepEqual(kept.state.pendingPullRequests, []);
					server.faults.length = 0;
				},
			),
			{ numRuns: 15 },
		);
	});

	/** One run that is ended by a kill, Ctrl-C or faults after some steps. */
	const troubled = async (
		kept: Kept,
		kind: 'abort' | 'die' | Fault['kind'],
		after: number,
	): Promise<void> => {
		const cancel = new AbortController();
		const until = kept.states.length + after;
		const wishes: SyncWishes = {
			signal: cancel.signal,
			onSave: (steps) => {
				if (steps < until) return;
				if (kind === 'die') throw new Error('killed');
				if (kind === 'abort') cancel.abort();
			},
		};
		if (kind !== 'abort' && kind !== 'die')
			server.faults.push(...Array.from({ length: after }, () => ({ kind })));
		try {
			await sync(url, kept, wishes);
		} catch (error) {
			assert.ok(error instanceof Error);
			if (!OutlayError.is(error)) assert.equal(error.message, 'killed');
		}
		server.faults.length = 0;
	};

	it('halves the page when the server stumbles, and grows it again', async () => {
		server.faults.push({ kind: 'partial', when: 'graphql' }, { kind: 'partial', when: 'graphql' });
		const kept = await whole();
		assert.equal(kept.pullRequests.size, 70);
		const sizes = server.seen.flatMap(({ size }) => size ?? []);
		assert.deepEqual(sizes.slice(0, 4), [29, 14, 7, 7]);
		assert.ok(sizes.includes(14) && sizes.lastIndexOf(14) > 3, sizes.join(' '));
	});

	it('fails at once where nobody is reached, and is patient with a host that has answered before', async () => {
		const kept = new Kept();
		const lost = sync(url, kept, { onSave: (steps) => void (steps === 0 ? server.close() : undefined) });
		await assert.rejects(lost, /acme\/app could not be read to the end: .*ECONNREFUSED/);
		const asked = kept.states.length;
		assert.ok(asked > 0 && kept.pullRequests.size < 70);
		const never = sync(url, new Kept());
		await assert.rejects(never, (error: unknown) => {
			assert.ok(OutlayError.is(error, 'environment'));
			assert.match(
				error.message,
				/^acme\/app could not be read: github\.com could not be reached .*ECONNREFUSED/,
			);
			assert.match(error.hint ?? '', /Check the network/);
			return true;
		});
		await serve(worldOf(70));
		await sync(url, kept);
		assert.equal(kept.pullRequests.size, 70);
	});

	it('gives up a server that always fails, keeping what was read', async () => {
		const kept = new Kept();
		const cancel = { when: 'graphql', kind: 'bad-gateway' } as const;
		await sync(url, kept, {
			onSave: (steps) => {
				if (steps === 0) server.faults.push(...Array.from({ length: 40 }, () => cancel));
			},
		}).then(
			() => assert.fail('it should have failed'),
			(error: unknown) => {
				assert.ok(OutlayError.is(error, 'environment'));
				assert.match(error.message, /acme\/app could not be read to the end: github\.com answered 502/);
			},
		);
		assert.equal(kept.pullRequests.size, 29);
	});

	it('waits for limits, and ends with a clear word when the wait is too long', async () => {
		server.faults.push(
			{ kind: 'rate-limited', when: 'graphql' },
			{ kind: 'secondary', when: 'graphql' },
			{ kind: 'secondary', when: 'rest' },
		);
		const waits: string[] = [];
		const note = (what: string): void => {
			if (what.includes('waiting')) waits.push(what);
		};
		const kept = new Kept();
		await sync(url, kept, { report: note });
		assert.equal(kept.pullRequests.size, 70);
		assert.equal(waits.length, 3);
		server.faults.push({ kind: 'secondary', retryAfterSeconds: 3600 });
		await assert.rejects(sync(url, kept, { maxWaitMs: 1000 }), /allows no more requests until .* UTC/);
	});

	it('reads a server without limits, where the rate limit is null', async () => {
		server.budget = null;
		const kept = new Kept();
		const result = await sync(url, kept);
		assert.equal(kept.pullRequests.size, 70);
		assert.equal(result.remainingPoints, null);
	});

	it('ends a request that takes too long and asks for less', async () => {
		server.faults.push({ kind: 'slow', when: 'graphql' }, { kind: 'slow', when: 'graphql' });
		const kept = new Kept();
		await sync(url, kept, { timeoutMs: 300 });
		assert.equal(kept.pullRequests.size, 70);
	});

	it('looks for a fresh token when the old one expires in the middle', async () => {
		server.tokens = new Set(['one']);
		let asked = 0;
		const signIn = {
			token: () => Promise.resolve({ token: asked++ === 0 ? 'one' : 'two', from: 'a test' }),
		};
		const kept = new Kept();
		await sync(url, kept, { signIn, onSave: () => (server.tokens = new Set(['two'])) });
		assert.equal(kept.pullRequests.size, 70);
		server.tokens = new Set(['three']);
		await assert.rejects(sync(url, kept, { signIn }), (error: unknown) => {
			assert.ok(OutlayError.is(error, 'environment'));
			assert.match(error.message, /refused the token of a test for acme\/app \(401\)/);
			assert.doesNotMatch(`${error.stack ?? ''}${JSON.stringify(error)}`, /two/);
			return true;
		});
	});

	it('ends at once on Ctrl-C, also while it waits for a limit', async () => {
		// Longer than this test may take: a wait that went on would end it.
		server.faults.push({ kind: 'secondary', retryAfterSeconds: 3600 });
		const cancel = new AbortController();
		const kept = new Kept();
		const report = (what: string): void => {
			if (what.includes('waiting for')) cancel.abort();
		};
		const wishes = { signal: cancel.signal, maxWaitMs: 7_200_000, report };
		await assert.rejects(sync(url, kept, wishes), /Cancelled/);
		assert.equal(server.seen.length, 1, 'nothing is asked after Ctrl-C');
		await sync(url, kept);
		assert.equal(kept.pullRequests.size, 70);
	});

	it('reads a public repository without sign-in, with reviews unknown', async () => {
		await restart(worldOf(230));
		const kept = new Kept();
		const result = await sync(url, kept, { signIn: anonymous });
		assert.equal(result.isAnonymous, true);
		assert.equal(kept.pullRequests.size, 230);
		assert.equal(kept.pullRequests.get(3)?.reviews, null);
		assert.equal((await sync(url, kept, { signIn: anonymous })).isUnchanged, true);
		assert.equal(
			server.seen.every(({ authorization }) => authorization === undefined),
			true,
		);
	});

	it('never lets an anonymous reading replace a signed-in one', async () => {
		const kept = await whole();
		await assert.rejects(sync(url, kept, { signIn: anonymous }), /Not signed in to github\.com/);
		assert.notEqual(kept.pullRequests.get(3)?.reviews, null);
	});

	it('reads everything again once somebody signs in', async () => {
		const kept = new Kept();
		await sync(url, kept, { signIn: anonymous });
		await sync(url, kept);
		assert.equal(kept.pullRequests.get(3)?.reviews?.length, 2);
	});

	it("works by the server's clock, whatever the own one says", async () => {
		server.clockSkewMs = -40 * 86_400_000;
		const kept = await whole();
		const old = server.world.pullRequests[2];
		assert.ok(old);
		const updatedMs = Date.now() + server.clockSkewMs;
		server.world.pullRequests[2] = { ...old, updatedMs, labels: ['late'] };
		await sync(url, kept);
		assert.deepEqual(kept.pullRequests.get(3)?.labels, ['late']);
	});

	it('reads an empty repository', async () => {
		await restart(worldOf(0));
		const kept = await whole();
		assert.equal(kept.pullRequests.size, 0);
		assert.equal(kept.state?.backfill.isDone, true);
	});

	const refusals: readonly [name: string, fault: Fault['kind'] | null, repo: string, message: RegExp][] = [
		[
			'a repository that is gone or hidden',
			null,
			'acme/gone',
			/knows no repository acme\/gone, or this sign-in/,
		],
		['a token without the right', 'forbidden', 'acme/app', /does not let this token read acme\/app \(403\)/],
		['single sign-on', 'sso', 'acme/app', /wants this token authorised for single sign-on/],
		['a page that is not GitHub', 'html', 'acme/app', /did not answer as GitHub does \(text\/html\)/],
		['a redirect to another host', 'redirect-away', 'acme/app', /redirects to another host/],
	];
	for (const [name, kind, repo, message] of refusals) {
		it(`names ${name}`, async () => {
			if (kind !== null) server.faults.push(...Array.from({ length: 3 }, () => ({ kind })));
			await assert.rejects(sync(url, new Kept(), { repo }), (error: unknown) => {
				assert.ok(OutlayError.is(error, 'environment'), String(error));
				assert.match(error.message, message);
				assert.doesNotMatch(`${error.stack ?? ''}${JSON.stringify(error)}`, /secretsecret/);
				return true;
			});
		});
	}

	it('names a repository that is no longer under its old name', async () => {
		server.world.nameWithOwner = 'acme/renamed';
		await assert.rejects(sync(url, new Kept()), /knows no repository/);
	});

	it('spends no more than 250 points on 5,000 pull requests', async function () {
		this.timeout(180_000);
		const world = worldOf(0);
		// As in real repositories: a few long discussions and branches.
		world.pullRequests = Array.from({ length: 5000 }, (_, index) =>
			pullRequestOf(index + 1, index % 40 === 0 ? { reviews: 45, commits: 60 } : {}),
		);
		await restart(world);
		const kept = new Kept();
		const result = await sync(url, kept);
		assert.equal(kept.pullRequests.size, 5000);
		assert.equal(result.points, server.points);
		assert.ok(result.points <= 250, `${result.points} points`);
		console.log(`      ${result.points} points, ${result.requests} requests for 5,000 pull requests`);
	});
});
