import { CallTable, type PackedCalls } from '../../core/usage/callTable.js';
import type { CallRemark } from '../../core/usage/callRemarks.js';
import type { ClientCost, Session } from '../../core/usage/session.js';
import type { UsageLine } from './usageLine.js';

/** Counts of what was met while reading, per file and in sum. */
export interface ReadingCounts {
	lines: number;
	rejectedLines: number;
	syntheticCalls: number;
	/** Token counts that were negative or no numbers, taken as 0. */
	clampedFields: number;
}

export const noCounts: Readonly<ReadingCounts> = {
	lines: 0,
	rejectedLines: 0,
	syntheticCalls: 0,
	clampedFields: 0,
};

/** Adds one file's counts to a sum. */
export function addCounts(sum: ReadingCounts, counts: Readonly<ReadingCounts>): void {
	sum.lines += counts.lines;
	sum.rejectedLines += counts.rejectedLines;
	sum.syntheticCalls += counts.syntheticCalls;
	sum.clampedFields += counts.clampedFields;
}

/** A line that could not be used, for `--verbose`. */
export interface RejectedLine {
	readonly file: string;
	/** 1-based. */
	readonly line: number;
	readonly why: string;
}

/** Where a line was read. `mtimeMs` of the file stands in for a time that a line does not give. */
export interface LinePlace {
	readonly file: string;
	readonly line: number;
	readonly mtimeMs: number;
}

/** Calls and sessions that were read, as they cross from a thread to another. */
export interface PackedReading {
	readonly calls: PackedCalls;
	readonly sessions: readonly Session[];
}

/** A session's facts while they are collected. */
type SessionFacts = { -readonly [Key in keyof Session]: Session[Key] } & { cwds: string[] };

/** Claude Code's figure is cumulative: the larger of two is the later. */
const laterCost = (one: ClientCost | null, two: ClientCost | null): ClientCost | null =>
	one === null || (two !== null && two.costMicros >= one.costMicros) ? two : one;

/** No more rejected lines than this are remembered one by one; all are counted. */
export const maxRejectedShown = 1000;
/** Nor more of one range of a file, so that a file that is no text hides no other. */
const maxRejectedOfRange = 100;

/**
 * What was read from transcripts, over any number of files and lines in any order of files. `copies` and `sessions`
 * are what the ledger takes in.
 */
export class UsageReading {
	readonly copies = new CallTable();
	readonly sessions = new Map<string, SessionFacts>();
	readonly rejected: RejectedLine[] = [];
	/** What lines say about calls beside their tokens, in the order of lines. */
	readonly remarks: CallRemark[] = [];

	/** Takes in what one line says; `counts` belong to the line's file. */
	add(line: UsageLine, counts: ReadingCounts, place: LinePlace): void {
		switch (line.kind) {
			case 'none':
				return;
			case 'synthetic':
				counts.syntheticCalls += 1;
				return;
			case 'rejected':
				counts.rejectedLines += 1;
				if (this.rejected.length < maxRejectedOfRange) {
					this.rejected.push({ file: place.file, line: place.line, why: line.why });
				}
				return;
			case 'client-cost': {
				const session = this.#session(line.sessionId, line.startedAtMs ?? place.mtimeMs);
				session.clientCost = laterCost(session.clientCost, line.clientCost);
				return;
			}
			case 'call': {
				const { copy, entrypoint, clampedFields, remark } = line;
				counts.clampedFields += clampedFields;
				if (remark !== null) this.remarks.push(remark);
				this.copies.add(copy);
				this.see(copy.sessionId, copy.atMs, entrypoint, copy.cwd);
			}
		}
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

	/** The rejected lines so far, which are then forgotten here. */
	takeRejected(): RejectedLine[] {
		return this.rejected.splice(0);
	}

	/** The remarks so far, which are then forgotten here. */
	takeRemarks(): CallRemark[] {
		return this.remarks.splice(0);
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
