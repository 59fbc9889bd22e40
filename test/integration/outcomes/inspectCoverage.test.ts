import assert from 'node:assert/strict';
import { join } from 'node:path';
import { MadeRepository } from '../git/madeRepository.js';
import { runCli } from '../runCli.js';

interface Document {
	readonly schema: string;
	readonly reports: readonly {
		file: string;
		format: string;
		lineDetail: boolean;
		coverable: number;
		covered: number;
		files: { path: string; coverable: number; covered: number }[];
		problems: { code: string; what: string }[];
	}[];
}

describe('inspect coverage', () => {
	let repository: MadeRepository;
	beforeEach(() => {
		repository = new MadeRepository();
	});
	afterEach(() => repository.remove());

	it('shows totals and files of several reports, and goes on past one that is refused', async () => {
		repository.write('a.info', 'TN:\nSF:src/a.c\nDA:1,1\nDA:2,0\nend_of_record\n');
		repository.write('b.xml', '<!DOCTYPE x [<!ENTITY a "b">]><coverage line-rate="1"/>');
		repository.write('c.out', 'mode: set\nexample.com/m/x.go:1.1,2.2 1 1\n');
		const result = await runCli(['inspect', 'coverage', 'a.info', 'b.xml', 'c.out', '--format', 'json'], {
			cwd: repository.folder,
		});
		assert.equal(result.code, 0, result.stderr);
		const document = JSON.parse(result.stdout) as Document;
		assert.equal(document.schema, 'outlay.coverage/1');
		assert.deepEqual(document.reports[0], {
			file: 'a.info',
			format: 'lcov',
			lineDetail: true,
			coverable: 2,
			covered: 1,
			files: [{ path: 'src/a.c', coverable: 2, covered: 1 }],
			problems: [],
		});
		assert.equal(document.reports[1]?.format, 'go');
		assert.match(result.stderr, /b\.xml was refused: its DOCTYPE/);
	});

	it('fails when nothing can be read, naming the file', async () => {
		repository.write('x.txt', 'hello');
		const result = await runCli(['inspect', 'coverage', 'x.txt', 'missing.info'], { cwd: repository.folder });
		assert.equal(result.code, 3);
		assert.match(result.stderr, /x\.txt was refused/);
	});

	it('matches paths to the repository, and reports the ambiguous and the unknown', async () => {
		repository.commit({
			message: 'base',
			files: {
				'web/src/util.js': 'x',
				'api/src/util.js': 'x',
				'web/app.js': 'x',
				'svc/go.mod': 'module example.com/svc\n',
				'svc/main.go': 'x',
			},
		});
		const sections = [
			'/ci/web/app.js',
			'src/util.js',
			'example.com/svc/main.go',
			'gone.js',
			'../../etc/passwd',
		];
		repository.write('r.info', sections.map((path) => `SF:${path}\nDA:1,1\nend_of_record\n`).join(''));
		const args = [
			'inspect',
			'coverage',
			join(repository.folder, 'r.info'),
			'--repo',
			repository.folder,
			'--format',
			'json',
		];
		const [report] = (JSON.parse((await runCli(args)).stdout) as Document).reports;
		assert.deepEqual(
			report?.files.map(({ path }) => path),
			['gone.js', 'svc/main.go', 'web/app.js'],
		);
		assert.deepEqual(report.problems.map(({ code }) => code).sort(), [
			'coverage.path-ambiguous',
			'coverage.path-refused',
			'coverage.path-unknown',
		]);
	});
});
