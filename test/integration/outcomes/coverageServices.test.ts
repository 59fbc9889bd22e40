import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Problem } from '../../../src/core/problem.js';
import { artifactSource } from '../../../src/sources/coverage/actionsArtifacts.js';
import { codecovSource } from '../../../src/sources/coverage/codecov.js';
import { readZippedReports } from '../../../src/sources/coverage/zipReports.js';
import { madeZip } from './madeZip.js';

const lcov = Buffer.from('SF:src/a.c\nDA:1,1\nDA:2,0\nend_of_record\n');
const sha = 'a'.repeat(40);
const { signal } = new AbortController();

describe('zipped coverage reports', () => {
	it('reads the reports and passes over other files', async () => {
		const problems: Problem[] = [];
		const zip = madeZip([
			{ name: 'html/index.html', content: Buffer.from('<html/>') },
			{ name: 'lcov.info', content: lcov },
			{ name: 'notes.txt', content: Buffer.from('hello') },
		]);
		const reports = await readZippedReports('x', zip, problems);
		assert.deepEqual(
			reports.map(({ file, format }) => [file, format]),
			[['x:lcov.info', 'lcov']],
		);
		assert.deepEqual(
			problems.map(({ code }) => code),
			['coverage.not-a-report'],
		);
	});

	const hostile: readonly [what: string, zip: Buffer, why: RegExp][] = [
		[
			'a bomb',
			madeZip([{ name: 'a.info', content: Buffer.alloc(5_000_000, 'x') }]),
			/more than a hundred times/,
		],
		[
			'a bomb that claims to be small',
			madeZip([{ name: 'a.info', content: Buffer.alloc(50_000_000, 'DA:1,1\n'), claimedSize: 900 }]),
			/damaged \(too many bytes/,
		],
		['a link', madeZip([{ name: 'a.info', content: lcov, mode: 0o120777 }]), /it holds a link/],
		[
			'too many files',
			madeZip(Array.from({ length: 2001 }, (_, n) => ({ name: `${n}.info`, content: lcov }))),
			/more than 2000 files/,
		],
		['a path that escapes', madeZip([{ name: '../../a.info', content: lcov }]), /damaged/],
		['no archive', Buffer.from('hello'), /no zip archive/],
		[
			'an archive that is cut off',
			madeZip([{ name: 'a.info', content: lcov }]).subarray(0, 60),
			/no zip archive/,
		],
	];
	for (const [what, zip, why] of hostile) {
		it(`refuses ${what} by name`, async () => {
			await assert.rejects(readZippedReports('the artifact', zip, []), (error: Error) => {
				assert.match(error.message, why);
				assert.match(error.message, /the artifact/);
				return true;
			});
		});
	}
});

describe('coverage services', () => {
	let server: Server;
	let requests: IncomingMessage[];
	let answer: (request: IncomingMessage, response: ServerResponse) => void;
	const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	beforeEach(async () => {
		requests = [];
		server = createServer((request, response) => {
			requests.push(request);
			answer(request, response);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	});
	afterEach(() => new Promise((resolve) => server.close(resolve)));

	it('reads a report of Codecov with its line states, and knows when there is none', async () => {
		answer = (request, response) => {
			if (!(request.url ?? '').includes(sha)) response.writeHead(404).end('{}');
			else
				response.end(
					JSON.stringify({
						files: [
							{
								name: 'src/a.c',
								line_coverage: [
									[1, 0],
									[2, 1],
									[4, 2],
								],
							},
						],
					}),
				);
		};
		const source = codecovSource({ repo: 'o/r', token: 'secret', url: url(), signal });
		const [report] = await source.reportsOf(sha);
		assert.deepEqual(report?.files, [{ path: 'src/a.c', lines: '1c1m1-1p', coverable: 3, covered: 2 }]);
		assert.equal(requests[0]?.headers.authorization, 'Bearer secret');
		assert.equal(requests[0].url, `/api/v2/github/o/repos/r/report/?sha=${sha}`);
		assert.deepEqual(await source.reportsOf('b'.repeat(40)), []);
	});

	it('says what to do when Codecov refuses or answers with something else', async () => {
		const source = codecovSource({ repo: 'o/r', token: null, url: url(), signal });
		answer = (_, response) => void response.writeHead(401).end();
		await assert.rejects(source.reportsOf(sha), (error: { hint?: string }) =>
			/CODECOV_API_TOKEN/.test(error.hint ?? ''),
		);
		answer = (_, response) => void response.end('<html/>');
		await assert.rejects(source.reportsOf(sha), /is not a report/);
	});

	it('reads artifacts of the runs of a commit, and never carries the token to the storage host', async () => {
		const storage = createServer((request, response) => {
			requests.push(request);
			response.end(madeZip([{ name: 'lcov.info', content: lcov }]));
		});
		await new Promise<void>((resolve) => storage.listen(0, '127.0.0.1', resolve));
		answer = (request, response) => {
			const path = request.url ?? '';
			const artifact = { id: 7, name: 'coverage', expired: false, size_in_bytes: 300 };
			if (path.includes('/artifacts/7/zip')) {
				response
					.writeHead(302, { location: `http://127.0.0.1:${(storage.address() as AddressInfo).port}/blob` })
					.end();
			} else if (path.includes('/artifacts')) {
				response.end(
					JSON.stringify({
						artifacts: [
							artifact,
							{ ...artifact, id: 8, expired: true },
							{ ...artifact, id: 9, name: 'site' },
						],
					}),
				);
			} else response.end(JSON.stringify({ workflow_runs: [{ id: 1 }] }));
		};
		try {
			const problems: Problem[] = [];
			const source = artifactSource({ repo: 'o/r', apiUrl: url(), token: 'secret', signal, problems });
			const reports = await source.reportsOf(sha);
			assert.equal(reports.length, 1);
			assert.equal(reports[0]?.files[0]?.path, 'src/a.c');
			assert.deepEqual(
				problems.map(({ code }) => code),
				['coverage.artifact-expired'],
			);
			assert.equal(requests.find((request) => request.url === '/blob')?.headers.authorization, undefined);
			assert.equal(requests[0]?.headers.authorization, 'Bearer secret');
		} finally {
			await new Promise((resolve) => storage.close(resolve));
		}
	});
});
