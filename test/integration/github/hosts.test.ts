import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { GithubDesk, secret } from './githubDesk.js';
import { ProxyServer } from './proxyServer.js';
import { TlsFront } from './tlsFront.js';
import { worldOf } from './world.js';

const hosts = ['git.acme.example', 'api.acme.ghe.com', 'api.github.com'];

describe('hosts of GitHub, through a proxy and a company certificate', () => {
	let desk: GithubDesk;
	let front: TlsFront;
	let proxy: ProxyServer;
	let env: Record<string, string>;

	beforeEach(async () => {
		desk = await GithubDesk.open(worldOf(12));
		front = await TlsFront.open(hosts, Number(new URL(desk.url).port));
		const port = await front.listen();
		proxy = new ProxyServer();
		for (const host of hosts) proxy.routes.set(`${host}:443`, port);
		const authority = join(desk.folder, 'authority.pem');
		writeFileSync(authority, front.authority);
		env = { HTTPS_PROXY: `http://me:pass-word@${await proxy.listen()}`, NODE_EXTRA_CA_CERTS: authority };
	});
	afterEach(async () => {
		await proxy.close();
		await front.close();
		await desk.close();
	});

	const remote = (address: string): string => desk.repository.git('remote', 'set-url', 'origin', address);
	const paths = (): string[] => [...new Set(desk.server.seen.map(({ path }) => path))];

	it('reads an Enterprise Server that has no limits', async () => {
		remote('git@git.acme.example:Acme/App.git');
		desk.server.budget = null;
		const result = await desk.runAsIs(['sync', 'github'], {
			...env,
			...{ GH_HOST: 'git.acme.example', GH_ENTERPRISE_TOKEN: secret, GITHUB_TOKEN: 'for-the-cloud-only' },
		});
		assert.equal(result.code, 0, result.stderr);
		assert.match(result.stdout, /acme\/app: 12 pull requests/);
		assert.deepEqual(paths(), ['/api/v3/repos/acme/app/pulls', '/api/graphql']);
		assert.ok(desk.server.seen.every(({ authorization }) => authorization === `token ${secret}`));
		assert.ok(proxy.asked.length > 0 && proxy.asked.every((target) => target === 'git.acme.example:443'));
		assert.equal(proxy.credentials[0], `Basic ${btoa('me:pass-word')}`);
	});

	it('reads a data residency host', async () => {
		remote('https://acme.ghe.com/Acme/App');
		const result = await desk.runAsIs(['sync', 'github'], { ...env, GH_TOKEN: secret });
		assert.equal(result.code, 0, result.stderr);
		assert.deepEqual(paths(), ['/repos/acme/app/pulls', '/graphql']);
		assert.ok(proxy.asked.every((target) => target === 'api.acme.ghe.com:443'));
	});

	it('asks the gh program for the token of the host, last', async () => {
		const programs = join(desk.folder, 'bin');
		mkdirSync(programs);
		const gh = join(programs, 'gh');
		writeFileSync(gh, `#!/bin/sh\n[ "$*" = "auth token --hostname github.com" ] && echo ${secret}\n`);
		chmodSync(gh, 0o755);
		const path = `${programs}${delimiter}${process.env['PATH'] ?? ''}`;
		const result = await desk.runAsIs(['sync', 'github'], { ...env, PATH: path });
		assert.equal(result.code, 0, result.stderr);
		assert.match(result.stdout, /acme\/app: 12 pull requests/);
		assert.ok(desk.server.seen.every(({ authorization }) => authorization === `token ${secret}`));
		const refused = new Set(['another']);
		desk.server.tokens = refused;
		const again = await desk.runAsIs(['sync', 'github'], { ...env, PATH: path });
		assert.equal(again.code, 3);
		assert.match(again.stderr, /refused the token of gh auth token for acme\/app/);
		assert.doesNotMatch(again.stderr, new RegExp(secret));
	});

	it('does not trust a certificate that nobody vouches for', async () => {
		remote('git@git.acme.example:Acme/App.git');
		const result = await desk.runAsIs(['sync', 'github'], {
			...{ GH_HOST: 'git.acme.example', GH_ENTERPRISE_TOKEN: secret },
			HTTPS_PROXY: env['HTTPS_PROXY'] ?? '',
		});
		assert.equal(result.code, 3);
		assert.match(
			result.stderr,
			/certificate of git\.acme\.example is not trusted \(self-signed certificate\)/,
		);
		assert.match(result.stderr, /NODE_EXTRA_CA_CERTS/);
		assert.equal(desk.server.seen.length, 0);
	});

	it('reaches hosts of NO_PROXY directly, others through the proxy, also over plain HTTP', async () => {
		const address = env['HTTPS_PROXY'] ?? '';
		const through = await desk.run(['sync', 'github'], { GITHUB_TOKEN: secret, http_proxy: address });
		assert.equal(through.code, 0, through.stderr);
		const asked = proxy.asked.length;
		assert.ok(asked > 0);
		const direct = await desk.run(['sync', 'github'], {
			...{ GITHUB_TOKEN: secret, HTTP_PROXY: address, NO_PROXY: 'example.com,127.0.0.1' },
		});
		assert.equal(direct.code, 0, direct.stderr);
		assert.equal(proxy.asked.length, asked);
	});

	it('names a proxy that does not answer or is no address, without its password', async () => {
		await proxy.close();
		const gone = await desk.run(['sync', 'github'], {
			GITHUB_TOKEN: secret,
			HTTP_PROXY: env['HTTPS_PROXY'] ?? '',
		});
		assert.equal(gone.code, 3);
		assert.match(gone.stderr, /acme\/app could not be read: .* could not be reached \(connect ECONNREFUSED/);
		assert.match(gone.stderr, /Check the network and, where HTTPS_PROXY or HTTP_PROXY names one, the proxy/);
		const wrong = await desk.run(['sync', 'github'], {
			GITHUB_TOKEN: secret,
			HTTP_PROXY: 'ftp://me:pass-word@proxy',
		});
		assert.equal(wrong.code, 2);
		assert.match(wrong.stderr, /HTTP_PROXY is not the address of a proxy/);
		for (const { stderr, stdout } of [gone, wrong]) assert.doesNotMatch(stdout + stderr, /pass-word/);
	});
});
