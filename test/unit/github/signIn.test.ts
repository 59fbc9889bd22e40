import assert from 'node:assert/strict';
import { OutlayError } from '../../../src/core/errors.js';
import { endpointOf, isGithubHost, webUrlOf } from '../../../src/sources/github/endpoint.js';
import { failureOf } from '../../../src/sources/github/failure.js';
import { commandLineSignIn } from '../../../src/sources/github/signIn.js';

describe('sign-in to GitHub', () => {
	const gh = (host: string): Promise<string | null> =>
		Promise.resolve(host === 'gh.example' ? 'from-gh\n' : null);
	const cases: readonly [
		name: string,
		env: Record<string, string>,
		host: string,
		named: string | null,
		from: string | null,
	][] = [
		['GITHUB_TOKEN first', { GITHUB_TOKEN: 'a', GH_TOKEN: 'b' }, 'github.com', null, 'GITHUB_TOKEN'],
		['then GH_TOKEN', { GH_TOKEN: 'b' }, 'github.com', null, 'GH_TOKEN'],
		['for data residency, too', { GH_TOKEN: 'b' }, 'acme.ghe.com', null, 'GH_TOKEN'],
		['an empty variable is none', { GITHUB_TOKEN: ' ', GH_TOKEN: 'b' }, 'github.com', null, 'GH_TOKEN'],
		['a token with a line break is none', { GITHUB_TOKEN: 'a\nb' }, 'github.com', null, null],
		['never the cloud token to a server', { GITHUB_TOKEN: 'a' }, 'git.acme.example', null, null],
		['never the server token to the cloud', { GH_ENTERPRISE_TOKEN: 'a' }, 'github.com', null, null],
		[
			'a server by its own',
			{ GH_ENTERPRISE_TOKEN: 'a', GITHUB_TOKEN: 'b' },
			'git.acme.example',
			null,
			'GH_ENTERPRISE_TOKEN',
		],
		[
			'a server that the user named',
			{ GITHUB_TOKEN: 'b' },
			'git.acme.example',
			'git.acme.example',
			'GITHUB_TOKEN',
		],
		['the gh program last', {}, 'gh.example', null, 'gh auth token'],
		['nobody', {}, 'github.com', null, null],
	];
	for (const [name, env, host, named, from] of cases) {
		it(`takes ${name}`, async () => {
			assert.equal((await commandLineSignIn(env, named, gh).token(host, false))?.from ?? null, from);
		});
	}

	it('knows the address of each kind of GitHub', () => {
		assert.equal(endpointOf('github.com').apiUrl, 'https://api.github.com');
		assert.equal(endpointOf('acme.ghe.com').apiUrl, 'https://api.acme.ghe.com');
		assert.equal(endpointOf('git.acme.example').apiUrl, 'https://git.acme.example/api/v3');
		assert.deepEqual(endpointOf('x', 'https://git.acme.example/api/v3/'), {
			host: 'git.acme.example',
			apiUrl: 'https://git.acme.example/api/v3',
		});
		assert.equal(endpointOf('x', 'https://api.github.com').host, 'github.com');
	});

	it('knows the web address of each', () => {
		const cases: readonly [api: string | null, remoteHost: string, web: string][] = [
			[null, 'github.com', 'https://github.com'],
			[null, 'acme.ghe.com', 'https://acme.ghe.com'],
			[null, 'git.acme.example', 'https://git.acme.example'],
			['https://api.acme.ghe.com', 'work-alias', 'https://acme.ghe.com'],
			['https://git.acme.example/api/v3', 'ssh-alias', 'https://git.acme.example'],
			['http://127.0.0.1:8080', 'git.acme.example', 'https://git.acme.example'],
		];
		for (const [api, remoteHost, web] of cases)
			assert.equal(webUrlOf(endpointOf(remoteHost, api), remoteHost), web);
	});

	it('refuses an address that would give the token away', () => {
		for (const url of [
			'http://git.acme.example',
			'nonsense',
			'https://me:secret@git.acme.example',
			'ftp://x',
		]) {
			assert.throws(
				() => endpointOf('x', url),
				(error: unknown) => OutlayError.is(error, 'usage') && !error.message.includes('secret'),
			);
		}
	});

	it('takes only known hosts for a GitHub', () => {
		assert.equal(isGithubHost('gitlab.com', {}, null), false);
		assert.equal(isGithubHost('git.acme.example', {}, null), false);
		assert.equal(isGithubHost('git.acme.example', { GH_HOST: 'git.acme.example' }, null), true);
		assert.equal(isGithubHost('git.acme.example', {}, 'https://git.acme.example/api/v3'), true);
	});
});

describe('failures of GitHub', () => {
	const now = Date.parse('2026-03-01T00:00:00Z');
	const failed = (
		status: number,
		headers: Record<string, string>,
		message = 'no',
	): ReturnType<typeof failureOf> =>
		failureOf(Object.assign(new Error(message), { status, response: { headers } }), 'a/b', 'github.com', now);

	it('reads how long to wait from every header that says it', () => {
		const wait = (status: number, headers: Record<string, string>, message?: string): unknown => {
			const failure = failed(status, headers, message);
			return failure.kind === 'limit' ? failure.waitMs : failure.kind;
		};
		assert.equal(wait(429, { 'retry-after': '7' }), 7000);
		assert.equal(wait(403, { 'retry-after': '7' }, 'You have exceeded a secondary rate limit'), 7000);
		assert.equal(wait(429, { 'retry-after': 'Sun, 01 Mar 2026 00:00:30 GMT' }), 30_000);
		assert.equal(
			wait(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 60) }),
			61_000,
		);
		assert.equal(wait(429, {}), null);
		assert.equal(wait(403, { 'x-ratelimit-remaining': '12' }), 'final');
		assert.equal(wait(502, {}), 'overload');
		assert.equal(wait(401, {}), 'token');
	});

	it('says that a server could not be reached', () => {
		const failure = failureOf(
			Object.assign(new Error('getaddrinfo ENOTFOUND x'), { status: 500 }),
			'a/b',
			'x',
			now,
		);
		assert.deepEqual(failure, { kind: 'overload', what: 'x could not be reached (getaddrinfo ENOTFOUND x)' });
	});
});
