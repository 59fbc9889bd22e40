import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { MadeRepository } from '../git/madeRepository.js';
import { runCli, type CliResult } from '../runCli.js';
import { madeZip } from './madeZip.js';

const token = 'tok_averysecretcoveragetoken';
const start = Date.UTC(2026, 8, 1) / 1000;

interface Answered {
	readonly pullRequests: readonly {
		number: number;
		coverageDelta: number | null;
		coverageMissing: string | null;
	}[];
}

/** A service on this machine that keeps what it was asked. */
class StandIn {
	readonly asked: { readonly path: string; readonly authorization: string | undefined }[] = [];
	answer: (path: string, response: ServerResponse) => void = (_, response) =>
		response.writeHead(404).end('{}');
	readonly #server: Server = createServer((request, response) => {
		const path = request.url ?? '';
		this.asked.push({ path, authorization: request.headers.authorization });
		this.answer(path, response);
	});

	async listen(): Promise<void> {
		await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	close(): Promise<unknown> {
		return new Promise((resolve) => this.#server.close(resolve));
	}
}

describe('where coverage reports come from, as a user asks for them', () => {
	let repository: MadeRepository;
	let service: StandIn;
	let base: string;
	let landed: string;
	beforeEach(async () => {
		service = new StandIn();
		await service.listen();
		repository = new MadeRepository();
		const source = 'int a;\nint b;\n';
		base = repository.commit({ message: 'base', files: { 'src/a.c': source }, at: start });
		landed = repository.commit({
			message: 'feat: one (#1)',
			files: { 'src/a.c': `${source}int c;\n` },
			at: start + 3600,
		});
		repository.git('remote', 'add', 'origin', 'https://github.com/acme/app.git');
	});
	afterEach(async () => {
		await service.close();
		repository.remove();
	});

	/** Lines of `src/a.c` as lcov: the hits of each line. */
	const lcov = (hits: string): string =>
		`SF:src/a.c\n${hits
			.split(' ')
			.map((hit, index) => `DA:${index + 1},${hit}\n`)
			.join('')}end_of_record\n`;

	const ledger = (): string => join(repository.folder, '.git', 'ledger');

	async function report(
		coverage: readonly string[],
		env: Record<string, string> = {},
	): Promise<CliResult & { readonly first: Answered['pullRequests'][number] | undefined }> {
		const period = ['--since', '2026-09-01', '--until', '2026-09-30', '--prs', 'git'];
		const places = coverage.flatMap((place) => ['--coverage', place]);
		const result = await runCli(
			['report', '--repo', repository.folder, '--ledger', ledger(), ...period, ...places, '--format', 'json'],
			{ env, cwd: repository.folder },
		);
		if (result.code !== 0) return { ...result, first: undefined };
		return { ...result, first: (JSON.parse(result.stdout) as Answered).pullRequests[0] };
	}

	/** No output and no file of the ledger holds the token. */
	function assertNoLeak(result: CliResult): void {
		assert.ok(!`${result.stdout}${result.stderr}`.includes(token));
		for (const entry of readdirSync(ledger(), { recursive: true, withFileTypes: true })) {
			if (!entry.isFile()) continue;
			assert.ok(!readFileSync(join(entry.parentPath, entry.name)).includes(token), entry.name);
		}
	}

	const folderOfReports = (): string => {
		const folder = join(repository.folder, '.git', 'reports');
		mkdirSync(join(folder, landed), { recursive: true });
		writeFileSync(join(folder, `${base}.info`), lcov('1 0'));
		writeFileSync(join(folder, landed, 'lcov.info'), lcov('1 1 1'));
		return folder;
	};

	it('takes a folder with one report or folder a commit, and remembers what it read', async () => {
		const first = await report([folderOfReports()]);
		assert.equal(first.first?.coverageDelta, 50, first.stderr);
		assert.equal((await report([])).first?.coverageDelta, 50);
	});

	it('takes one file for what is checked out, and says that the base has none', async () => {
		const file = join(repository.folder, '.git', 'lcov.info');
		writeFileSync(file, lcov('1 1 1'));
		const one = await report([file]);
		assert.equal(one.first?.coverageDelta, null);
		assert.match(one.first.coverageMissing ?? '', /landed on|base/);
		const missing = await report([join(repository.folder, 'nowhere')]);
		assert.equal(missing.code, 3);
		assert.match(missing.stderr, /nowhere could not be read/);
	});

	/** Answers like GitHub Actions: one run a commit, one artifact a run. */
	function answerAsActions(hitsOf: Readonly<Record<string, string>>): void {
		const runs = Object.keys(hitsOf);
		service.answer = (path, response) => {
			const commit = /head_sha=([0-9a-f]+)/.exec(path)?.[1];
			const run = /runs\/(\d+)\/artifacts/.exec(path)?.[1];
			const artifact = /artifacts\/(\d+)\/zip/.exec(path)?.[1];
			if (commit !== undefined) {
				const id = runs.indexOf(commit);
				response.end(JSON.stringify({ workflow_runs: id === -1 ? [] : [{ id }] }));
			} else if (run !== undefined) {
				const found = { id: Number(run), name: 'coverage-report', expired: false, size_in_bytes: 200 };
				response.end(JSON.stringify({ artifacts: [found] }));
			} else if (artifact !== undefined) {
				response.writeHead(302, { location: `/storage/${artifact}` }).end();
			} else {
				const commitOf = runs[Number(path.split('/').at(-1))] ?? '';
				response.end(madeZip([{ name: 'lcov.info', content: Buffer.from(lcov(hitsOf[commitOf] ?? '')) }]));
			}
		};
	}

	it('takes the Actions artifacts of the landed commit and its base, with the token to the API alone', async () => {
		answerAsActions({ [landed]: '1 1 1', [base]: '1 0' });
		const result = await report(['github'], { GITHUB_TOKEN: token, GITHUB_API_URL: service.url });
		assert.equal(result.first?.coverageDelta, 50, result.stderr);
		for (const { path, authorization } of service.asked) {
			assert.equal(authorization, path.startsWith('/storage') ? undefined : `Bearer ${token}`, path);
		}
		assertNoLeak(result);
	});

	it('says that artifacts take a token, and goes on without coverage where GitHub refuses or limits', async () => {
		const unsigned = await report(['github'], { GITHUB_API_URL: service.url });
		assert.equal(unsigned.code, 2, unsigned.stderr);
		assert.match(unsigned.stderr, /only be read signed in[\s\S]*GITHUB_TOKEN[\s\S]*Actions/);
		const env = { GITHUB_TOKEN: token, GITHUB_API_URL: service.url };
		service.answer = (_, response) => response.writeHead(403).end('{}');
		const forbidden = await report(['github'], env);
		assert.equal(forbidden.code, 0, forbidden.stderr);
		assert.match(
			forbidden.stderr,
			/refused the artifacts of acme\/app \(403\)\. The token needs read access to Actions/,
		);
		assert.equal(forbidden.first?.coverageDelta, null);
		service.asked.length = 0;
		const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1790000000' };
		service.answer = (_, response) => response.writeHead(403, headers).end('{}');
		const limited = await report(['github'], env);
		assert.match(limited.stderr, /limit of requests is used up; run it again after 2026-09-21T/);
		assert.equal(service.asked.length, 1, 'a service that refused is not asked again');
		service.answer = (_, response) => response.end('<html/>');
		assert.match(
			(await report(['github'], env)).stderr,
			/answer on the artifacts of acme\/app cannot be read/,
		);
	});

	it('takes the reports of Codecov, with its own token, and says what its refusals mean', async () => {
		const files = (states: readonly number[]): string =>
			JSON.stringify({
				files: [{ name: 'src/a.c', line_coverage: states.map((state, at) => [at + 1, state]) }],
			});
		service.answer = (path, response) => {
			if (path.includes(landed)) response.end(files([0, 0, 0]));
			else if (path.includes(base)) response.end(files([0, 1]));
			else response.writeHead(404).end('{}');
		};
		const env = { CODECOV_API_TOKEN: token, CODECOV_API_URL: service.url };
		const found = await report(['codecov'], env);
		assert.equal(found.first?.coverageDelta, 50, found.stderr);
		assert.ok(service.asked.every(({ authorization }) => authorization === `Bearer ${token}`));
		assertNoLeak(found);
		const insecure = await report(['codecov'], { ...env, CODECOV_API_URL: 'http://codecov.example.com' });
		assert.equal(insecure.code, 2);
		assert.match(insecure.stderr, /CODECOV_API_URL is no https address/);
	});

	it('goes on without coverage where Codecov refuses, limits or is away', async () => {
		const env = { CODECOV_API_URL: service.url };
		const said: Readonly<Record<number, RegExp>> = {
			401: /\(401\)\. Set CODECOV_API_TOKEN/,
			429: /\(429\)\. Codecov limits how often/,
			500: /\(500\)\. Try again later/,
		};
		for (const [status, words] of Object.entries(said)) {
			service.answer = (_, response) => response.writeHead(Number(status)).end();
			const result = await report(['codecov'], env);
			assert.equal(result.code, 0, result.stderr);
			assert.match(result.stderr, words);
			assert.equal(result.first?.coverageDelta, null);
			assert.match(result.first.coverageMissing ?? '', /commit it landed as/);
		}
		const away = await report(['codecov'], { CODECOV_API_URL: 'http://127.0.0.1:9' });
		assert.equal(away.code, 0, away.stderr);
		assert.match(away.stderr, /Codecov could not be reached/);
	});

	it('asks the next place where one has no report of a commit', async () => {
		answerAsActions({ [landed]: '1 1 1' });
		const folder = join(repository.folder, '.git', 'reports');
		mkdirSync(folder);
		writeFileSync(join(folder, `${base}.info`), lcov('1 0'));
		const env = { GITHUB_TOKEN: token, GITHUB_API_URL: service.url };
		assert.equal((await report([folder, 'github'], env)).first?.coverageDelta, 50);
	});
});
