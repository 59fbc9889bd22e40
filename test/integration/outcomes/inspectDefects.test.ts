import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { inferredErrorOf, inferredErrorSentence } from '../../../src/core/outcomes/defectError.js';
import { MadeRepository } from '../git/madeRepository.js';
import { runCli } from '../runCli.js';

interface Fix {
	readonly fix: string;
	readonly candidates: readonly { commit: string; lines: number; ageDays: number; likelihood: number }[];
	readonly inducing: string | null;
	readonly why: string;
}

const day = 86_400;
const start = Date.UTC(2026, 2, 1) / 1000;
const code = (...lines: string[]): string => lines.join('\n') + '\n';

describe('inspect defects --fix', () => {
	let repository: MadeRepository;
	beforeEach(() => {
		repository = new MadeRepository();
	});
	afterEach(() => repository.remove());

	async function inspect(fixes: readonly string[], ...more: string[]): Promise<Fix[]> {
		const args = ['inspect', 'defects', '--repo', repository.folder, '--no-ledger', '--format', 'json'];
		const result = await runCli([...args, '--fix', ...fixes, ...more]);
		assert.equal(result.code, 0, result.stderr);
		const document = JSON.parse(result.stdout) as {
			schema: string;
			inferredTierError: { windowDays: number | null; precision: number };
			fixes: Fix[];
		};
		assert.equal(document.schema, 'outlay.defects/1');
		assert.equal(document.inferredTierError.windowDays, more.includes('none') ? null : 30);
		assert.ok(document.inferredTierError.precision < 1);
		return document.fixes;
	}

	it('names the commit that wrote the repaired line, its lines and age, and follows a rename', async () => {
		const body = ['int one = 1;', 'int two = 2;', 'int three = 3;', 'int four = 4;', 'int five = 5;'];
		repository.commit({ message: 'base', files: { 'a.c': code(...body) }, at: start });
		const bad = repository.commit({
			message: 'change two',
			files: { 'a.c': code(...body.with(1, 'int two = 22;')) },
			at: start + 5 * day,
		});
		repository.git('mv', 'a.c', 'b.c');
		repository.commit({ message: 'rename', at: start + 6 * day });
		const fix = repository.commit({ message: 'fix', files: { 'b.c': code(...body) }, at: start + 9 * day });
		const [verdict] = await inspect([fix.slice(0, 10)]);
		assert.equal(verdict?.fix, fix);
		assert.equal(verdict.inducing, bad);
		const [first, second] = verdict.candidates;
		assert.deepEqual({ ...first, likelihood: 0 }, { commit: bad, lines: 1, ageDays: 4, likelihood: 0 });
		// The one that wrote the lines around is a candidate too, far behind.
		assert.equal(second?.lines, 0);
		assert.ok((first?.likelihood ?? 0) > 10 * second.likelihood);
		assert.match(verdict.why, /1 of the 1 line/);
	});

	it('never accuses a commit that is older than the window, on day 31 as on day 300', async () => {
		repository.commit({ message: 'base', files: { 'a.py': code('x = 1', 'y = 2') }, at: start });
		const fix = repository.commit({
			message: 'fix',
			files: { 'a.py': code('x = 3', 'y = 2') },
			at: start + 31 * day,
		});
		const [within] = await inspect([fix]);
		assert.equal(within?.inducing, null);
		assert.deepEqual(within.candidates, []);
		const [ever] = await inspect([fix], '--window-days', 'none');
		assert.notEqual(ever?.inducing, null);
		const [wide] = await inspect([fix], '--window-days', '31');
		assert.notEqual(wide?.inducing, null);
	});

	it('asks the neighbours of added lines, and nothing of comments, documents and new files', async () => {
		const first = repository.commit({
			message: 'base',
			files: { 'a.go': code('func f() {', '	g()', '	h()', '}'), 'README.md': code('a') },
			at: start,
		});
		const added = repository.commit({
			message: 'add only',
			files: { 'a.go': code('func f() {', '	g()', '	check()', '	h()', '}') },
			at: start + day,
		});
		const comment = repository.commit({
			message: 'comment',
			files: { 'a.go': code('func f() {', '	g()', '	// why', '	check()', '	h()', '}') },
			at: start + 2 * day,
		});
		const docs = repository.commit({
			message: 'docs',
			files: { 'README.md': code('b'), 'new.go': code('package x') },
			at: start + 3 * day,
		});
		const verdicts = await inspect([added, comment, docs, first]);
		assert.deepEqual(
			verdicts.map(({ inducing }) => inducing),
			[first, null, null, null],
		);
		assert.match(verdicts[1]?.why ?? '', /only comments, blank lines/);
		assert.match(verdicts[2]?.why ?? '', /no source file/);
		assert.match(verdicts[3]?.why ?? '', /no parent/);
	});

	it('looks through reformatting that the repository asks to ignore, also when bare', async () => {
		repository.commit({ message: 'base', files: { 'a.js': code('let a = 1;', 'let b = 2;') }, at: start });
		const bad = repository.commit({
			message: 'bad',
			files: { 'a.js': code('let a = 7;', 'let b = 2;') },
			at: start + day,
		});
		const format = repository.commit({
			message: 'format',
			files: { 'a.js': code('const a = 7', 'const b = 2') },
			at: start + 2 * day,
		});
		repository.commit({
			message: 'ignore',
			files: { '.git-blame-ignore-revs': code('# format', format, 'f'.repeat(40)) },
			at: start + 3 * day,
		});
		const fix = repository.commit({
			message: 'fix',
			files: { 'a.js': code('const a = 1', 'const b = 2') },
			at: start + 4 * day,
		});
		assert.equal((await inspect([fix]))[0]?.inducing, bad);
		repository.git('config', 'core.bare', 'true');
		const bare = await runCli([
			'inspect',
			'defects',
			'--repo',
			`${repository.folder}/.git`,
			'--no-ledger',
			'--format',
			'json',
			'--fix',
			fix,
		]);
		assert.equal((JSON.parse(bare.stdout) as { fixes: Fix[] }).fixes[0]?.inducing, bad, bare.stderr);
	});

	it('names a list of commits to ignore that is not there, and accuses nobody', async () => {
		repository.commit({ message: 'base', files: { 'a.c': code('int a = 1;') }, at: start });
		const fix = repository.commit({
			message: 'fix',
			files: { 'a.c': code('int a = 2;') },
			at: start + day,
		});
		repository.git('config', 'blame.ignoreRevsFile', 'gone.txt');
		const args = ['inspect', 'defects', '--repo', repository.folder, '--no-ledger', '--format', 'json'];
		const result = await runCli([...args, '--fix', fix]);
		assert.equal(result.code, 0, result.stderr);
		assert.match(result.stderr, /blame\.ignoreRevsFile names gone\.txt, which cannot be read/);
		const [verdict] = (JSON.parse(result.stdout) as { fixes: Fix[] }).fixes;
		assert.equal(verdict?.inducing, null);
		assert.match(verdict.why, /git refuses to blame/);
	});

	it('takes a merge for what it brought in, and leaves huge fixes alone', async () => {
		const files = Object.fromEntries(
			Array.from({ length: 21 }, (_, index) => [`f${index}.c`, code('int a = 1;')]),
		);
		const base = repository.commit({ message: 'base', files, at: start });
		repository.git('checkout', '-q', '-b', 'topic');
		repository.commit({ message: 'fix', files: { 'f0.c': code('int a = 2;') }, at: start + day });
		repository.git('checkout', '-q', 'main');
		repository.commit({ message: 'other', files: { 'x.c': code('int x;') }, at: start + 2 * day });
		const env = {
			GIT_AUTHOR_DATE: `${start + 3 * day} +0000`,
			GIT_COMMITTER_DATE: `${start + 3 * day} +0000`,
		};
		repository.gitWith({ env }, 'merge', '-q', '--no-ff', '-m', 'Merge', 'topic');
		const merge = repository.head();
		const all = Object.fromEntries(Object.keys(files).map((path) => [path, code('int a = 3;')]));
		const huge = repository.commit({ message: 'fix all', files: all, at: start + 4 * day });
		const [merged, big] = await inspect([merge, huge]);
		assert.equal(merged?.inducing, base);
		assert.equal(big?.inducing, null);
		assert.match(big.why, /21 source files/);
	});

	it('leaves out a fix whose contents the clone does not have, and asks for it again later', async () => {
		const first = { 'a.c': code('int a = 1;'), 'b.c': code('int b = 1;') };
		repository.commit({ message: 'base', files: first, at: start });
		const fixes = ['a', 'a', 'a', 'b'].map((name, index) =>
			repository.commit({
				message: `fix ${index}`,
				files: { [`${name}.c`]: code(`int ${name} = ${index + 2};`) },
				at: start + (index + 1) * day,
			}),
		);
		const blob = repository.git('rev-parse', `${fixes[1]}:a.c`);
		const object = `${repository.folder}/.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`;
		renameSync(object, `${object}.gone`);
		const args = ['inspect', 'defects', '--repo', repository.folder, '--format', 'json'];
		const run = async () => {
			const ledger = ['--ledger', `${repository.folder}/.git/ledger`];
			const result = await runCli([...args, ...ledger, '--fix', ...fixes]);
			assert.equal(result.code, 0, result.stderr);
			return { ...result, fixes: (JSON.parse(result.stdout) as { fixes: Fix[] }).fixes };
		};
		const partial = await run();
		assert.match(partial.stderr, /blaming 2 fixes takes are not in this clone/);
		// The second fix wrote the missing contents, the third one replaced them.
		const verdicts = (found: Fix[]) => found.map(({ inducing }) => inducing !== null);
		assert.deepEqual(verdicts(partial.fixes), [true, false, false, true]);
		assert.match(partial.fixes[1]?.why ?? '', /partial clone/);
		renameSync(`${object}.gone`, object);
		const whole = await run();
		assert.equal(whole.stderr, '');
		assert.deepEqual(verdicts(whole.fixes), [true, true, true, true]);
	});

	it('remembers by SHA, and says which name it does not know', async () => {
		const ledger = `${repository.folder}/.git/ledger`;
		repository.commit({ message: 'base', files: { 'a.c': code('int a = 1;') }, at: start });
		const fix = repository.commit({ message: 'fix', files: { 'a.c': code('int a = 2;') }, at: start + day });
		const args = [
			'inspect',
			'defects',
			'--repo',
			repository.folder,
			'--ledger',
			ledger,
			'--format',
			'json',
			'--fix',
		];
		const first = await runCli([...args, fix]);
		const second = await runCli([...args, fix]);
		const text = await runCli([...args, fix, '--window-days', 'none', '--format', 'text']);
		assert.match(text.stdout, /seems to repair/);
		assert.ok(text.stdout.includes(inferredErrorSentence(inferredErrorOf(null))), text.stdout);
		assert.equal(first.code, 0, first.stderr);
		assert.equal(second.stdout, first.stdout);
		const unknown = await runCli([...args, 'abcdef1']);
		assert.equal(unknown.code, 2);
		assert.match(unknown.stderr, /abcdef1 names no commit/);
		assert.equal((await runCli([...args, fix, '--window-days', 'soon'])).code, 2);
	});
});

describe('inspect defects', () => {
	it('lists every defect with its tier, the population, and what the inferred tier is worth', async () => {
		const repository = new MadeRepository();
		try {
			const body = ['int a = 1;', 'int b = 2;'];
			repository.commit({ message: 'base', files: { 'a.c': code(...body) }, at: start - 90 * day });
			repository.commit({
				message: 'feat: two (#1)',
				files: { 'a.c': code('int a = 1;', 'int b = 9;') },
				at: start,
			});
			repository.commit({ message: 'fix: two (#2)', files: { 'a.c': code(...body) }, at: start + 3 * day });
			repository.commit({ message: 'later (#3)', files: { 'z.c': code('int z;') }, at: start + 60 * day });
			const args = ['inspect', 'defects', '--repo', repository.folder, '--no-ledger', '--prs', 'git'];
			const result = await runCli([...args, '--format', 'json']);
			assert.equal(result.code, 0, result.stderr);
			const found = JSON.parse(result.stdout) as {
				schema: string;
				maturePullRequests: number;
				immaturePullRequests: number;
				tiers: unknown;
				inferredTierError: { precision: number };
				defects: { number: number; tier: string; fixPullRequest: number; lines: number }[];
			};
			assert.equal(found.schema, 'outlay.defects/1');
			assert.deepEqual([found.maturePullRequests, found.immaturePullRequests], [2, 1]);
			assert.deepEqual(
				found.defects.map(({ number, tier, fixPullRequest, lines }) => [number, tier, fixPullRequest, lines]),
				[[1, 'inferred', 2, 1]],
			);
			assert.deepEqual(found.tiers, [
				{ tier: 'revert', pullRequests: 0 },
				{ tier: 'explicit', pullRequests: 0 },
				{ tier: 'inferred', pullRequests: 1 },
			]);
			assert.ok(found.inferredTierError.precision < 1);
			const text = await runCli(args);
			assert.ok(text.stdout.includes(inferredErrorSentence()), text.stdout);
		} finally {
			repository.remove();
		}
	});
});
