/**
 * Calls that were taken out of `callRow` and packed: thousands of them in a row, in columns (`callBlock.ts`). A month
 * is cut into blocks, so that a period reads only its own. `call` is no longer a view: SQL cannot look into a block.
 */
export const sealedTables: readonly string[] = [
	`CREATE TABLE "callBlock" ("blockId" INTEGER PRIMARY KEY, "orgCode" INTEGER NOT NULL, "firstAtMs" BIGINT NOT NULL,
		"lastAtMs" BIGINT NOT NULL, "rows" INTEGER NOT NULL, "numbers" BLOB NOT NULL)`,
	// Tables of their own: to reach a column behind a long one, SQLite walks through every page of that.
	'CREATE TABLE "callBlockPrints" ("blockId" INTEGER PRIMARY KEY, "prints" BLOB NOT NULL)',
	'CREATE TABLE "callBlockIds" ("blockId" INTEGER PRIMARY KEY, "ids" BLOB NOT NULL)',
	// A packed call of which another copy came is put back into `callRow`; its place in the block does not count.
	`CREATE TABLE "unsealedCall" ("blockId" INTEGER NOT NULL, "row" INTEGER NOT NULL,
		PRIMARY KEY ("blockId", "row")) WITHOUT ROWID`,
	'DROP VIEW "call"',
];
