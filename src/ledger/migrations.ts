import { sql, type Kysely, type Migration } from 'kysely';
import { createHash } from 'node:crypto';
import { initialTables } from './migrations/initialTables.js';
import { packedTables } from './packedTables.js';
import { sealedTables } from './sealedTables.js';

/** One step of the schema: the statements that make it, which never change once released. */
export interface SchemaStep {
	readonly name: string;
	readonly statements: readonly string[];
}

/** Every step since the first version, in order. A new one goes to the end; nothing before it is ever edited. */
export const schemaSteps: readonly SchemaStep[] = [
	{ name: '0001-initial', statements: initialTables },
	{
		name: '0002-packed-calls',
		statements: [
			'ALTER TABLE "call" RENAME TO "plainCall"',
			...packedTables,
			'INSERT INTO "orgCode" ("orgId") SELECT DISTINCT "orgId" FROM "plainCall" ORDER BY "orgId"',
			`INSERT INTO "callContext" ("orgId", "sessionId", "origin", "ownerSinceMs", "model", "speed", "serviceTier",
				"inferenceGeo", "version", "cwd", "branch")
				SELECT DISTINCT "orgId", "sessionId", "origin", "ownerSinceMs", "model", "speed", "serviceTier",
				"inferenceGeo", "version", "cwd", "branch" FROM "plainCall"`,
			`INSERT INTO "callRow" SELECT o."code", p."callId", c."contextId", p."atMs", p."inputTokens",
				p."outputTokens", p."cacheWrite5mTokens", p."cacheWrite1hTokens", p."cacheReadTokens", p."webSearches",
				p."outputIsPartial", p."nested"
				FROM "plainCall" p JOIN "orgCode" o ON o."orgId" = p."orgId"
				JOIN "callContext" c ON c."orgId" = p."orgId" AND c."sessionId" = p."sessionId"
				AND c."origin" = p."origin" AND c."ownerSinceMs" IS p."ownerSinceMs" AND c."model" = p."model"
				AND c."speed" IS p."speed" AND c."serviceTier" IS p."serviceTier"
				AND c."inferenceGeo" IS p."inferenceGeo" AND c."version" IS p."version" AND c."cwd" IS p."cwd"
				AND c."branch" IS p."branch"`,
			'DROP TABLE "plainCall"',
		],
	},
	{ name: '0003-sealed-calls', statements: sealedTables },
];

/** Checksum of a step's statements. */
export function checksumOfStep({ statements }: SchemaStep): string {
	return createHash('sha256').update(statements.join(';\n')).digest('hex');
}

/** The steps as Kysely's migrator takes them. Each also writes down its own checksum. */
export function migrationsOf(steps: readonly SchemaStep[]): Record<string, Migration> {
	const migration = (step: SchemaStep): Migration => ({
		async up(db: Kysely<unknown>) {
			for (const statement of step.statements) await sql.raw(statement).execute(db);
			await sql`INSERT INTO "migrationChecksum" VALUES (${step.name}, ${checksumOfStep(step)})`.execute(db);
		},
	});
	return Object.fromEntries(steps.map((step) => [step.name, migration(step)]));
}
