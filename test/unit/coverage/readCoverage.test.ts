import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { unpackLines } from '../../../src/core/outcomes/coverageLines.js';
import type { CoverageReport } from '../../../src/core/outcomes/coverageReport.js';
import { totalsOf } from '../../../src/core/outcomes/coverageReport.js';
import { readCoverage, readCoverageFile } from '../../../src/sources/coverage/readCoverage.js';

const fixtures = join(__dirname, 'fixtures');
const read = (name: string): Promise<CoverageReport> => readCoverageFile(join(fixtures, name), name);

/** A report given as text, in pieces of so many bytes. */
function readText(text: string | Buffer, pieceBytes = 1 << 20): Promise<CoverageReport> {
	const bytes = Buffer.from(text);
	async function* pieces(): AsyncGenerator<Uint8Array> {
		await Promise.resolve();
		for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
	}
	return readCoverage('report', pieces());
}

const linesOf = (report: CoverageReport): Record<string, string | null> =>
	Object.fromEntries(report.files.map(({ path, lines }) => [path, lines]));

describe('coverage reports made by c8 and nyc', () => {
	const formats: Record<string, string> = {
		'lcov.info': 'lcov',
		'cobertura-coverage.xml': 'cobertura',
		'clover.xml': 'clover',
		'coverage-final.json': 'istanbul',
		'coverage-summary.json': 'istanbul-summary',
	};
	for (const [tool, totals] of [
		['nyc', { coverable: 10, covered: 8 }],
		['c8', { coverable: 26, covered: 21 }],
	] as const) {
		for (const [name, format] of Object.entries(formats)) {
			it(`agrees with ${tool}'s own sums in ${name}`, async () => {
				const report = await read(`${tool}-${name}`);
				assert.equal(report.format, format);
				assert.deepEqual(totalsOf(report.files), totals);
				assert.deepEqual(report.problems, []);
				assert.equal(report.files.length, 2);
				assert.equal(report.lineDetail, format !== 'istanbul-summary');
			});
		}
	}

	it('tells the same lines from every format of one run', async () => {
		const reached = (packed: string | null): string =>
			[...unpackLines(packed ?? '')].map((state) => ['-', 'missed', 'hit', 'hit'][state]).join(' ');
		const [first, ...others] = await Promise.all(
			['lcov.info', 'coverage-final.json', 'clover.xml', 'cobertura-coverage.xml'].map(async (name) =>
				Object.values(linesOf(await read(`nyc-${name}`))).map(reached),
			),
		);
		assert.deepEqual(first?.[1], '- - - missed - - hit');
		for (const other of others) assert.deepEqual(other, first);
	});
});

describe('coverage reports written from their specification', () => {
	it('reads JaCoCo: groups, packages, partly covered lines, and its public DOCTYPE', async () => {
		const report = await read('jacoco.xml');
		assert.equal(report.format, 'jacoco');
		assert.deepEqual(linesOf(report), { 'Main.java': '1m', 'com/example/cart/Total.java': '4-1c1p1c1-1m' });
	});

	it('reads a Go profile: a line that holds a run and a missed block is partly covered', async () => {
		const report = await read('go.out');
		assert.equal(report.format, 'go');
		assert.deepEqual(linesOf(report), {
			'example.com/shop/cart/total.go': '4-2c1p2m1c',
			'example.com/shop/main.go': '2-3m',
		});
	});

	it('reads coverage.py: excluded lines are not coverable, untaken branches make a line partial', async () => {
		const report = await read('coveragepy.json');
		assert.equal(report.format, 'coverage.py');
		assert.deepEqual(linesOf(report), { 'shop/total.py': '2c1-1p1c1m2-1m', 'shop\\win.py': '1m' });
	});

	it('folds the segments of llvm-cov to lines as LLVM does', async () => {
		const report = await read('llvm-cov.json');
		assert.equal(report.format, 'llvm-cov');
		assert.deepEqual(linesOf(report), { '/build/shop/src/total.c': '2-3c1p3c2-3m' });
		assert.deepEqual(totalsOf(report.files), { coverable: 10, covered: 7 });
	});

	it('reads both files of SimpleCov and merges its commands', async () => {
		const report = await read('simplecov-resultset.json');
		assert.equal(report.format, 'simplecov');
		assert.deepEqual(linesOf(report), { '/app/lib/old.rb': '1-1c', '/app/lib/total.rb': '2c1-2c' });
		assert.deepEqual(linesOf(await read('simplecov-coverage.json')), { '/app/lib/total.rb': '2c1-1m' });
	});

	it('reads Cobertura with the folders it declares', async () => {
		const report = await read('cobertura-sources.xml');
		assert.deepEqual(report.sources, ['/home/ci/shop/api', '/home/ci/shop/web']);
		assert.deepEqual(linesOf(report), { 'models.py': '1c', 'views.py': '1c1p1-1m' });
	});

	it('gives the same whatever the pieces the bytes come in', async () => {
		for (const name of readdirSync(fixtures)) {
			const bytes = readFileSync(join(fixtures, name));
			const whole = await readText(bytes);
			for (const pieceBytes of [1, 7, 64]) assert.deepEqual(await readText(bytes, pieceBytes), whole, name);
		}
	});

	it('merges the records of one file in lcov, hits of any test counting', async () => {
		const report = await readText(
			'TN:one\nSF:a.c\nDA:1,0\nDA:2,0\nend_of_record\nTN:two\r\nSF:a.c\r\nDA:1,4\r\nDA:3,0,checksum\r\nend_of_record\r\n',
		);
		assert.deepEqual(linesOf(report), { 'a.c': '1c2m' });
	});
});

describe('hostile and broken coverage reports', () => {
	const refusals: readonly [what: string, text: string | Buffer, why: RegExp][] = [
		['an empty file', '  \n', /it is empty/],
		['a text of another kind', 'hello\n', /none of the known formats/],
		['JSON of another kind', '{"name":"x"}', /none of the known formats/],
		['XML of another kind', '<html><body/></html>', /none of the known formats/],
		['a compressed report', Buffer.from([0x1f, 0x8b, 8, 0, 0]), /compressed/],
		[
			'entity declarations',
			'<!DOCTYPE coverage [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><coverage line-rate="1"><packages>&b;</packages></coverage>',
			/DOCTYPE/,
		],
		[
			'an external entity',
			'<!DOCTYPE report [<!ENTITY x SYSTEM "file:///etc/passwd">]><report name="&x;"/>',
			/DOCTYPE/,
		],
		['an undefined entity', '<report name="x"><package name="&x;"/></report>', /not well-formed/],
		['XML that is cut off', '<coverage line-rate="1"><packages>', /not well-formed/],
		['JSON that is cut off', '{"a.js":{"path":"a.js","statementMap":{}', /ends in the middle/],
		['JSON with a wrong comma', '{"a.js":{"statementMap":{},}}', /not valid JSON/],
		['JSON with wrong brackets', '{"a.js":{"statementMap":[}}', /not valid JSON/],
		['deep nesting', `{"a":{"statementMap":${'['.repeat(1000)}`, /nested deeper/],
	];
	for (const [what, text, why] of refusals) {
		it(`refuses ${what} by name`, async () => {
			await assert.rejects(readText(text), (error: Error) => {
				assert.match(error.message, why);
				assert.match(error.message, /^Coverage report report was refused/);
				return true;
			});
		});
	}

	it('leaves out counts and lines that are none, and says so', async () => {
		const lcov = await readText('SF:a.c\nDA:1,NaN\nDA:2,-3\nDA:0,1\nDA:99999999,1\nDA:x,1\nDA:5,1\nend_of_record\n');
		assert.deepEqual(linesOf(lcov), { 'a.c': '4-1c' });
		assert.equal(lcov.problems.length, 5);
		const summary = await readText('{"total":{"lines":{"total":2,"covered":-1,"pct":0}},"a.js":{"lines":{"total":1,"covered":2,"pct":"Unknown"}}}');
		assert.deepEqual(summary.files, []);
		assert.equal(summary.problems[0]?.code, 'coverage.bad-count');
		const py = await readText('{"files":{"a.py":{"executed_lines":[1,-1,1e99,"x"],"missing_lines":null}}}');
		assert.deepEqual(linesOf(py), { 'a.py': '1c' });
		assert.equal(py.problems.length, 3);
	});

	it('keeps what a cut-off lcov report says, and says that it is cut off', async () => {
		const report = await readText('SF:a.c\nDA:1,1\n');
		assert.deepEqual(linesOf(report), { 'a.c': '1c' });
		assert.equal(report.problems[0]?.code, 'coverage.truncated');
	});

	it('survives broken encodings and reads declared ones', async () => {
		const broken = await readText(Buffer.concat([Buffer.from('SF:gr'), Buffer.from([0xfc, 0xff]), Buffer.from('.c\nDA:1,1\nend_of_record\n')]));
		assert.deepEqual(Object.keys(linesOf(broken)), ['gr\ufffd\ufffd.c']);
		const latin = '<?xml version="1.0" encoding="ISO-8859-1"?><report name="x"><package name="p"><sourcefile name="Größe.java"><line nr="1" mi="0" ci="1"/></sourcefile></package></report>';
		assert.deepEqual(linesOf(await readText(Buffer.from(latin, 'latin1'))), { 'p/Größe.java': '1c' });
		const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('TN:\nSF:ü.c\nDA:1,1\nend_of_record\n', 'utf16le')]);
		assert.deepEqual(linesOf(await readText(wide, 1)), { 'ü.c': '1c' });
	});

	it('does not let a report reach the prototype of anything', async () => {
		const report = await readText('{"__proto__":{"path":"x","statementMap":{"0":{"start":{"line":1}}},"s":{"0":1},"polluted":1}}');
		assert.equal((Object.prototype as { polluted?: number }).polluted, undefined);
		assert.deepEqual(linesOf(report), { x: '1c' });
	});
});
