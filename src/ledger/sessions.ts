import { byBeginning, type Session } from '../core/usage/session.js';
import type { Ledger, StoredValue } from './ledger.js';
import type { SessionRow } from './schema.js';

/** The row of a session of this machine's user. */
export function sessionRow(orgId: string, session: Session): SessionRow {
	return {
		orgId,
		sessionId: session.sessionId,
		personId: null,
		firstAtMs: session.firstAtMs,
		lastAtMs: session.lastAtMs,
		cwds: JSON.stringify(session.cwds),
		entrypoint: session.entrypoint,
		clientCostMicros: session.clientCost?.costMicros ?? null,
		clientCostHasUnknownModel:
			session.clientCost === null ? null : session.clientCost.hasUnknownModel ? 1 : 0,
	};
}

function cwdsOf(json: StoredValue | undefined): string[] {
	const list: unknown = JSON.parse(typeof json === 'string' ? json : '[]');
	return Array.isArray(list) ? list.filter((cwd): cwd is string => typeof cwd === 'string') : [];
}

/** The session of a row. */
export function sessionOfRow(row: SessionRow): Session {
	const { sessionId, firstAtMs, lastAtMs, cwds, entrypoint, clientCostMicros } = row;
	return {
		sessionId,
		firstAtMs,
		lastAtMs,
		cwds: cwdsOf(cwds),
		entrypoint,
		clientCost:
			clientCostMicros === null
				? null
				: { costMicros: clientCostMicros, hasUnknownModel: row.clientCostHasUnknownModel === 1 },
	};
}

/** Every remembered session, in the order of their beginning. */
export function readSessions(ledger: Ledger): Session[] {
	const sessions: Session[] = [];
	/** One list for the same folders, which many sessions have. */
	const folders = new Map<string, readonly string[]>();
	const foldersOf = (json: string): readonly string[] => {
		const known = folders.get(json) ?? cwdsOf(json);
		folders.set(json, known);
		return known;
	};
	ledger.scan(
		// In the order in which the rows lie, and sorted here: an index over all of them would be followed row by row.
		`SELECT "sessionId", "firstAtMs", "lastAtMs", "cwds", "entrypoint", "clientCostMicros", "clientCostHasUnknownModel"
		FROM "session" NOT INDEXED WHERE "orgId" = ?`,
		[ledger.orgId],
		([sessionId, firstAtMs, lastAtMs, cwds, entrypoint, clientCostMicros, hasUnknownModel]) => {
			sessions.push({
				sessionId: String(sessionId),
				firstAtMs: Number(firstAtMs),
				lastAtMs: Number(lastAtMs),
				cwds: foldersOf(String(cwds)),
				entrypoint: entrypoint === null || entrypoint === undefined ? null : String(entrypoint),
				clientCost:
					clientCostMicros === null || clientCostMicros === undefined
						? null
						: { costMicros: Number(clientCostMicros), hasUnknownModel: hasUnknownModel === 1 },
			});
		},
	);
	return sessions.sort(byBeginning);
}
