// Reads a made-up report of each format of some megabytes and prints the time and the highest memory.
//
//   npm run bench -- coverageMemory [MEGABYTES] [FORMAT…]      default 500, all
//
// Each format runs in a process of its own, so that the peak is its own.
import { spawnSync } from 'node:child_process';
import { messageOf } from '../../src/core/errors.js';
import { totalsOf } from '../../src/core/outcomes/coverageReport.js';
import { readCoverage } from '../../src/sources/coverage/readCoverage.js';

interface Shape {
	readonly head: string;
	/** One file of the report, by its number; a few kB, but for a summary. */
	readonly file: (index: number) => string;
	readonly tail: string;
}

const lines = Array.from({ length: 300 }, (_, index) => index + 1);
const each = (write: (line: number) => string): string => lines.map(write).join('');
const list = lines.join(',');
const shapes: Readonly<Record<string, Shape>> = {
	lcov: {
		head: 'TN:\n',
		file: (n) => `SF:/ci/src/f${n % 20_000}.c\n${each((line) => `DA:${line},${line % 3}\n`)}end_of_record\n`,
		tail: '',
	},
	go: {
		head: 'mode: count\n',
		file: (n) => each((line) => `example.com/m/f${n % 20_000}.go:${line}.2,${line}.30 1 ${line % 3}\n`),
		tail: '',
	},
	cobertura: {
		head: '<coverage line-rate="1"><packages><package><classes>',
		file: (n) =>
			`<class filename="src/f${n % 20_000}.py"><lines>${each((line) => `<line number="${line}" hits="${line % 3}"/>`)}</lines></class>`,
		tail: '</classes></package></packages></coverage>',
	},
	clover: {
		head: '<coverage generated="1" clover="3"><project>',
		file: (n) =>
			`<file path="/ci/f${n % 20_000}.js">${each((line) => `<line num="${line}" count="${line % 3}" type="stmt"/>`)}</file>`,
		tail: '</project></coverage>',
	},
	jacoco: {
		head: '<report name="x"><package name="p">',
		file: (n) =>
			`<sourcefile name="F${n % 20_000}.java">${each((line) => `<line nr="${line}" mi="${line % 2}" ci="1" mb="0" cb="0"/>`)}</sourcefile>`,
		tail: '</package></report>',
	},
	istanbul: {
		head: '{"/ci/x.js":{"path":"/ci/x.js","statementMap":{},"s":{}}',
		file: (n) =>
			`,"/ci/f${n}.js":{"path":"/ci/f${n % 20_000}.js","statementMap":{${lines.map((line) => `"${line}":{"start":{"line":${line},"column":0},"end":{"line":${line},"column":9}}`).join(',')}},"s":{${lines.map((line) => `"${line}":${line % 3}`).join(',')}}}`,
		tail: '}',
	},
	'istanbul-summary': {
		head: '{"total":{"lines":{"total":300,"covered":200,"skipped":0,"pct":66.67}}',
		file: (n) =>
			`,"/ci/f${n % 20_000}.js":{${['lines', 'statements', 'functions', 'branches'].map((what) => `"${what}":{"total":300,"covered":${n % 300},"skipped":0,"pct":66.67}`).join(',')}}`,
		tail: '}',
	},
	'coverage.py': {
		head: '{"meta":{"branch_coverage":false},"files":{"x.py":{"executed_lines":[],"missing_lines":[]}',
		file: (n) => `,"f${n}.py":{"executed_lines":[${list}],"missing_lines":[${list}]}`,
		tail: '}}',
	},
	'llvm-cov': {
		head: '{"type":"llvm.coverage.json.export","data":[{"files":[{"filename":"/x.c","segments":[]}',
		file: (n) =>
			`,{"filename":"/ci/f${n % 20_000}.c","segments":[${lines.map((line) => `[${line},1,${line % 3},true,true,false]`).join(',')}]}`,
		tail: ']}]}',
	},
	simplecov: {
		head: '{"RSpec":{"coverage":{"/x.rb":[null]',
		file: (n) =>
			`,"/ci/f${n % 20_000}.rb":{"lines":[${lines.map((line) => (line % 4 === 0 ? 'null' : line % 3)).join(',')}]}`,
		tail: '}}}',
	},
};

async function* bytesOf({ head, file, tail }: Shape, bytes: number): AsyncGenerator<Uint8Array> {
	yield await Promise.resolve(Buffer.from(head));
	for (let written = 0, index = 0; written < bytes;) {
		let chunk = '';
		while (chunk.length < 65_536) chunk += file(index++);
		written += chunk.length;
		yield Buffer.from(chunk);
	}
	yield Buffer.from(tail);
}

async function measure(format: string, megabytes: number): Promise<void> {
	const shape = shapes[format];
	if (shape === undefined) throw new Error(`no format ${format}; known: ${Object.keys(shapes).join(', ')}`);
	let peak = 0;
	const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
	const start = performance.now();
	const report = await readCoverage('made-up', bytesOf(shape, megabytes * 1_000_000));
	clearInterval(timer);
	const seconds = (performance.now() - start) / 1000;
	const { coverable, covered } = totalsOf(report.files);
	const rss = Math.max(peak, process.resourceUsage().maxRSS * 1024) / 1e6;
	console.log(
		`${format.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s  peak ${rss.toFixed(0).padStart(4)} MB  ${report.files.length} files, ${covered} of ${coverable} lines`,
	);
}

async function main(): Promise<void> {
	const [megabytes = '500', ...formats] = process.argv.slice(2);
	if (formats.length === 1) return measure(formats[0] ?? '', Number(megabytes));
	for (const format of formats.length === 0 ? Object.keys(shapes) : formats) {
		spawnSync(process.execPath, ['--import', 'tsx', __filename, megabytes, format], { stdio: 'inherit' });
	}
}

main().catch((error: unknown) => {
	console.error(messageOf(error));
	process.exitCode = 1;
});
