import type { Call } from '../core/usage/call.js';
import type { CallTable } from '../core/usage/callTable.js';
import type { PriceBook } from '../core/usage/priceBook.js';
import type { KnownCalls } from '../core/usage/summedCalls.js';
import { sumUp } from '../core/usage/usageSums.js';
import { callOfRow, callRow } from '../ledger/calls.js';
import type { Ledger, LedgerBatch } from '../ledger/ledger.js';
import type { CallRow, SessionRow } from '../ledger/schema.js';
import { sessionOfRow, sessionRow } from '../ledger/sessions.js';
import { spoolBatch, withUsageView, type SpooledRow, type SpooledSince } from '../ledger/usageView.js';
import { writeUsageView, type UsageViewFacts, type UsageViewFile } from '../ledger/usageViewFile.js';
import { discoverTranscripts } from '../sources/transcripts/discover.js';
import { parseMark, type FileMark } from '../sources/transcripts/fileMark.js';
import { noProgressYet } from '../sources/transcripts/fileProgress.js';
import { UsageReading } from '../sources/transcripts/usageReading.js';
import {
	changedFiles,
	countsOf,
	cursorRow,
	cursorSource,
	readChanged,
	type SyncContext,
	type SettledUsage,
} from './syncUsage.js';

/** More new bytes than this are worth opening the ledger for. */
const mostNewBytes = 4 * 1024 * 1024;

/** What is known from the view, with what was spooled since. */
interface Viewed<Calls extends KnownCalls> {
	readonly calls: Calls;
	readonly sessions: UsageReading;
	readonly marks: Map<string, FileMark>;
}

/** All known usage as the view gives it: like `SettledUsage`, with the calls as they were wished for. */
export type ViewedUsage<Calls> = Omit<SettledUsage, 'table'> & {
	readonly calls: Calls;
	/** The calls that there are remarks on, by their ids: the view itself is closed by now. */
	readonly remarked: ReadonlyMap<string, Omit<Call, 'callId'>>;
};

/** Takes in what was spooled since; false when a call changed its owner, which only the ledger can decide. */
function takeIn(viewed: Viewed<KnownCalls>, orgId: string, since: readonly SpooledSince[]): boolean {
	for (const { tables } of since) {
		const rowsOf = (table: string): SpooledRow[] =>
			(tables[table] ?? []).filter((row) => row['orgId'] === orgId);
		for (const row of rowsOf('call')) {
			const call = callOfRow(row as unknown as CallRow);
			const owner = viewed.calls.ownerOf(call.callId);
			if (owner !== null && owner !== call.sessionId) return false;
			viewed.calls.add(call);
		}
		for (const row of rowsOf('session')) {
			viewed.sessions.addSession(sessionOfRow(row as unknown as SessionRow));
		}
		for (const { source, key, value } of rowsOf('cursor')) {
			const mark = source === cursorSource ? parseMark(String(value)) : null;
			if (mark !== null) viewed.marks.set(String(key), mark);
		}
	}
	return true;
}

/**
 * All known usage from the ledger's view, without opening its database: for answers that must come at once. What is
 * new in the transcripts is read and remembered durably. `callsIn` takes the calls out of the view, or finds that this
 * view does not do. Null when the ledger must be opened instead: no view that does, a new image, or much that is new.
 */
export function viewedUsage<Calls extends KnownCalls>(
	context: SyncContext,
	dir: string,
	nowMs: number,
	callsIn: (view: UsageViewFile) => Calls | null,
): Promise<ViewedUsage<Calls> | null> {
	return withUsageView(dir, async (view, since) => {
		const calls = callsIn(view);
		if (calls === null) return null;
		const viewed: Viewed<Calls> = { calls, sessions: new UsageReading(), marks: new Map() };
		for (const session of view.facts.sessions) viewed.sessions.addSession(session);
		for (const [path, json] of view.facts.marks) {
			const mark = parseMark(json);
			if (mark !== null) viewed.marks.set(path, mark);
		}
		if (!takeIn(viewed, view.facts.orgId, since)) return null;
		const lastStamp = Math.max(view.facts.stamp, ...since.map(({ stamp }) => stamp));
		return readNew(context, viewed, view.facts.orgId, (batch) =>
			spoolBatch(dir, batch, view.facts.schemaVersion, Math.max(nowMs, lastStamp + 1)),
		);
	});
}

/** Reads what is new, remembers it by `remember`, and takes it in; null when it is better read with the ledger open. */
async function readNew<Calls extends KnownCalls>(
	context: SyncContext,
	viewed: Viewed<Calls>,
	orgId: string,
	remember: (batch: LedgerBatch) => Promise<void>,
): Promise<ViewedUsage<Calls> | null> {
	const { files, problems } = await discoverTranscripts(context.claudeDirs);
	const changed = changedFiles(files, viewed.marks, problems);
	const newBytes = changed.reduce((sum, { file, from }) => sum + file.size - from.offset, 0);
	if (newBytes > mostNewBytes) return null;
	context.problems.push(...problems);
	const { reading, progress } = await readChanged(changed, context);
	const calls = reading.copies.resolve(reading.sessions, (callId) => viewed.calls.ownerOf(callId));
	const sessions = [...reading.sessions.values()];
	if (progress.size > 0) {
		const beganMs = new Map(sessions.map(({ sessionId, firstAtMs }) => [sessionId, firstAtMs]));
		await remember({
			session: sessions.map((session) => sessionRow(orgId, session)),
			call: calls.map((call) => callRow(orgId, call, beganMs.get(call.sessionId) ?? null)),
			cursor: [...progress].map(([file, reached]) => cursorRow(orgId, file, reached)),
		});
	}
	for (const call of calls) viewed.calls.add(call);
	for (const session of sessions) viewed.sessions.addSession(session);
	const counted = countsOf(
		files,
		(file) => progress.get(file) ?? viewed.marks.get(file.path) ?? noProgressYet,
	);
	return {
		...counted,
		rejected: reading.rejected,
		calls: viewed.calls,
		remarked: new Map(
			counted.remarks.flatMap(({ callId }) => {
				const call = viewed.calls.callOf(callId);
				return call === null ? [] : [[callId, call]];
			}),
		),
		sessions: [...viewed.sessions.sessions.values()],
	};
}

/** Lays out what the ledger knows for the next answer. Rolled-up history has no view: only the ledger knows its ids. */
export async function keepView(
	dir: string,
	ledger: Ledger,
	facts: Pick<UsageViewFacts, 'state' | 'sessions' | 'pricesId' | 'stamp'>,
	table: CallTable,
	prices: PriceBook,
): Promise<void> {
	if (table.hasRolledUp) return;
	const marks: (readonly [string, string])[] = [];
	ledger.scan(
		'SELECT "key", "value" FROM "cursor" WHERE "orgId" = ? AND "source" = ?',
		[ledger.orgId, cursorSource],
		([key, value]) => marks.push([String(key), String(value)]),
	);
	let schemaVersion = 0;
	ledger.scan('PRAGMA user_version', [], ([version]) => (schemaVersion = Number(version)));
	const calls = table.pack();
	await writeUsageView(
		dir,
		{ ...facts, orgId: ledger.orgId, schemaVersion, marks },
		calls,
		sumUp(calls, prices),
	);
}
