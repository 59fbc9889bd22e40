import { compareOwners } from '../usage/callCopies.js';
import type { SessionEvent } from '../usage/session.js';
import { spanOf, type LinkedSessions } from './linkedSession.js';

/**
 * Gives each session its events, each event to one session only: resuming and forking copies history lines, with their
 * ids, into the new session's file. The session that wrote the history keeps it (`compareOwners`, as for calls). In time
 * order.
 */
export function giveEvents(events: readonly SessionEvent[], sessions: LinkedSessions): void {
	const owners = new Map<string, SessionEvent>();
	for (const event of events) {
		// A pr-link is written by each session itself, so its address is no sign of a copy.
		const key = event.eventId.startsWith('pr-link:') ? `${event.sessionId} ${event.eventId}` : event.eventId;
		const known = owners.get(key);
		if (known === undefined || isOwner(event, known, sessions)) owners.set(key, event);
	}
	for (const event of owners.values()) sessions.of(event.sessionId).addEvent(event);
	for (const session of sessions.all) session.sortEvents();
}

/** Whether an event is that of the session that wrote the history, rather than another copy of it. */
function isOwner(event: SessionEvent, other: SessionEvent, sessions: LinkedSessions): boolean {
	const [one, two] = [event, other].map((copy) => spanOf(sessions.of(copy.sessionId), copy));
	return one !== undefined && two !== undefined && compareOwners(one, two) < 0;
}
