import { CallTable } from '../core/usage/callTable.js';
import type { Session } from '../core/usage/session.js';
import { callOfRow, callRow } from '../ledger/calls.js';
import type { Ledger } from '../ledger/ledger.js';
import type { CallRow, SessionRow } from '../ledger/schema.js';
import { sessionOfRow, sessionRow } from '../ledger/sessions.js';
import {
	readUsageView,
	spoolBatch,
	writeUsageView,
	type LedgerState,
	type SpooledRow,
	type SpooledSince,
} from '../ledger/usageView.js';
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

/** The view's rows with what was spooled since. */
interface Viewed {
	readonly calls: CallTable;
	readonly sessions: UsageReading;
	readonly marks: Map<string, FileMark>;
}

/** Takes in what was spooled since; false when a call changed its owner, which only the ledger can decide. */
function takeIn(viewed: Viewed, orgId: string, since: readonly SpooledSince[]): boolean {
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
 * new in the transcripts is read and remembered durably. Null when the ledger must be opened instead: no view yet, a
 * new image, or much that is new.
 */
export async function viewedUsage(
	context: SyncContext,
	dir: string,
	nowMs: number,
): Promise<SettledUsage | null> {
	const known = readUsageView(dir);
	if (known === null) return null;
	const { view, since } = known;
	const { orgId } = view;
	const viewed: Viewed = { calls: new CallTable(view.calls), sessions: new UsageReading(), marks: new Map() };
	for (const session of view.sessions) viewed.sessions.addSession(session);
	for (const [path, json] of view.marks) {
		const mark = parseMark(json);
		if (mark !== null) viewed.marks.set(path, mark);
	}
	if (!takeIn(viewed, orgId, since)) return null;
	const { files, problems } = await discoverTranscripts(context.claudeDirs);
	const changed = changedFiles(files, viewed.marks, context.problems);
	const newBytes = changed.reduce((sum, { file, from }) => sum + file.size - from.offset, 0);
	if (newBytes > mostNewBytes) return null;
	context.problems.push(...problems);
	const { reading, progress } = await readChanged(changed, context);
	const calls = reading.copies.resolve(reading.sessions, (callId) => viewed.calls.ownerOf(callId));
	const sessions = [...reading.sessions.values()];
	if (progress.size > 0) {
		const beganMs = new Map(sessions.map(({ sessionId, firstAtMs }) => [sessionId, firstAtMs]));
		const batch = {
			session: sessions.map((session) => sessionRow(orgId, session)),
			call: calls.map((call) => callRow(orgId, call, beganMs.get(call.sessionId) ?? null)),
			cursor: [...progress].map(([file, reached]) => cursorRow(orgId, file, reached)),
		};
		const lastStamp = Math.max(view.stamp, ...since.map(({ stamp }) => stamp));
		await spoolBatch(dir, batch, view.schemaVersion, Math.max(nowMs, lastStamp + 1));
	}
	for (const call of calls) viewed.calls.add(call);
	for (const session of sessions) viewed.sessions.addSession(session);
	return {
		counts: countsOf(files, (file) => progress.get(file) ?? viewed.marks.get(file.path) ?? noProgressYet),
		rejected: reading.rejected,
		table: viewed.calls,
		sessions: [...viewed.sessions.sessions.values()],
	};
}

/** Lays out what the ledger knows for the next answer. Rolled-up history has no view: only the ledger knows its ids. */
export async function keepView(
	dir: string,
	ledger: Ledger,
	state: LedgerState,
	table: CallTable,
	sessions: readonly Session[],
	nowMs: number,
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
	await writeUsageView(dir, {
		...{ state, orgId: ledger.orgId, schemaVersion, stamp: nowMs, marks },
		...{ calls: table.pack(), sessions },
	});
}
