import { resolveCalls } from '../core/usage/callCopies.js';
import type { Call } from '../core/usage/call.js';
import type { Session } from '../core/usage/session.js';
import type { SourceCounts } from '../core/usage/usageQuality.js';
import { messageOf } from '../core/errors.js';
import type { Problem } from '../core/problem.js';
import { callRow, readCallOwners } from '../ledger/calls.js';
import type { Ledger } from '../ledger/ledger.js';
import type { CursorRow } from '../ledger/schema.js';
import { sessionRow } from '../ledger/sessions.js';
import { discoverTranscripts, type TranscriptFile } from '../sources/transcripts/discover.js';
import {
	continueFrom,
	isUnchanged,
	markOf,
	parseMark,
	type FileMark,
} from '../sources/transcripts/fileMark.js';
import { noProgressYet, readUsage, type FileProgress } from '../sources/transcripts/readUsage.js';
import { addCounts, noCounts, UsageReading, type RejectedLine } from '../sources/transcripts/usageReading.js';
import type { OutlayContext } from './context.js';

/** What a reading of the transcripts gave, apart from the calls. */
export interface UsageSync {
	readonly counts: SourceCounts;
	/** Rejected lines among those read this time. */
	readonly rejected: readonly RejectedLine[];
	/** Calls and sessions that are new or may have changed. */
	readonly calls: readonly Call[];
	readonly sessions: readonly Session[];
}

type Context = Pick<OutlayContext, 'claudeDirs' | 'problems' | 'progress' | 'signal'>;

const cursorSource = 'transcripts';
const unreadable = (file: TranscriptFile, error: unknown): Problem => ({
	code: 'transcript.unreadable',
	what: `${file.path} could not be read (${messageOf(error)}); its new use is missing.`,
	file: file.path,
});

/** Reads files from where the last reading ended; a file that fails is a problem and the others go on. */
async function readFiles(
	files: readonly TranscriptFile[],
	marks: ReadonlyMap<string, FileMark>,
	context: Context,
): Promise<{ reading: UsageReading; read: Map<TranscriptFile, FileProgress> }> {
	const reading = new UsageReading();
	const read = new Map<TranscriptFile, FileProgress>();
	for (const [index, file] of files.entries()) {
		context.progress.report({ what: 'Reading transcripts', done: index, total: files.length });
		try {
			const from = await continueFrom(file, marks.get(file.path) ?? null);
			read.set(file, await readUsage(file, from, reading, context.signal));
		} catch (error) {
			context.signal.throwIfAborted();
			context.problems.push(unreadable(file, error));
		}
	}
	return { reading, read };
}

function countsOf(
	files: readonly TranscriptFile[],
	progress: (file: TranscriptFile) => FileProgress,
): SourceCounts {
	const sum = { ...noCounts };
	for (const file of files) {
		addCounts(sum, progress(file).counts);
		addCounts(sum, progress(file).pending);
	}
	return { files: files.length, ...sum };
}

/** Reads every transcript from its start and remembers nothing. */
export async function readAllUsage(context: Context): Promise<UsageSync> {
	const { files, problems } = await discoverTranscripts(context.claudeDirs);
	context.problems.push(...problems);
	const { reading, read } = await readFiles(files, new Map(), context);
	return {
		counts: countsOf(files, (file) => read.get(file) ?? noProgressYet),
		rejected: reading.rejected,
		calls: resolveCalls(reading.copies, reading.sessions),
		sessions: [...reading.sessions.values()],
	};
}

function readMarks(ledger: Ledger): Map<string, FileMark> {
	const marks = new Map<string, FileMark>();
	ledger.scan(
		'SELECT "key", "value" FROM "cursor" WHERE "orgId" = ? AND "source" = ?',
		[ledger.orgId, cursorSource],
		([key, value]) => {
			const mark = parseMark(String(value));
			if (mark !== null) marks.set(String(key), mark);
		},
	);
	return marks;
}

async function cursorRows(
	orgId: string,
	read: ReadonlyMap<TranscriptFile, FileProgress>,
): Promise<CursorRow[]> {
	const rows: CursorRow[] = [];
	for (const [file, progress] of read) {
		const value = JSON.stringify(await markOf(file, progress));
		rows.push({ orgId, source: cursorSource, key: file.path, value });
	}
	return rows;
}

/**
 * Brings the ledger up to date with the transcripts: reads only what was written since the last time, and remembers
 * calls, sessions and how far each file was read in one batch. What was once read outlives its file.
 */
export async function syncUsage(context: Context & Pick<OutlayContext, 'ledger'>): Promise<UsageSync> {
	const ledger = await context.ledger();
	const { files, problems } = await discoverTranscripts(context.claudeDirs);
	context.problems.push(...problems);
	const marks = readMarks(ledger);
	const changed = files.filter((file) => {
		const mark = marks.get(file.path);
		return mark === undefined || !isUnchanged(file, mark);
	});
	const { reading, read } = await readFiles(changed, marks, context);
	const owners = readCallOwners(ledger, [...reading.copies.keys()]);
	const calls = resolveCalls(reading.copies, reading.sessions, (callId) => owners.get(callId) ?? null);
	const sessions = [...reading.sessions.values()];
	const since = new Map(sessions.map(({ sessionId, firstAtMs }) => [sessionId, firstAtMs]));
	if (read.size > 0) {
		await ledger.write({
			session: sessions.map((session) => sessionRow(ledger.orgId, session)),
			call: calls.map((call) => callRow(ledger.orgId, call, since.get(call.sessionId) ?? null)),
			cursor: await cursorRows(ledger.orgId, read),
		});
	}
	return {
		counts: countsOf(files, (file) => read.get(file) ?? marks.get(file.path) ?? noProgressYet),
		rejected: reading.rejected,
		calls,
		sessions,
	};
}
