import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compact } from '../../../src/ledger/compaction.js';
import { loadImage, readTrailer } from '../../../src/ledger/imageFile.js';
import { ledgerPaths } from '../../../src/ledger/ledgerPaths.js';
import { schemaSteps, type SchemaStep } from '../../../src/ledger/migrations.js';
import { openLedger } from '../../../src/ledger/openLedger.js';
import { emptyImage } from '../../../src/ledger/rowStore.js';
import { bringUpToDate, schemaVersion, versionOf } from '../../../src/ledger/schemaVersion.js';
import { sqlEngine } from '../../../src/ledger/sqlEngine.js';
import { columnsOf, tableNames } from '../../../src/ledger/tableSpecs.js';
import { callValuesIn } from './rows.js';

/** An image as each released version wrote it; made once, never changed. */
const released = [1, 2].map((version) => ({
	version,
	file: join(__dirname, `../../fixtures/ledger/image-v${version}.sqlite`),
}));

type Rows = readonly (readonly unknown[])[];

/** The calls of a released image, while they were a table or a view. */
async function releasedCalls(file: string): Promise<Rows> {
	const loaded = await loadImage(file);
	assert.ok(loaded?.trailer, 'the fixture is damaged');
	const database = new (await sqlEngine()).Database(loaded.bytes.asDatabase());
	const names = columnsOf('call').map(([name]) => `"${name}"`);
	const [result] = database.exec(`SELECT ${names.join(', ')} FROM "call" ORDER BY "callId"`);
	database.close();
	return result?.values ?? [];
}

describe('migrations of the ledger', () => {
	let dir = '';
	beforeEach(async () => {
		dir = join(await mkdtemp(join(tmpdir(), 'outlay-migrate-')), 'ledger');
		await mkdir(dir);
	});
	afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }));

	for (const { version, file } of released) {
		it(`takes version ${version} along, row by row, and keeps a copy of it`, async () => {
			const expected = await releasedCalls(file);
			assert.equal(expected.length, 30);
			const { image } = ledgerPaths(dir);
			await copyFile(file, image);
			const ledger = await openLedger({ dir, orgId: 'local', now: () => Date.now(), compaction: 'never' });
			assert.deepEqual(callValuesIn(ledger), expected);
			assert.deepEqual(await readFile(image), await readFile(file), 'opening must not change the image');
			await ledger.close();
			assert.equal((await compact({ dir, nowMs: Date.now(), sealFrom: 1 })).outcome, 'done');
			assert.equal((await readTrailer(image))?.version, schemaVersion);
			assert.deepEqual(await readFile(join(dir, `image.v${version}.sqlite`)), await readFile(file));
			const again = await openLedger({ dir, orgId: 'local', now: () => Date.now(), compaction: 'never' });
			assert.deepEqual(callValuesIn(again), expected);
			await again.close();
		});
	}

	it('fails without harm: the store stays as the version before wrote it', async () => {
		const loaded = await loadImage(released[0]?.file ?? '');
		assert.ok(loaded);
		const database = new (await sqlEngine()).Database(loaded.bytes.asDatabase());
		const broken: SchemaStep[] = [
			...schemaSteps,
			{
				name: '9999-broken',
				statements: ['ALTER TABLE "session" ADD COLUMN "x" TEXT', 'SELECT * FROM "missing"'],
			},
		];
		await assert.rejects(bringUpToDate(database, 'in a test', broken), (error: Error) =>
			/could not be brought from schema 1/.test(error.message),
		);
		database.close();
		assert.equal((await releasedCalls(released[0]?.file ?? '')).length, 30);
	});

	it('refuses tables that were made by other statements than the released ones', async () => {
		const engine = await sqlEngine();
		const database = new engine.Database(emptyImage(engine).asDatabase());
		await bringUpToDate(database, 'in a test');
		const [first, ...rest] = schemaSteps;
		assert.ok(first);
		const edited = [{ ...first, statements: [...first.statements, 'SELECT 1'] }, ...rest];
		await assert.rejects(bringUpToDate(database, 'in a test', edited), /another 0001-initial/);
		database.close();
	});

	it('ends in exactly the tables and columns that the program writes', async () => {
		const engine = await sqlEngine();
		const database = new engine.Database(emptyImage(engine).asDatabase());
		await bringUpToDate(database, 'in a test');
		assert.equal(versionOf(database), schemaVersion);
		// Calls are packed, which their own tests hold to the portable table.
		for (const table of tableNames.filter((name) => name !== 'call')) {
			const [result] = database.exec(`SELECT "name" FROM pragma_table_info('${table}')`);
			const found = (result?.values ?? []).map(([name]) => String(name)).filter((name) => name !== 'stamp');
			assert.deepEqual(
				found.sort(),
				columnsOf(table)
					.map(([name]) => name)
					.sort(),
				`${table}: add a step to src/ledger/migrations.ts`,
			);
		}
		database.close();
	});
});
