import { Kysely, Migrator } from 'kysely';
import type { Database } from 'sql.js';
import { OutlayError } from '../core/errors.js';
import { checksumOfStep, migrationsOf, schemaSteps, type SchemaStep } from './migrations.js';
import { sqlJsDialect } from './sqlJsDialect.js';

/** Version of the schema that this program writes: the number of its steps. Kept in `PRAGMA user_version`. */
export const schemaVersion = schemaSteps.length;

/** Version of a database; 0 for an empty one. */
export function versionOf(database: Database): number {
	return Number(database.exec('PRAGMA user_version')[0]?.values[0]?.[0] ?? 0);
}

/** The refusal to work on a ledger that a later version has written. Nothing is changed. */
export function newerLedger(where: string, version: number): OutlayError {
	return new OutlayError(
		'environment',
		`The ledger ${where} was written by a newer Outlay (schema ${version}; this one knows ${schemaVersion}).`,
		{ hint: 'Update Outlay here too; until then use --no-ledger or another folder with --ledger.' },
	);
}

function checkSums(database: Database, steps: readonly SchemaStep[], where: string): void {
	const known = new Map(steps.map((step) => [step.name, checksumOfStep(step)]));
	const rows = database.exec('SELECT "name", "checksum" FROM "migrationChecksum"')[0]?.values ?? [];
	for (const [name, checksum] of rows) {
		if (known.get(String(name)) === checksum) continue;
		throw new OutlayError(
			'environment',
			`The ledger ${where} has another ${String(name)} than this Outlay; its tables cannot be trusted.`,
			{ hint: 'Use the Outlay that wrote it, or name another folder with --ledger.' },
		);
	}
}

/**
 * Brings a database to the version of this program, forward only. Throws an `environment` error, and leaves the
 * decision what to keep to the caller, when the database is newer, differs from what was released, or a step fails;
 * the caller then drops this copy and the file it was read from stays as it was.
 */
export async function bringUpToDate(
	database: Database,
	where: string,
	steps: readonly SchemaStep[] = schemaSteps,
): Promise<void> {
	const version = versionOf(database);
	if (version > steps.length) throw newerLedger(where, version);
	if (version > 0) checkSums(database, steps, where);
	if (version === steps.length) return;
	database.run(
		'CREATE TABLE IF NOT EXISTS "migrationChecksum" ("name" TEXT PRIMARY KEY, "checksum" TEXT NOT NULL)',
	);
	const db = new Kysely<unknown>({ dialect: sqlJsDialect(() => database, true) });
	const migrator = new Migrator({
		db,
		provider: { getMigrations: () => Promise.resolve(migrationsOf(steps)) },
		migrationTableName: 'migration',
		migrationLockTableName: 'migrationLock',
	});
	const { error } = await migrator.migrateToLatest();
	if (error !== undefined) {
		throw new OutlayError(
			'environment',
			`The ledger ${where} could not be brought from schema ${version} to ${steps.length}.`,
			{ hint: 'It was left as it was; the version that wrote it can still use it.', cause: error },
		);
	}
	database.run(`PRAGMA user_version = ${steps.length}`);
}
