import { CallTable, type PackedCalls } from '../../core/usage/callTable.js';
import type { CallCopy } from '../../core/usage/callCopies.js';
import type { ClientCost, Session } from '../../core/usage/session.js';
import { LineTaker } from './lineTaker.js';
import type { RejectedLine } from './readingCounts.js';

/** Calls and sessions that were read, as they cross from a thread to another. */
export interface PackedReading {
	readonly calls: PackedCalls;
	readonly sessions: readonly Session[];
}

/** A session's facts while they are collected. */
type SessionFacts = { -readonly [Key in keyof Session]: Session[Key] } & { cwds: string[] };

/** Claude Code's figure is cumulative: the larger of two is the later. */
export const laterCost = (one: ClientCost | null, two: ClientCost | null): ClientCost | null =>
	one === null || (two !== null && two.costMicros >= one.costMicros) ? two : one;

/** No more rejected lines than this are remembered one by one; all are counted. */
export const maxRejectedShown = 1000;

/**
 * What was read from transcripts, over any number of files and lines in any order of files. `copies` and `sessions`
 * are what the ledger takes in.
 */
export class UsageReading extends LineTaker {
	readonly copies: CallTable;
	readonly sessions = new Map<string, SessionFacts>();

	/** An empty reading, or one that takes a packed one over. */
	constructor(packed: PackedReading | null = null) {
		super();
		this.copies = new CallTable(packed?.calls);
		for (const session of packed?.sessions ?? []) this.addSession(session);
	}

	protected addCall(copy: CallCopy, entrypoint: string | null): void {
		this.copies.add(copy);
		this.see(copy.sessionId, copy.atMs, entrypoint, copy.cwd);
	}

	protected addClientCost(sessionId: string, startedAtMs: number, cost: ClientCost): void {
		const session = this.#session(sessionId, startedAtMs);
		session.clientCost = laterCost(session.clientCost, cost);
	}

	/** Takes in what a call says about its session. */
	see(sessionId: string, atMs: number, entrypoint: string | null, cwd: string | null): void {
		const session = this.#session(sessionId, atMs);
		if (atMs < session.firstAtMs) session.firstAtMs = atMs;
		if (atMs > session.lastAtMs) session.lastAtMs = atMs;
		session.entrypoint ??= entrypoint;
		if (cwd !== null && !session.cwds.includes(cwd)) session.cwds.push(cwd);
	}

	/** Takes in what is known about a session from another reading, which came later in the order of files. */
	addSession(session: Session): void {
		const known = this.sessions.get(session.sessionId);
		if (known === undefined) {
			this.sessions.set(session.sessionId, { ...session, cwds: [...session.cwds] });
			return;
		}
		known.firstAtMs = Math.min(known.firstAtMs, session.firstAtMs);
		known.lastAtMs = Math.max(known.lastAtMs, session.lastAtMs);
		known.entrypoint ??= session.entrypoint;
		for (const cwd of session.cwds) if (!known.cwds.includes(cwd)) known.cwds.push(cwd);
		known.clientCost = laterCost(known.clientCost, session.clientCost);
	}

	/** Takes in another reading, which came later in the order of files. */
	merge(other: PackedReading): void {
		this.copies.addAll(other.calls);
		for (const session of other.sessions) this.addSession(session);
	}

	/** Takes in rejected lines of a file that stand behind `linesBefore` others. */
	addRejected(lines: readonly RejectedLine[], linesBefore: number): void {
		for (const line of lines) {
			if (this.rejected.length >= maxRejectedShown) break;
			this.rejected.push({ ...line, line: line.line + linesBefore });
		}
	}

	/** The reading for another thread. */
	pack(): PackedReading {
		return {
			calls: this.copies.pack(),
			sessions: [...this.sessions.values()],
		};
	}

	#session(sessionId: string, atMs: number): SessionFacts {
		let session = this.sessions.get(sessionId);
		if (session === undefined) {
			session = {
				sessionId,
				firstAtMs: atMs,
				lastAtMs: atMs,
				cwds: [],
				entrypoint: null,
				clientCost: null,
			};
			this.sessions.set(sessionId, session);
		}
		return session;
	}
}
