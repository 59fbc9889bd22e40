import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chunkBytes, FileBytes, MemoryBytes, type ImageBytes } from '../../../src/ledger/imageBytes.js';
import { emptyImage } from '../../../src/ledger/rowStore.js';
import { sqlEngine } from '../../../src/ledger/sqlEngine.js';

const rows = 40_000;

/** Fills a database over these bytes to several mebibytes, changes it all over, and closes it. */
async function work(bytes: ImageBytes): Promise<void> {
	const database = new (await sqlEngine()).Database(bytes.asDatabase());
	database.run('PRAGMA journal_mode = OFF; CREATE TABLE "t" ("id" INTEGER PRIMARY KEY, "text" TEXT)');
	database.run('BEGIN');
	const insert = database.prepare('INSERT INTO "t" VALUES (?, ?)');
	for (let id = 0; id < rows; id++) insert.run([id, `row ${id} `.repeat(12)]);
	insert.free();
	database.run('COMMIT');
	database.run(`UPDATE "t" SET "text" = 'changed' WHERE "id" % 7 = 0`);
	database.close();
}

async function contentOf(data: ArrayLike<number>): Promise<unknown> {
	const database = new (await sqlEngine()).Database(data);
	const [check] = database.exec('PRAGMA integrity_check');
	const [sums] = database.exec(
		`SELECT count(*), sum("id"), sum("text" = 'changed'), sum(length("text")) FROM "t"`,
	);
	database.close();
	return [check?.values[0]?.[0], sums?.values[0]];
}

describe('bytes under sql.js', () => {
	let plain: unknown;
	before(async () => {
		// What sql.js makes of the same work in its own way.
		const database = new (await sqlEngine()).Database();
		database.run('CREATE TABLE "t" ("id" INTEGER PRIMARY KEY, "text" TEXT)');
		for (let id = 0; id < rows; id++) {
			database.run('INSERT INTO "t" VALUES (?, ?)', [id, id % 7 === 0 ? 'changed' : `row ${id} `.repeat(12)]);
		}
		plain = await contentOf(database.export());
		database.close();
	});

	it('are kept in pieces that together are the database file', async () => {
		const bytes = emptyImage(await sqlEngine());
		await work(bytes);
		assert.ok(bytes.size > 3 * chunkBytes);
		assert.deepEqual(await contentOf(bytes.read(0, bytes.size)), plain);
		const again = new MemoryBytes();
		for (let at = 0; at < bytes.size; at += chunkBytes) {
			again.append(bytes.read(at, Math.min(bytes.size, at + chunkBytes)));
		}
		assert.deepEqual(await contentOf(again.asDatabase()), plain);
	});

	it('are worked on in a file, which is then the database', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'outlay-bytes-'));
		try {
			const path = join(folder, 'database');
			const first = emptyImage(await sqlEngine());
			writeFileSync(path, first.read(0, first.size));
			const descriptor = openSync(path, 'r+');
			const bytes = new FileBytes(descriptor, first.size);
			await work(bytes);
			closeSync(descriptor);
			assert.equal(bytes.size, readFileSync(path).length);
			assert.deepEqual(await contentOf(readFileSync(path)), plain);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
