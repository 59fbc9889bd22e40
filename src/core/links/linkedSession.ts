import type { SessionSpan } from '../usage/callCopies.js';
import type { CallColumns } from '../usage/callColumns.js';
import type { Session, SessionEvent } from '../usage/session.js';
import type { Candidate, Candidates } from './candidates.js';
import { sessionCalls, type SessionCalls } from './sessionCalls.js';

/** Where a session belongs. */
export interface SessionHome {
	/** Known repository; null when nothing tells. */
	readonly repo: string | null;
	/** It is known to belong to a repository that is not looked at. */
	readonly isElsewhere: boolean;
}

const noEvents: readonly SessionEvent[] = [];
const noCandidates: readonly Candidate[] = [];
export const unknownHome: SessionHome = { repo: null, isElsewhere: false };

/**
 * A session and what linking finds out about it, step by step. One object for each, instead of an entry in a map for each
 * step: there are very many sessions, and looking them up by their ids takes longer than most steps.
 */
export class LinkedSession {
	readonly sessionId: string;
	/** Its place among all that are known. */
	readonly place: number;
	/** Null for one that is not to be linked: only what it did is known, and work that it is surely linked to is taken. */
	readonly session: Session | null;
	/** Whether some of its events are edits, and whether some are something else. */
	hasEdits = false;
	hasOperations = false;
	home: SessionHome = unknownHome;
	/** Its candidates in the repository that is looked at; null while there are none. */
	candidates: Candidates | null = null;
	/** What it worked on, one candidate for each piece of work: these carry its spend. */
	linked: readonly Candidate[] = noCandidates;
	/** Those, and the copies of the same work besides (a squash, rebased commits): the session shows in them, too. */
	shown: readonly Candidate[] = noCandidates;
	readonly #columns: CallColumns;
	#calls: SessionCalls | null = null;
	#events: SessionEvent[] | null = null;

	constructor(sessionId: string, place: number, session: Session | null, columns: CallColumns) {
		this.sessionId = sessionId;
		this.place = place;
		this.session = session;
		this.#columns = columns;
	}

	get calls(): SessionCalls {
		return (this.#calls ??= sessionCalls(this.#columns, this.sessionId));
	}

	/** Its own events, in time order. */
	get events(): readonly SessionEvent[] {
		return this.#events ?? noEvents;
	}

	/** Adds an event; `sortEvents` is to be called after the last. */
	addEvent(event: SessionEvent): void {
		if (event.kind === 'edit') this.hasEdits = true;
		else this.hasOperations = true;
		if (this.#events === null) this.#events = [event];
		else this.#events.push(event);
	}

	sortEvents(): void {
		if (this.events.length > 1) this.#events?.sort((one, two) => one.atMs - two.atMs);
	}
}

/** The sessions to link, in their order, and by their ids those and others of which something is known. */
export class LinkedSessions {
	readonly toLink: readonly LinkedSession[];
	/** All that are known, those to link first. */
	readonly all: LinkedSession[] = [];
	readonly #byId = new Map<string, LinkedSession>();
	readonly #columns: CallColumns;

	constructor(sessions: readonly Session[], columns: CallColumns) {
		this.#columns = columns;
		for (const session of sessions) this.#add(session.sessionId, session);
		this.toLink = [...this.all];
	}

	/** A session that is known. */
	get(sessionId: string): LinkedSession | undefined {
		return this.#byId.get(sessionId);
	}

	/** A session, which is known from now on. */
	of(sessionId: string): LinkedSession {
		return this.#byId.get(sessionId) ?? this.#add(sessionId, null);
	}

	#add(sessionId: string, session: Session | null): LinkedSession {
		const added = new LinkedSession(sessionId, this.all.length, session, this.#columns);
		this.all.push(added);
		this.#byId.set(sessionId, added);
		return added;
	}
}

/** When a session's own history began and ended; of one that is not to be linked only the event tells. */
export const spanOf = (
	{ session }: LinkedSession,
	{ sessionId, atMs }: Pick<SessionEvent, 'sessionId' | 'atMs'>,
): SessionSpan => session ?? { sessionId, firstAtMs: atMs, lastAtMs: atMs };
