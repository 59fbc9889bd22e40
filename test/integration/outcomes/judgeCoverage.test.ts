import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../../src/core/problem.js';
import { landingOf } from '../../../src/core/pullRequests/landing.js';
import { judgeCoverage } from '../../../src/outlay/coverage.js';
import { openContext } from '../../../src/outlay/openContext.js';
import { gatherPullRequests } from '../../../src/outlay/pullRequests.js';
import { localCoverage } from '../../../src/sources/coverage/reportFolder.js';
import { repositoriesOf } from '../../../src/outlay/repositories.js';
import { MadeRepository } from '../git/madeRepository.js';

describe('coverage of pull requests from a folder of reports', () => {
	it('compares landing and base, goes back to the nearest report, and gives reasons where there is none', async () => {
		const repository = new MadeRepository();
		const reports = join(repository.folder, '.git', 'reports');
		mkdirSync(join(reports, 'x'), { recursive: true });
		const report = (sha: string, hits: string): void =>
			writeFileSync(
				join(reports, `${sha}.info`),
				`SF:/ci/src/a.c\n${Array.from(hits)
					.map((hit, at) => `DA:${at + 1},${hit}\n`)
					.join('')}end_of_record\n`,
			);
		try {
			const base = repository.commit({ message: 'base', files: { 'src/a.c': 'int a;\nint b;\n' } });
			const one = repository.commit({
				message: 'One (#1)',
				files: { 'src/a.c': 'int a;\nint b;\nint c;\n' },
			});
			repository.commit({ message: 'Docs (#2)', files: { 'README.md': 'x' } });
			const three = repository.commit({
				message: 'Three (#3)',
				files: { 'src/a.c': 'int a;\nint b;\nint c;\nint d;\n' },
			});
			repository.commit({ message: 'Four (#4)', files: { 'src/a.c': 'int a;\n' } });
			report(base, '10');
			report(one, '111');
			report(three.slice(0, 12), '1100');
			const context = await openContext({
				cwd: repository.folder,
				home: '/nonexistent',
				env: MadeRepository.env,
				repos: [repository.folder],
				claudeDirs: [],
				ledger: false,
				configFile: null,
				mayRunGit: true,
				now: () => 0,
				signal: new AbortController().signal,
				progress: { report: () => undefined },
				log: { info: () => undefined, warn: () => undefined },
			});
			const [opened] = await repositoriesOf(context);
			assert.ok(opened);
			const period = { sinceMs: 0, untilMs: 8e15, timezone: 'UTC' };
			const { pullRequests } = await gatherPullRequests(context, { prs: 'git', period });
			assert.equal(landingOf(await opened.history(), opened.branch.tip, pullRequests).commitsOf.size, 4);
			const problems: Problem[] = [];
			const source = await localCoverage(reports, null, problems);
			const deltas = await judgeCoverage(context, { pullRequests, sources: [source] });
			const of = (number: number) => deltas.get({ repo: opened.name, number });
			assert.equal(of(1)?.deltaPoints, 50);
			assert.equal(of(1)?.patchCoverage, 1);
			assert.equal(of(1)?.indirectLines, 1);
			assert.match(of(2)?.missing ?? '', /no source file/);
			assert.equal(of(3)?.deltaPoints, -50);
			assert.equal(of(3)?.baseCommit, one);
			assert.equal(of(3)?.baseDistance, 1);
			assert.match(of(4)?.missing ?? '', /commit it landed as/);
			assert.deepEqual(problems, []);
			await context.close();
		} finally {
			repository.remove();
		}
	});
});
