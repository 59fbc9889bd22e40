import type { LedgerSchema } from './schema.js';

/**
 * How two copies of a row become one, column by column. Every rule gives the same result in whatever order the
 * copies arrive and however often.
 */
export type Merge =
	/** Part of the natural key. */
	| 'key'
	/** Of the write with the later stamp. */
	| 'latest'
	| 'min'
	| 'max'
	/** The longer text: a copy that was cut off gives way to a whole one. */
	| 'longer'
	/** A JSON list: every element of both, in order of first sight. */
	| 'union'
	/** Belongs to the session that wrote the row first: `call.ownerSinceMs` decides. */
	| 'owner';

export interface ColumnSpec {
	readonly type: 'TEXT' | 'BIGINT';
	readonly isNullable: boolean;
	readonly merge: Merge;
}

export interface TableSpec<Row = Record<string, unknown>> {
	readonly columns: { readonly [Column in keyof Required<Row>]: ColumnSpec };
	/** Orders the `latest` columns: a column of the row, or `stamp`, the hidden time of writing. */
	readonly latestBy: 'stamp' | (keyof Row & string);
}

const text = (merge: Merge): ColumnSpec => ({ type: 'TEXT', isNullable: false, merge });
const textOrNull = (merge: Merge): ColumnSpec => ({ type: 'TEXT', isNullable: true, merge });
const integer = (merge: Merge): ColumnSpec => ({ type: 'BIGINT', isNullable: false, merge });
const integerOrNull = (merge: Merge): ColumnSpec => ({ type: 'BIGINT', isNullable: true, merge });

/**
 * The tables of the ledger: the one place that DDL, upserts and spool lines come from. Keys are natural and led by
 * `orgId`, types are TEXT and BIGINT, so that any SQL database can hold them and shard by organisation. Tables stand
 * in the order in which a batch is written: `cursor` last, so that no cursor is ever ahead of its rows.
 */
export const tableSpecs: { readonly [Table in keyof LedgerSchema]: TableSpec<LedgerSchema[Table]> } = {
	session: {
		latestBy: 'stamp',
		columns: {
			orgId: text('key'),
			sessionId: text('key'),
			personId: textOrNull('latest'),
			firstAtMs: integer('min'),
			lastAtMs: integer('max'),
			cwds: text('union'),
			entrypoint: textOrNull('latest'),
			clientCostMicros: integerOrNull('max'),
			clientCostHasUnknownModel: integerOrNull('max'),
		},
	},
	call: {
		latestBy: 'stamp',
		columns: {
			orgId: text('key'),
			callId: text('key'),
			sessionId: text('owner'),
			origin: text('owner'),
			ownerSinceMs: integerOrNull('owner'),
			atMs: integer('min'),
			model: text('owner'),
			speed: textOrNull('owner'),
			serviceTier: textOrNull('owner'),
			inferenceGeo: textOrNull('owner'),
			inputTokens: integer('max'),
			outputTokens: integer('max'),
			cacheWrite5mTokens: integer('max'),
			cacheWrite1hTokens: integer('max'),
			cacheReadTokens: integer('max'),
			webSearches: integer('max'),
			nested: textOrNull('longer'),
			outputIsPartial: integer('min'),
			version: textOrNull('owner'),
			cwd: textOrNull('owner'),
			branch: textOrNull('owner'),
		},
	},
	sessionEvent: {
		latestBy: 'stamp',
		columns: {
			orgId: text('key'),
			sessionId: text('key'),
			eventId: text('key'),
			kind: text('latest'),
			atMs: integer('min'),
			detail: text('latest'),
		},
	},
	pullRequest: {
		latestBy: 'updatedAtMs',
		columns: {
			orgId: text('key'),
			repo: text('key'),
			number: integer('key'),
			mergedAtMs: integerOrNull('latest'),
			closedAtMs: integerOrNull('latest'),
			createdAtMs: integerOrNull('latest'),
			updatedAtMs: integerOrNull('latest'),
			detail: text('latest'),
		},
	},
	coverageFile: {
		latestBy: 'stamp',
		columns: {
			orgId: text('key'),
			repo: text('key'),
			commitSha: text('key'),
			path: text('key'),
			coverable: integer('latest'),
			covered: integer('latest'),
			lines: textOrNull('latest'),
		},
	},
	commitFact: {
		latestBy: 'stamp',
		columns: {
			orgId: text('key'),
			repo: text('key'),
			sha: text('key'),
			kind: text('key'),
			ruleVersion: text('key'),
			value: text('latest'),
		},
	},
	billedUsage: {
		latestBy: 'stamp',
		columns: {
			orgId: text('key'),
			day: text('key'),
			actorId: text('key'),
			product: text('key'),
			model: text('key'),
			workspaceId: text('key'),
			tokenKind: text('key'),
			amountMicros: integer('latest'),
			listMicros: integerOrNull('latest'),
			currency: text('latest'),
			tokens: integerOrNull('latest'),
			requests: integerOrNull('latest'),
			rawAmount: text('latest'),
			source: text('latest'),
		},
	},
	orgRecord: {
		latestBy: 'asOfMs',
		columns: {
			orgId: text('key'),
			kind: text('key'),
			key: text('key'),
			asOfMs: integer('latest'),
			value: text('latest'),
		},
	},
	cursor: {
		latestBy: 'stamp',
		columns: {
			orgId: text('key'),
			source: text('key'),
			key: text('key'),
			value: text('latest'),
		},
	},
};

export type TableName = keyof LedgerSchema;

/** Every table, in the order a batch is written. */
export const tableNames = Object.keys(tableSpecs) as TableName[];

/** The columns of a table with their specs, in the order they are stored and spooled. */
export function columnsOf(table: TableName): readonly (readonly [name: string, spec: ColumnSpec])[] {
	return Object.entries(tableSpecs[table].columns);
}

/** The names of a table's key columns. */
export function keyOf(table: TableName): readonly string[] {
	return columnsOf(table).flatMap(([name, { merge }]) => (merge === 'key' ? [name] : []));
}

/** True when the table keeps the hidden `stamp` of its last write. */
export function isStamped(table: TableName): boolean {
	const { latestBy } = tableSpecs[table];
	return latestBy === 'stamp' && columnsOf(table).some(([, { merge }]) => merge === 'latest');
}
