import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isGeneratedPath, lineHash, normalizeLine } from '../../../src/core/evidence/effectiveLine.js';

describe('effective lines', () => {
	it('sees through spacing, quotes and case, as a formatter changes them', () => {
		assert.equal(normalizeLine('\tconst  A = "x";  '), "const a = 'x';");
		assert.equal(lineHash('const A = `x`;'), lineHash('  const a  = “x”;'));
		assert.notEqual(lineHash('const a = 1;'), lineHash('const a = 2;'));
	});

	it('leaves out lines that prove nothing', () => {
		for (const line of ['', '   ', '}', '});', '{ } [ ] ( )', 'end', '*/', 'x'.repeat(1001)]) {
			assert.equal(normalizeLine(line), null, JSON.stringify(line));
		}
		assert.notEqual(normalizeLine('x'.repeat(1000)), null);
		assert.notEqual(normalizeLine('next'), null);
	});

	it('hashes to an integer below 2^48 that spacing does not change', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (line) => {
				const hash = lineHash(line);
				assert.equal(hash, lineHash(`  ${line}\t`.slice(0, 3000)));
				if (hash !== null) assert.ok(Number.isSafeInteger(hash) && hash >= 0 && hash < 2 ** 48);
			}),
		);
	});

	it('rarely gives two lines one hash', () => {
		const hashes = new Set(
			Array.from({ length: 200_000 }, (_, index) => lineHash(`const value${index} = ${index};`)),
		);
		assert.equal(hashes.size, 200_000);
	});

	it('knows files whose lines count for nobody', () => {
		for (const path of [
			'yarn.lock',
			'a/package-lock.json',
			'web/dist/output.css',
			'x.min.js',
			'api/v1/a.pb.go',
			'a_pb2.py',
			'src/__snapshots__/a.snap',
			'test/cassettes/a.yml',
			'types.generated.ts',
			'node_modules/x/index.js',
			'go.sum',
			'Package.resolved',
			'lib/model.g.dart',
			'schema_generated.go',
			'Form.Designer.cs',
			'test/mock-data/users.json',
			'crates/x/snapshots/a.txt',
			'target/debug/build.rs',
		]) {
			assert.equal(isGeneratedPath(path), true, path);
		}
		for (const path of [
			'src/build.ts',
			'distance/a.ts',
			'locks/door.ts',
			'src/target.rs',
			'a.snapshot.ts',
			'map.ts',
			'going.ts',
			'log.go',
		]) {
			assert.equal(isGeneratedPath(path), false, path);
		}
	});
});
