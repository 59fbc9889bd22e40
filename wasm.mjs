// Builds the scanner of transcripts from `src/sources/transcripts/wasm/lines.ts` (AssemblyScript) into `module.ts` beside
// it, as text, so that it is part of every bundle and nothing has to be found at run time. `npm run wasm` writes it;
// `--check` builds it again and only compares, for a test.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const root = dirname(fileURLToPath(import.meta.url));
const folder = join(root, 'src/sources/transcripts/wasm');
const output = join(folder, 'module.ts');

/** The text of `module.ts`. */
async function builtModule() {
	let wasm = new Uint8Array();
	const { error, stderr } = await main(
		// No garbage collector, no checks at run time, and no import for failures: the module only scans memory.
		[
			'lines.ts',
			'--outFile',
			'lines.wasm',
			'--runtime',
			'stub',
			'--enable',
			'simd',
			'-O3',
			'--noAssert',
			'--use',
			'abort=',
		],
		{
			readFile: (name, base) =>
				readFile(join(folder, base === '.' ? '' : base, name), 'utf8').catch(() => null),
			writeFile: (_name, contents) => {
				wasm = contents;
			},
			listFiles: () => [],
		},
	);
	if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
	const text = Buffer.from(wasm).toString('base64');
	return [
		'// Built by `npm run wasm` from the other files of this folder; do not edit.',
		'',
		'/** The module in base 64. */',
		`export const usageScanModule =\n\t'${text}';`,
		'',
	].join('\n');
}

const built = await builtModule();
if (!process.argv.includes('--check')) await writeFile(output, built);
else if ((await readFile(output, 'utf8')) !== built) {
	console.error(`${output} is not what its source gives; run \`npm run wasm\`.`);
	process.exitCode = 1;
}
