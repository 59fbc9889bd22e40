import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RowStore } from '../../../src/ledger/rowStore.js';
import type { CallRow } from '../../../src/ledger/schema.js';
import { schemaVersion } from '../../../src/ledger/schemaVersion.js';
import { entryOf } from '../../../src/ledger/spoolEntry.js';
import { sqlEngine } from '../../../src/ledger/sqlEngine.js';
import { boundColumns, createTableSql, upsertSql } from '../../../src/ledger/tableSql.js';
import { columnsOf } from '../../../src/ledger/tableSpecs.js';
import { sealCalls } from '../../../src/ledger/sealing.js';
import { callRow, callsIn, callValuesIn } from '../../integration/ledger/rows.js';

const names = columnsOf('call').map(([name]) => name);
const select = `SELECT ${names.map((name) => `"${name}"`).join(', ')} FROM "call" ORDER BY "orgId", "callId"`;

const copies = fc.array(
	fc.record({
		orgId: fc.constantFrom('local', 'acme'),
		callId: fc.constantFrom('m1', 'm2', 'm3'),
		sessionId: fc.constantFrom('a', 'b'),
		ownerSinceMs: fc.constantFrom(null, 100, 200),
		atMs: fc.integer({ min: 1, max: 5 }),
		outputTokens: fc.integer({ min: 0, max: 9 }),
		outputIsPartial: fc.constantFrom(0, 1),
		speed: fc.constantFrom(null, 'fast'),
		branch: fc.constantFrom(null, 'main', 'feat'),
		nested: fc.constantFrom(null, '[]', '[{"model":"x"}]'),
	}),
	{ maxLength: 12 },
);

const rowsOf = (some: readonly Partial<CallRow>[]): CallRow[] => some.map((over) => callRow('', over));

describe('packed calls', () => {
	it('hold exactly what a plain table with the portable upsert would hold, sealed at any moment or not', async () => {
		const engine = await sqlEngine();
		await fc.assert(
			fc.asyncProperty(copies, fc.array(fc.nat(12)), async (some, sealings) => {
				const rows = rowsOf(some);
				const plain = new engine.Database();
				plain.run(createTableSql('call'));
				for (const row of rows) {
					const values = new Map<string, unknown>(Object.entries(row));
					plain.run(
						upsertSql('call'),
						boundColumns('call').map((name) => (values.get(name) ?? null) as string | number | null),
					);
				}
				const store = await RowStore.open(null, 'in a test');
				for (const [index, row] of rows.entries()) {
					await store.apply([entryOf({ call: [row] }, schemaVersion, 1)]);
					if (sealings.includes(index)) sealCalls(store, 1);
				}
				assert.deepEqual(callValuesIn(store, ['acme', 'local']), plain.exec(select)[0]?.values ?? []);
				assert.equal(store.calls.count(), callsIn(store, ['acme', 'local']).length);
				plain.close();
				await store.close();
			}),
			{ numRuns: 60 },
		);
	});

	it('count the same tokens in whatever order and however often copies arrive', async () => {
		await fc.assert(
			fc.asyncProperty(copies, async (some) => {
				const found: unknown[] = [];
				for (const order of [some, [...some].reverse(), [...some, ...some]]) {
					const store = await RowStore.open(null, 'in a test');
					await store.apply([entryOf({ call: rowsOf(order) }, schemaVersion, 1)]);
					found.push(
						callsIn(store, ['acme', 'local']).map(
							({ callId, orgId, atMs, outputTokens, outputIsPartial }) => [
								...[callId, orgId, atMs, outputTokens, outputIsPartial],
							],
						),
					);
					await store.close();
				}
				assert.deepEqual(found[1], found[0]);
				assert.deepEqual(found[2], found[0]);
			}),
			{ numRuns: 25 },
		);
	});
});
