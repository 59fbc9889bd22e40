import { compareOwners, type SessionSpan } from '../usage/callCopies.js';
import type { SessionEvent } from '../usage/session.js';

/**
 * Events by session, each event in one session only: resuming and forking copies history lines, with their ids, into
 * the new session's file. The session that wrote the history keeps it (`compareOwners`, as for calls). In time order.
 */
export function ownEvents(
	events: readonly SessionEvent[],
	spans: ReadonlyMap<string, SessionSpan>,
): Map<string, SessionEvent[]> {
	const spanOf = ({ sessionId, atMs }: SessionEvent): SessionSpan =>
		spans.get(sessionId) ?? { sessionId, firstAtMs: atMs, lastAtMs: atMs };
	const owners = new Map<string, SessionEvent>();
	for (const event of events) {
		// A pr-link is written by each session itself, so its address is no sign of a copy.
		const key = event.eventId.startsWith('pr-link:') ? `${event.sessionId} ${event.eventId}` : event.eventId;
		const known = owners.get(key);
		if (known === undefined || compareOwners(spanOf(event), spanOf(known)) < 0) owners.set(key, event);
	}
	const bySession = new Map<string, SessionEvent[]>();
	for (const event of owners.values()) {
		const list = bySession.get(event.sessionId);
		if (list === undefined) bySession.set(event.sessionId, [event]);
		else list.push(event);
	}
	for (const list of bySession.values()) list.sort((one, two) => one.atMs - two.atMs);
	return bySession;
}
