import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const bench = join(__dirname, '../../bench/coverageMemory.ts');

describe('a coverage report of 500 MB', () => {
	// The format that reads fastest; all ten by `npm run bench -- coverageMemory`.
	it('is read to the last line below 300 MB of memory', async () => {
		const args = ['--import', 'tsx', bench, '500', 'lcov'];
		const { stdout } = await promisify(execFile)(process.execPath, args);
		const [, peak, files, covered, coverable] =
			/peak\s+(\d+) MB\s+(\d+) files, (\d+) of (\d+) lines/.exec(stdout) ?? [];
		assert.ok(Number(peak) > 0 && Number(peak) < 300, stdout);
		assert.deepEqual([files, covered, coverable], ['20000', '4000000', '6000000'], stdout);
	});
});
