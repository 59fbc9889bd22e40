import assert from 'node:assert/strict';
import { defaultConfig } from '../../../src/core/config.js';
import type { DefectVerdict } from '../../../src/core/outcomes/defectVerdict.js';
import { findReverts } from '../../../src/core/outcomes/reverts.js';
import type { PullRequest } from '../../../src/core/pullRequest.js';
import { judgeDefects } from '../../../src/outlay/defects.js';
import { openContext } from '../../../src/outlay/openContext.js';
import { repositoriesOf } from '../../../src/outlay/repositories.js';
import { MadeRepository } from '../git/madeRepository.js';

const day = 86_400;
const start = Date.UTC(2026, 2, 1) / 1000;
type Method = 'merge' | 'squash' | 'rebase';

interface Work {
	readonly number: number;
	readonly title: string;
	/** Contents of `a.c` after each commit. */
	readonly commits: readonly (readonly string[])[];
	/** Days after the start at which it landed. */
	readonly landedDay: number;
	readonly path?: string;
	readonly closes?: PullRequest['closesIssues'];
	readonly body?: Partial<PullRequest['facts']>;
	readonly bot?: boolean;
}

const noFacts: PullRequest['facts'] = {
	evidence: [],
	revertsNumbers: [],
	revertsShas: [],
	namedCauses: [],
	requestedBy: null,
};

/** Lands some work by one merge method, on a branch of its own that began two days before it landed. */
function land(repository: MadeRepository, work: Work, method: Method, shiftDays: number): PullRequest {
	const landedAt = start + (work.landedDay + shiftDays) * day;
	const path = work.path ?? 'a.c';
	const base = repository.head();
	repository.git('checkout', '-q', '-b', `pr-${work.number}`);
	const head = work.commits.map((lines, index) => {
		const at = landedAt - 2 * day + index * 60;
		const sha = repository.commit({
			message: `${work.title} ${index}`,
			files: { [path]: lines.join('\n') + '\n' },
			at,
		});
		return { sha, at };
	});
	const tip = repository.head();
	repository.git('checkout', '-q', 'main');
	const env = { GIT_AUTHOR_DATE: `${landedAt} +0000`, GIT_COMMITTER_DATE: `${landedAt} +0000` };
	if (method === 'merge')
		repository.gitWith({ env }, 'merge', '-q', '--no-ff', '-m', `Merge #${work.number}`, tip);
	else if (method === 'squash') {
		repository.git('merge', '-q', '--squash', tip);
		repository.gitWith({ env }, 'commit', '-q', '-m', `${work.title} (#${work.number})`);
	} else {
		const committer = { GIT_COMMITTER_DATE: `${landedAt} +0000`, GIT_COMMITTER_NAME: 'Forge' };
		repository.gitWith({ env: committer }, 'cherry-pick', '--allow-empty', `${base}..${tip}`);
	}
	const author = { login: work.bot === true ? 'dependabot' : 'dana', isBot: work.bot === true };
	return {
		repo: 'local/x',
		number: work.number,
		title: work.title,
		author,
		createdAtMs: (landedAt - 2 * day) * 1000,
		draftSpans: [],
		readyAtMs: null,
		mergedAtMs: landedAt * 1000,
		closedAtMs: landedAt * 1000,
		updatedAtMs: null,
		mergedBy: null,
		baseRef: 'main',
		headRef: `pr-${work.number}`,
		headSha: tip,
		mergeSha: repository.head(),
		commits: head.map(({ sha, at }) => ({
			sha,
			authorEmail: 'dana@example.com',
			authorLogin: null,
			authoredAtMs: at * 1000,
			committerEmail: null,
			committerLogin: null,
			coAuthorEmails: [],
			isBaseMerge: false,
			evidence: [],
		})),
		reviews: null,
		labels: [],
		closesIssues: work.closes ?? [],
		assignees: [],
		additions: null,
		deletions: null,
		changedFiles: null,
		facts: { ...noFacts, ...work.body },
		source: 'import',
	};
}

/** Verdicts in short: `#n: tier by #fix`, `#n: -` without a defect, `#n: ?` where not mature. */
async function judge(
	works: readonly Work[],
	options: { method?: Method; shiftDays?: number; dataEndDay?: number } = {},
): Promise<string[]> {
	const { method = 'squash', shiftDays = 0, dataEndDay = 100 } = options;
	const repository = new MadeRepository();
	try {
		const lines = Array.from({ length: 9 }, (_, index) => `int a${index} = ${index};`);
		repository.commit({
			message: 'base',
			files: { 'a.c': lines.join('\n') + '\n' },
			at: start + (shiftDays - 200) * day,
		});
		const pullRequests = works.map((work) => land(repository, work, method, shiftDays));
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
		assert.deepEqual(context.config, defaultConfig);
		const [opened] = await repositoriesOf(context);
		assert.ok(opened);
		const named = pullRequests.map((one) => ({ ...one, repo: opened.name }));
		const history = {
			repo: opened.name,
			commits: await opened.history(),
			tip: opened.branch.tip,
			branch: 'main',
		};
		const verdicts = await judgeDefects(context, {
			pullRequests: named,
			reverts: findReverts(history, named),
			dataEndMs: (start + (dataEndDay + shiftDays) * day) * 1000,
			windowDays: 30,
		});
		await context.close();
		const short = (found: readonly DefectVerdict[] | null | undefined): string =>
			found == null
				? '?'
				: found.map(({ tier, fixPullRequest }) => `${tier} by #${fixPullRequest}`).join(', ') || '-';
		return named.map(({ repo, number }) => `#${number}: ${short(verdicts.get({ repo, number }))}`);
	} finally {
		repository.remove();
	}
}

const base = Array.from({ length: 9 }, (_, index) => `int a${index} = ${index};`);
const change = (lines: readonly string[], at: number, text: string): string[] => [...lines].with(at, text);
const bad = change(base, 4, 'int a4 = broken();');
const worse = change(bad, 5, 'int a5 = broken_too();');
const introduce: Work = { number: 1, title: 'feat: compute', commits: [bad, worse], landedDay: 0 };
const repair: Work = {
	number: 2,
	title: 'fix: compute again',
	commits: [change(bad, 5, 'int a5 = 6;'), base],
	landedDay: 9,
};
const unrelated: Work = { number: 3, title: 'feat: other', commits: [['int z;']], landedDay: 4, path: 'z.c' };

describe('defects within 30 days', () => {
	for (const method of ['merge', 'squash', 'rebase'] as const) {
		it(`infers the repaired pull request, landed by ${method}`, async () => {
			assert.deepEqual(await judge([introduce, repair], { method }), ['#1: inferred by #2', '#2: -']);
		});
	}

	it('does not change with an unrelated pull request, nor with every date shifted', async () => {
		const expected = ['#1: inferred by #2', '#3: -', '#2: -'];
		assert.deepEqual(await judge([introduce, unrelated, repair]), expected);
		assert.deepEqual(await judge([introduce, unrelated, repair], { shiftDays: 77 }), expected);
	});

	it('counts a fix on day 30 and none on day 31, and waits for maturity', async () => {
		assert.deepEqual(await judge([introduce, { ...repair, landedDay: 30 }]), ['#1: inferred by #2', '#2: -']);
		assert.deepEqual(await judge([introduce, { ...repair, landedDay: 31 }]), ['#1: -', '#2: -']);
		assert.deepEqual(await judge([introduce, repair], { dataEndDay: 29 }), ['#1: ?', '#2: ?']);
	});

	it('infers only from bug fixes, and not from bots', async () => {
		assert.deepEqual(await judge([introduce, { ...repair, title: 'feat: rewrite' }]), ['#1: -', '#2: -']);
		assert.deepEqual(await judge([introduce, { ...repair, bot: true }]), ['#1: -', '#2: -']);
	});

	it('takes a named cause before an inferred one, whatever the title', async () => {
		const names = { ...repair, title: 'Rewrite', body: { namedCauses: [1] } };
		assert.deepEqual(await judge([introduce, names]), ['#1: explicit by #2', '#2: -']);
	});

	it('takes a bug issue that cites the cause and is closed by a merged pull request, no other issue', async () => {
		const issue = { repo: null, number: 9, labels: ['bug'], cites: [1] };
		const closing = { ...unrelated, closes: [issue] };
		assert.deepEqual(await judge([introduce, closing]), ['#1: explicit by #3', '#3: -']);
		for (const other of [
			{ ...issue, labels: ['question'] },
			{ ...issue, cites: [] },
			{ ...issue, repo: 'other/place' },
		])
			assert.deepEqual(await judge([introduce, { ...closing, closes: [other] }]), ['#1: -', '#3: -']);
	});

	it('counts a revert first, and not once the revert is reverted', async () => {
		const revert: Work = {
			number: 2,
			title: 'Revert "feat: compute"',
			commits: [base],
			landedDay: 3,
			body: { revertsNumbers: [1] },
		};
		const again: Work = {
			number: 4,
			title: 'Revert "Revert "feat: compute""',
			commits: [worse],
			landedDay: 5,
			body: { revertsNumbers: [2] },
		};
		assert.deepEqual(await judge([introduce, revert]), ['#1: revert by #2', '#2: -']);
		assert.deepEqual(await judge([introduce, revert, again]), ['#1: -', '#2: -', '#4: -']);
	});
});
