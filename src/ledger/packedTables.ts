/**
 * How the embedded store keeps calls. There are millions of them and they repeat a few thousand texts, so what a
 * session, folder, branch and model have in common stands once in `callContext`. The next step (`sealedTables.ts`) packs
 * them further and drops the view `call` again. A store on PostgreSQL would have a plain table `call` instead.
 */
export const packedTables: readonly string[] = [
	`CREATE TABLE "orgCode" ("code" INTEGER PRIMARY KEY, "orgId" TEXT NOT NULL UNIQUE)`,
	`CREATE TABLE "callContext" ("contextId" INTEGER PRIMARY KEY, "orgId" TEXT NOT NULL, "sessionId" TEXT NOT NULL,
		"origin" TEXT NOT NULL, "ownerSinceMs" BIGINT, "model" TEXT NOT NULL, "speed" TEXT, "serviceTier" TEXT,
		"inferenceGeo" TEXT, "version" TEXT, "cwd" TEXT, "branch" TEXT)`,
	'CREATE INDEX "callContextOfSession" ON "callContext" ("sessionId")',
	`CREATE TABLE "callRow" ("orgCode" INTEGER NOT NULL, "callId" TEXT NOT NULL, "contextId" INTEGER NOT NULL,
		"atMs" BIGINT NOT NULL, "inputTokens" BIGINT NOT NULL, "outputTokens" BIGINT NOT NULL,
		"cacheWrite5mTokens" BIGINT NOT NULL, "cacheWrite1hTokens" BIGINT NOT NULL, "cacheReadTokens" BIGINT NOT NULL,
		"webSearches" BIGINT NOT NULL, "outputIsPartial" BIGINT NOT NULL, "nested" TEXT,
		PRIMARY KEY ("orgCode", "callId")) WITHOUT ROWID`,
	`CREATE TABLE "rollupRow" ("contextId" INTEGER NOT NULL, "slotMs" BIGINT NOT NULL, "contextTier" BIGINT NOT NULL,
		"outputIsPartial" BIGINT NOT NULL, "calls" BIGINT NOT NULL, "inputTokens" BIGINT NOT NULL, "outputTokens" BIGINT NOT NULL,
		"cacheWrite5mTokens" BIGINT NOT NULL, "cacheWrite1hTokens" BIGINT NOT NULL, "cacheReadTokens" BIGINT NOT NULL,
		"webSearches" BIGINT NOT NULL,
		PRIMARY KEY ("contextId", "slotMs", "contextTier", "outputIsPartial")) WITHOUT ROWID`,
	// Hashes of the ids of calls that were rolled up: a copy of one that turns up again must not count again.
	`CREATE TABLE "rolledCall" ("hash" INTEGER PRIMARY KEY)`,
	`CREATE VIEW "call" AS SELECT c."orgId", r."callId", c."sessionId", c."origin", c."ownerSinceMs", r."atMs",
		c."model", c."speed", c."serviceTier", c."inferenceGeo", r."inputTokens", r."outputTokens",
		r."cacheWrite5mTokens", r."cacheWrite1hTokens", r."cacheReadTokens", r."webSearches", r."nested",
		r."outputIsPartial", c."version", c."cwd", c."branch"
		FROM "callRow" r JOIN "callContext" c ON c."contextId" = r."contextId"`,
	`CREATE VIEW "callRollup" AS SELECT c."orgId", c."sessionId", c."origin", r."slotMs", r."contextTier", c."model",
		c."speed", c."serviceTier", c."inferenceGeo", c."version", c."cwd", c."branch", r."calls", r."inputTokens",
		r."outputTokens", r."cacheWrite5mTokens", r."cacheWrite1hTokens", r."cacheReadTokens", r."webSearches",
		r."outputIsPartial"
		FROM "rollupRow" r JOIN "callContext" c ON c."contextId" = r."contextId"`,
];
