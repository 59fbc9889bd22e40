import type { SessionEvent } from '../core/usage/session.js';
import type { Ledger } from './ledger.js';
import { packHashes, unpackHashes } from './packedHashes.js';
import type { SessionEventRow } from './schema.js';

/** The row of an event. */
export function sessionEventRow(orgId: string, event: SessionEvent): SessionEventRow {
	const { sessionId, eventId, kind, atMs, ...rest } = event;
	const detail = 'lineHashes' in rest ? { ...rest, lineHashes: packHashes(rest.lineHashes) } : rest;
	return { orgId, sessionId, eventId, kind, atMs, detail: JSON.stringify(detail) };
}

/** Every remembered event, oldest first. */
export function readSessionEvents(ledger: Ledger): SessionEvent[] {
	const events: SessionEvent[] = [];
	ledger.scan(
		'SELECT "sessionId", "eventId", "kind", "atMs", "detail" FROM "sessionEvent" WHERE "orgId" = ? ORDER BY "atMs", "sessionId", "eventId"',
		[ledger.orgId],
		([sessionId, eventId, kind, atMs, detail]) => {
			const rest = JSON.parse(String(detail)) as Record<string, unknown>;
			if (kind === 'edit') rest['lineHashes'] = unpackHashes(String(rest['lineHashes']));
			events.push({
				...rest,
				sessionId: String(sessionId),
				eventId: String(eventId),
				kind,
				atMs: Number(atMs),
			} as SessionEvent);
		},
	);
	return events;
}
