import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OutlayError } from '../../../src/core/errors.js';
import { mergedPerDeveloper, type CreditedMerge } from '../../../src/core/outcomes/mergedPerDeveloper.js';
import type { Problem } from '../../../src/core/problem.js';
import { citedNumbers, textFactsOf } from '../../../src/core/pullRequests/textFacts.js';
import { parseRemoteAddress } from '../../../src/core/repositoryAddress.js';
import { readPullRequestFile } from '../../../src/sources/pullRequests/importFile.js';

describe('numbers that a text cites', () => {
	it('takes every form of its own repository, and nothing in code or of other places', () => {
		const text = [
			'Broken since #12 and GH-13, see o/n#14 and https://github.com/o/n/pull/15.',
			'Not other/place#16, not `#17`, nor',
			'```',
			'#18',
			'```',
			'<!-- #19 --> nor a/b/c#20 nor x#21.',
		].join('\n');
		assert.deepEqual(citedNumbers(text, 'o/n'), [12, 13, 14, 15]);
	});
});

describe('facts of texts', () => {
	const causes: readonly [text: string, causes: (number | string)[]][] = [
		['Fixes a bug caused by #12.', [12]],
		['Broken in abc1234def, sorry', ['abc1234def']],
		['This is a regression from acme/app#7', [7]],
		['Introduced by https://github.com/acme/app/pull/8', [8]],
		['Follow-up fix for #9', [9]],
		['Fixes: 1234567890ab ("Round it")', ['1234567890ab']],
		['See #12', []],
		['Fixes #12', []],
		['Caused by other/app#12', []],
		['<!-- caused by #12 -->', []],
		['Caused by 2024010112', []],
	];
	for (const [text, expected] of causes) {
		it(`reads the cause in ${JSON.stringify(text)}`, () =>
			assert.deepEqual(textFactsOf(text, 'acme/app').namedCauses, expected));
	}

	it('reads every commit of a revert of several', () => {
		const { revertsShas } = textFactsOf(
			'This reverts commits abcdef1, 1234567 and 89abcde.\n\nThis reverts commit fedcba9.',
			'acme/app',
		);
		assert.deepEqual(revertsShas, ['abcdef1', '1234567', '89abcde', 'fedcba9']);
	});
});

describe('remote addresses', () => {
	const cases: readonly [remote: string, host: string | null, name?: string][] = [
		['https://github.com/Acme/App.git', 'github.com', 'acme/app'],
		['https://user:secret@github.com/acme/app', 'github.com', 'acme/app'],
		['git@github.com:acme/app.git', 'github.com', 'acme/app'],
		['ssh://git@ssh.github.com:443/acme/app.git', 'github.com', 'acme/app'],
		['ssh://git@git.acme.example:2222/acme/app/', 'git.acme.example', 'acme/app'],
		['git@gitlab.com:group/sub/app.git', 'gitlab.com', 'group/sub/app'],
		['https://acme.ghe.com/acme/app', 'acme.ghe.com', 'acme/app'],
		['C:\\work\\app', null],
		['C:/work/app', null],
		['/srv/git/app.git', null],
		['../app', null],
		['file:///srv/git/app.git', null],
	];
	for (const [remote, host, name] of cases) {
		it(`reads ${remote}`, () => {
			const address = parseRemoteAddress(remote);
			assert.deepEqual([address?.host ?? null, address?.name], [host, name]);
		});
	}
});

describe('the import file', () => {
	let folder: string;
	beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'outlay-import-'))));
	afterEach(() => rm(folder, { recursive: true }));

	const read = async (text: string): Promise<{ numbers: number[]; problems: Problem[] }> => {
		const file = join(folder, 'prs.ndjson');
		await writeFile(file, text);
		const problems: Problem[] = [];
		const found = await readPullRequestFile(file, [], problems);
		return { numbers: found.map(({ number }) => number), problems };
	};

	it('takes a byte-order mark, both line endings, empty lines and a missing last one', async () => {
		const { numbers, problems } = await read(
			'\uFEFF{"repo":"a/b","number":1}\r\n\n{"repo":"a/b","number":2}',
		);
		assert.deepEqual([numbers, problems], [[1, 2], []]);
	});

	it('names the line and key of what is wrong, and reads the rest', async () => {
		const lines = [
			'{"repo":"a/b","number":1}',
			'nonsense',
			'{"repo":"a/b","number":"2"}',
			'{"repo":"b","number":3}',
			'{"repo":"a/b","number":4,"mergedAt":"yesterday"}',
			'[]',
			'{"repo":"a/b","number":5,"unknown":1}',
		];
		const { numbers, problems } = await read(lines.join('\n'));
		assert.deepEqual(numbers, [1, 5]);
		assert.deepEqual(
			problems.map(({ line }) => line),
			[2, 3, 4, 5, 6],
		);
		assert.match(problems[1]?.what ?? '', /number: /);
		assert.match(problems[2]?.what ?? '', /repo: must be owner\/name/);
		assert.match(problems[3]?.what ?? '', /mergedAt: /);
	});

	it('lets the last line of a pull request count', async () => {
		const { numbers, problems } = await read(
			'{"repo":"A/b","number":1}\n{"repo":"a/B","number":1,"title":"x"}\n',
		);
		assert.deepEqual(numbers, [1]);
		assert.match(problems[0]?.what ?? '', /1 lines repeat/);
	});

	it('tells a missing file and a folder', async () => {
		for (const path of [join(folder, 'none'), folder]) {
			await assert.rejects(readPullRequestFile(path, [], []), (error: unknown) =>
				OutlayError.is(error, 'usage'),
			);
		}
	});
});

describe('merged per developer', () => {
	it('divides delivered work by active developers, and counts the rest apart', () => {
		const period = { sinceMs: 0, untilMs: 100, timezone: 'UTC' };
		const merge = (
			personId: string | null,
			by: CreditedMerge['credit']['by'],
			changes: Partial<CreditedMerge> = {},
			atMs = 1,
		): CreditedMerge => ({
			pullRequest: { mergedAtMs: atMs },
			credit: { personId, team: null, by },
			isRevert: false,
			isOnDefaultBranch: true,
			...changes,
		});
		const result = mergedPerDeveloper(
			[
				merge('ada', 'author'),
				merge('ada', 'assignee'),
				merge('bob', 'author', { isRevert: true }),
				merge('bob', 'author', { isOnDefaultBranch: false }),
				merge(null, 'agent-pool'),
				merge(null, 'bot'),
				merge(null, 'unknown'),
				merge('ada', 'author', {}, 100),
			],
			['ada', 'bob', 'cleo', 'dan'],
			period,
		);
		assert.deepEqual(result.byClass, {
			delivered: 2,
			revert: 1,
			stacked: 1,
			'agent-pool': 1,
			bot: 1,
			'unknown-author': 1,
		});
		assert.equal(result.rate, 0.5);
		assert.deepEqual(
			[...result.delivered],
			[
				['ada', 2],
				['bob', 0],
				['cleo', 0],
				['dan', 0],
			],
		);
		assert.equal(mergedPerDeveloper([], [], period).rate, null);
	});
});
