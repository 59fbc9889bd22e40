import { columnsOf, isStamped, keyOf, tableSpecs, type TableName } from './tableSpecs.js';

const quoted = (name: string): string => `"${name}"`;

/** DDL of one table in the SQL that SQLite and PostgreSQL share. */
export function createTableSql(table: TableName): string {
	const columns = columnsOf(table).map(
		([name, { type, isNullable }]) => `${quoted(name)} ${type}${isNullable ? '' : ' NOT NULL'}`,
	);
	if (isStamped(table)) columns.push('"stamp" BIGINT NOT NULL');
	const key = keyOf(table).map(quoted).join(', ');
	return `CREATE TABLE ${quoted(table)} (${columns.join(', ')}, PRIMARY KEY (${key}))`;
}

/** Columns that an upsert binds, in order: the table's own, then `stamp` where the table has one. */
export function boundColumns(table: TableName): readonly string[] {
	const names = columnsOf(table).map(([name]) => name);
	return isStamped(table) ? [...names, 'stamp'] : names;
}

/** True when the incoming copy is at least as late, so it gives the `latest` columns. */
function isLater(table: TableName): string {
	const by = isStamped(table) ? 'stamp' : tableSpecs[table].latestBy;
	return `coalesce(excluded.${quoted(by)}, -1) >= coalesce(${quoted(table)}.${quoted(by)}, -1)`;
}

/** True when the incoming copy's session was there earlier, so it owns the call; unknown is never earlier. */
function isEarlierOwner(table: TableName): string {
	const [theirs, ours] = ['excluded', quoted(table)].map((side) => `${side}."ownerSinceMs"`);
	return `(${theirs} < coalesce(${ours}, 9007199254740991))`;
}

function mergedValue(table: TableName, name: string): string {
	const spec = columnsOf(table).find(([column]) => column === name)?.[1];
	const ours = `${quoted(table)}.${quoted(name)}`;
	const theirs = `excluded.${quoted(name)}`;
	const pick = (condition: string): string => `CASE WHEN ${condition} THEN ${theirs} ELSE ${ours} END`;
	// A null on our side must not win against a value: NULL comparisons are false, so they are spelt out.
	const better = (comparison: string): string => pick(`${ours} IS NULL OR ${comparison}`);
	if (name === 'stamp') return better(`${theirs} > ${ours}`);
	switch (spec?.merge) {
		case 'min':
			return better(`${theirs} < ${ours}`);
		case 'max':
			return better(`${theirs} > ${ours}`);
		case 'longer':
			return better(`length(${theirs}) > length(${ours})`);
		case 'owner':
			return (
				`CASE WHEN ${isEarlierOwner(table)} THEN coalesce(${theirs}, ${ours}) ` +
				`ELSE coalesce(${ours}, ${theirs}) END`
			);
		case 'latest':
			return pick(isLater(table));
		case 'union': // both lists were joined before the row is bound
			return theirs;
		case 'key':
		case undefined:
			return ours;
	}
}

/** One idempotent upsert; parameters are `boundColumns(table)` in order. */
export function upsertSql(table: TableName): string {
	const columns = boundColumns(table);
	const key = keyOf(table);
	const sets = columns
		.filter((name) => !key.includes(name))
		.map((name) => `${quoted(name)} = ${mergedValue(table, name)}`);
	const conflict = sets.length > 0 ? `DO UPDATE SET ${sets.join(', ')}` : 'DO NOTHING';
	return (
		`INSERT INTO ${quoted(table)} (${columns.map(quoted).join(', ')}) ` +
		`VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT (${key.map(quoted).join(', ')}) ${conflict}`
	);
}
