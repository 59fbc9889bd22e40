import type { SessionEvent } from '../core/usage/session.js';
import type { Ledger } from './ledger.js';
import { packHashes, unpackHashes } from './packedHashes.js';
import type { SessionEventRow } from './schema.js';
import { SharedTexts } from './sharedTexts.js';

/** The row of an event. */
export function sessionEventRow(orgId: string, event: SessionEvent): SessionEventRow {
	const { sessionId, eventId, kind, atMs, ...rest } = event;
	const detail = 'lineHashes' in rest ? { ...rest, lineHashes: packHashes(rest.lineHashes) } : rest;
	return { orgId, sessionId, eventId, kind, atMs, detail: JSON.stringify(detail) };
}

/** By time, then by session and id. */
function byTime(one: SessionEvent, two: SessionEvent): number {
	if (one.atMs !== two.atMs) return one.atMs - two.atMs;
	if (one.sessionId !== two.sessionId) return one.sessionId < two.sessionId ? -1 : 1;
	return one.eventId < two.eventId ? -1 : 1;
}

/** Every remembered event, oldest first. */
export function readSessionEvents(ledger: Ledger): SessionEvent[] {
	const events: SessionEvent[] = [];
	// A session's events share its folder and branch.
	const texts = new SharedTexts();
	const [sessionText, cwdText, branchText] = [texts.column(), texts.column(), texts.column()];
	ledger.scan(
		// In the order in which the rows lie, and sorted here: an index over all of them would be followed row by row.
		'SELECT "sessionId", "eventId", "kind", "atMs", "detail" FROM "sessionEvent" NOT INDEXED WHERE "orgId" = ?',
		[ledger.orgId],
		([sessionId, eventId, kind, atMs, detail]) => {
			// Filled in place: an object that is spread gets a shape of its own, and every look at it takes longer.
			const event = JSON.parse(String(detail)) as Record<string, unknown>;
			if (kind === 'edit') event['lineHashes'] = unpackHashes(String(event['lineHashes']));
			if (typeof event['cwd'] === 'string') event['cwd'] = cwdText(event['cwd']);
			if (typeof event['branch'] === 'string') event['branch'] = branchText(event['branch']);
			event['sessionId'] = sessionText(String(sessionId));
			event['eventId'] = String(eventId);
			event['kind'] = kind;
			event['atMs'] = Number(atMs);
			events.push(event as unknown as SessionEvent);
		},
	);
	return events.sort(byTime);
}
