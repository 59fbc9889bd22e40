import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { OverlaidBytes } from '../../../src/ledger/overlaidBytes.js';
import { emptyImage } from '../../../src/ledger/rowStore.js';
import { sqlEngine } from '../../../src/ledger/sqlEngine.js';

const step = fc.record({
	isWrite: fc.boolean(),
	at: fc.nat(20_000),
	length: fc.oneof(fc.nat(40), fc.constantFrom(4096, 8192, 5000)),
	byte: fc.nat(255),
});

describe('bytes in a file that is only read', () => {
	let folder: string;
	before(() => (folder = mkdtempSync(join(tmpdir(), 'outlay-overlaid-'))));
	after(() => rmSync(folder, { recursive: true }));

	it('are read and written as one array would be, and the file stays as it was', async () => {
		await fc.assert(
			fc.asyncProperty(fc.nat(12_000), fc.array(step, { maxLength: 30 }), async (size, steps) => {
				const path = join(folder, 'any');
				const first = Uint8Array.from({ length: size }, (_, at) => at % 251);
				writeFileSync(path, first);
				const bytes = new OverlaidBytes(await open(path, 'r'), path, size);
				const plain = new Uint8Array(40_000);
				plain.set(first);
				for (const { isWrite, at, length, byte } of steps) {
					if (!isWrite) assert.deepEqual(bytes.read(at, at + length), plain.slice(at, at + length));
					else {
						plain.fill(byte, at, at + length);
						bytes.write(new Uint8Array(length).fill(byte), at);
					}
				}
				await bytes.close();
				assert.deepEqual(new Uint8Array(readFileSync(path)), first);
			}),
		);
	});

	it('hold a database that SQLite changes and lets grow', async () => {
		const engine = await sqlEngine();
		const path = join(folder, 'database');
		const first = emptyImage(engine);
		writeFileSync(path, first.read(0, first.size));
		const bytes = new OverlaidBytes(await open(path, 'r'), path, first.size);
		const database = new engine.Database(bytes.asDatabase());
		database.run('PRAGMA journal_mode = OFF; CREATE TABLE "t" ("id" INTEGER PRIMARY KEY, "text" TEXT)');
		for (let id = 0; id < 2000; id++)
			database.run('INSERT INTO "t" VALUES (?, ?)', [id, `row ${id} `.repeat(9)]);
		database.run(`UPDATE "t" SET "text" = 'changed' WHERE "id" % 7 = 0`);
		assert.deepEqual(database.exec('PRAGMA integrity_check')[0]?.values, [['ok']]);
		assert.deepEqual(database.exec(`SELECT count(*), sum("text" = 'changed') FROM "t"`)[0]?.values, [
			[2000, 286],
		]);
		database.close();
		await bytes.close();
		assert.equal(readFileSync(path).length, first.size);
	});

	it('say when the file was cut short under them', async () => {
		const path = join(folder, 'short');
		writeFileSync(path, new Uint8Array(10_000));
		const bytes = new OverlaidBytes(await open(path, 'r'), path, 10_000);
		truncateSync(path, 5000);
		assert.deepEqual(bytes.read(0, 4), new Uint8Array(4));
		assert.throws(() => bytes.read(8000, 8004), /short was cut short/);
		await bytes.close();
	});
});
