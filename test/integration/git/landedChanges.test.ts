import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PullRequest } from '../../../src/core/pullRequest.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { openMemoryLedger } from '../../../src/ledger/memoryLedger.js';
import { readLandedChanges } from '../../../src/outlay/landedChanges.js';
import { openContext } from '../../../src/outlay/openContext.js';
import { repositoriesOf } from '../../../src/outlay/repositories.js';
import { pullRequestOf } from '../../unit/pullRequests/rawPullRequest.js';
import { MadeRepository } from './madeRepository.js';

describe('the size of what pull requests landed', () => {
	const folder = mkdtempSync(join(tmpdir(), 'outlay-landed-'));
	const repository = new MadeRepository();
	after(() => {
		rmSync(folder, { recursive: true });
		repository.remove();
	});

	/** Sizes by number, as a report with this ledger sees them. */
	async function sizesOf(ledger: Ledger, pullRequests: readonly PullRequest[]): Promise<[number, number][]> {
		const context = await openContext({
			...{ cwd: repository.folder, home: folder, env: MadeRepository.env, repos: [repository.folder] },
			...{ claudeDirs: [], ledger: false, configFile: null, mayRunGit: true },
			...{ readsTranscripts: false, now: () => Date.now(), signal: new AbortController().signal },
			...{ progress: { report: () => undefined }, log: { info: () => undefined, warn: () => undefined } },
		});
		const [only] = await repositoriesOf(context);
		const changes = await readLandedChanges(
			{ ...context, remembers: true, ledger: () => Promise.resolve(ledger) },
			only!,
			pullRequests,
			new Set(pullRequests.map(({ number }) => number)),
		);
		return [...changes].map(([number, { addedLines }]): [number, number] => [number, addedLines]).sort();
	}

	it('counts a commit for each pull request that landed it, on the first report as on the next', async () => {
		repository.git('remote', 'add', 'origin', 'https://github.com/acme/app.git');
		repository.commit({ message: 'Begin', files: { 'a.ts': 'a\n' } });
		const shas = [1, 2, 3].map((lines) =>
			repository.commit({ message: `Step ${lines}`, files: { [`${lines}.ts`]: 'x\n'.repeat(lines) } }),
		);
		const heads = shas.map((sha) => {
			const authoredAt = new Date(
				Number(repository.git('log', '-1', '--format=%at', sha)) * 1000,
			).toISOString();
			return { sha, message: 'Step', authorEmail: 'dana@example.com', authoredAt };
		});
		const landed = (number: number, count: number): PullRequest =>
			pullRequestOf({
				...{ number, commits: heads.slice(0, count), mergeSha: shas[count - 1]! },
				...{ mergedAt: '2026-06-02T00:00:00Z', closedAt: '2026-06-02T00:00:00Z' },
			});
		// The second was stacked onto the first, and both were landed by rebasing the upper one.
		const stacked = [landed(1, 2), landed(2, 3)];
		const expected = [
			[1, 1 + 2],
			[2, 1 + 2 + 3],
		];
		const ledger = await openMemoryLedger('local');
		assert.deepEqual(await sizesOf(ledger, stacked), expected);
		assert.deepEqual(await sizesOf(ledger, stacked), expected);
		await ledger.close();
	});
});
