// 100,000 pull requests in the ledger: how long the reading of a quarter takes, and what the memory of a sync does.
// npm run bench -- pullRequests
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findReverts } from '../../src/core/outcomes/reverts.js';
import { judgeReview } from '../../src/core/outcomes/firstReview.js';
import { buildDirectory } from '../../src/core/people/directory.js';
import { openLedger } from '../../src/ledger/openLedger.js';
import { pullRequestRows } from '../../src/ledger/pullRequests.js';
import { readFromLedger } from '../../src/outlay/pullRequests.js';
import { digestPullRequest } from '../../src/sources/pullRequests/digest.js';
import { pullRequestLineSchema } from '../../src/sources/pullRequests/line.js';

const count = 100_000;
const day = 86_400_000;
const end = Date.parse('2026-11-01T00:00:00Z');
const first = end - 5 * 365 * day;
const iso = (ms: number): string => new Date(ms).toISOString();

/** A pull request of usual size: three commits, three reviews. */
function lineOf(number: number): object {
	const created = first + ((end - first) * number) / count;
	const author = `dev-${number % 400}`;
	return {
		repo: 'acme/app',
		number,
		title: `Change ${number}`,
		author: { login: author },
		createdAt: iso(created),
		updatedAt: iso(created + 2 * day),
		mergedAt: number % 8 === 0 ? null : iso(created + day),
		closedAt: iso(created + day),
		baseRef: 'main',
		headRef: `change-${number}`,
		mergeSha: number.toString(16).padStart(40, '0'),
		commits: [1, 2, 3].map((index) => ({
			sha: (number * 10 + index).toString(16).padStart(40, 'a'),
			message: 'Step\n\nCo-Authored-By: Claude <noreply@anthropic.com>',
			authorEmail: `${author}@acme.example`,
			authorLogin: author,
			authoredAt: iso(created - index),
		})),
		reviews: [1, 2, 3].map((index) => ({
			author: { login: `dev-${(number + index) % 400}` },
			state: 'COMMENTED',
			submittedAt: iso(created + index * 3_600_000),
		})),
		labels: ['feature'],
		body: number % 50 === 0 ? `Reverts #${number - 1}` : 'What it does.',
	};
}

const megabytes = (): string => `${Math.round(process.memoryUsage().rss / 1024 / 1024)} MB resident`;
const timed = async <Result>(what: string, work: () => Promise<Result> | Result): Promise<Result> => {
	const began = performance.now();
	const result = await work();
	console.log(`${what}: ${Math.round(performance.now() - began)} ms, ${megabytes()}`);
	return result;
};

async function main(): Promise<void> {
	console.log(`${cpus()[0]?.model ?? ''} × ${cpus().length}, Node ${process.version}`);
	const dir = mkdtempSync(join(tmpdir(), 'outlay-bench-'));
	const open = (): ReturnType<typeof openLedger> =>
		openLedger({ dir, orgId: 'local', now: () => Date.now() });
	try {
		const ledger = await open();
		await timed(`digest and write ${count} pull requests, 1,000 at a time`, async () => {
			for (let at = 0; at < count; at += 1000) {
				const lines = Array.from({ length: 1000 }, (_, index) => lineOf(at + index + 1));
				const rows = lines.map((line) => digestPullRequest(pullRequestLineSchema.parse(line), 'github', []));
				await ledger.write({ pullRequest: pullRequestRows(ledger.orgId, rows) });
			}
		});
		await timed('close', () => ledger.close());
		const again = await timed('open', open);
		const period = { sinceMs: end - 92 * day, untilMs: end, timezone: 'UTC' };
		const found = await timed('read a quarter', () =>
			readFromLedger(again, [{ repo: 'acme/app', storedAs: 'acme/app' }], period),
		);
		const people = await timed('people', () =>
			buildDirectory({
				...{ config: [], gitIdentities: [], mailmap: [], anthropicEmails: [] },
				accounts: found.flatMap(({ author }) => author ?? []),
				pairs: found.flatMap(({ commits }) =>
					commits.flatMap(({ authorEmail: email, authorLogin: login }) =>
						email === null || login === null ? [] : [{ email, login }],
					),
				),
			}),
		);
		await timed(`judge the reviews of ${found.length}`, () =>
			found.map((one) => judgeReview(one, people, end)),
		);
		const history = { repo: 'acme/app', commits: [], tip: null, branch: 'main' };
		const reverts = await timed('find reverts', () => findReverts(history, found));
		console.log(`${people.people.length} people, ${reverts.length} reverts`);
		await again.close();
	} finally {
		rmSync(dir, { recursive: true });
	}
}

void main();
