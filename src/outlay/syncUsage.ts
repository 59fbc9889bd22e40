import type { Call } from '../core/usage/call.js';
import { countRemarks, mergeRemarks, type CallRemark } from '../core/usage/callRemarks.js';
import type { CallTable } from '../core/usage/callTable.js';
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
import { noProgressYet, type FileProgress } from '../sources/transcripts/fileProgress.js';
import { readFiles, type FilesReading, type FileToRead } from '../sources/transcripts/readFiles.js';
import { ReadingThreads } from '../sources/transcripts/readingThreads.js';
import { addCounts, noCounts, type RejectedLine } from '../sources/transcripts/readingCounts.js';
import type { OutlayContext } from './context.js';

/** What a reading of the transcripts gave, apart from the calls. */
export interface UsageSync {
	readonly counts: SourceCounts;
	/** Rejected lines among those read this time. */
	readonly rejected: readonly RejectedLine[];
	/** On calls of all files, each call once. */
	readonly remarks: readonly CallRemark[];
	/** Calls and sessions that are new or may have changed. */
	readonly calls: readonly Call[];
	readonly sessions: readonly Session[];
}

/** All usage that is known, in columns: every call once, settled. */
export interface SettledUsage extends Omit<UsageSync, 'calls'> {
	readonly table: CallTable;
}

/** What a reading of the transcripts needs. */
export type SyncContext = Pick<OutlayContext, 'claudeDirs' | 'problems' | 'progress' | 'signal'> &
	Partial<Pick<OutlayContext, 'callListeners' | 'threads'>>;

/** Source of the cursors that say how far each transcript was read. */
export const cursorSource = 'transcripts';
/** Reads files and tells the user how far it is and what failed. */
export async function readChanged(
	files: readonly FileToRead[],
	context: SyncContext,
	threads?: ReadingThreads,
): Promise<FilesReading> {
	const report = (done: number, total: number): void =>
		context.progress.report({ what: 'Reading transcripts', done, total });
	const result = await readFiles(files, context.signal, report, threads);
	context.problems.push(...result.problems);
	return result;
}

/** The counts of all files and the remarks on their calls, from how far each was read. */
export function countsOf(
	files: readonly TranscriptFile[],
	progressOf: (file: TranscriptFile) => FileProgress,
): Pick<UsageSync, 'counts' | 'remarks'> {
	const sum = { ...noCounts };
	for (const file of files) {
		addCounts(sum, progressOf(file).counts);
		addCounts(sum, progressOf(file).pending);
	}
	const remarks = mergeRemarks(files.flatMap((file) => progressOf(file).remarks));
	return { counts: { files: files.length, ...sum, ...countRemarks(remarks) }, remarks };
}

/** Reads every transcript from its start and remembers nothing. */
export async function readAllUsage(context: SyncContext): Promise<UsageSync> {
	const { table, ...read } = await readSettledUsage(context);
	return { ...read, calls: table.calls() };
}

/** The same without an object for each call. */
export async function readSettledUsage(context: SyncContext): Promise<SettledUsage> {
	const threads = context.threads ?? new ReadingThreads();
	// The threads get ready while the rest of the folders is looked through.
	const { files, problems } = await discoverTranscripts(context.claudeDirs, ({ size }) =>
		threads.expect(size),
	);
	context.problems.push(...problems);
	const all = files.map((file) => ({ file, from: noProgressYet }));
	const { reading, progress } = await readChanged(all, context, threads);
	reading.copies.settle(reading.sessions, null);
	return {
		...countsOf(files, (file) => progress.get(file) ?? noProgressYet),
		rejected: reading.rejected,
		table: reading.copies,
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

/** The cursor of a file. */
export const cursorRow = (orgId: string, file: TranscriptFile, progress: FileProgress): CursorRow => ({
	orgId,
	source: cursorSource,
	key: file.path,
	value: JSON.stringify(markOf(file, progress)),
});

/** The files that changed since their marks, with where to go on. */
export function changedFiles(
	files: readonly TranscriptFile[],
	marks: ReadonlyMap<string, FileMark>,
	problems: Problem[],
): FileToRead[] {
	return files.flatMap((file): FileToRead[] => {
		const mark = marks.get(file.path) ?? null;
		if (mark !== null && isUnchanged(file, mark)) return [];
		try {
			return [{ file, from: continueFrom(file, mark) }];
		} catch (error) {
			problems.push({
				code: 'transcript.unreadable',
				what: `${file.path} could not be read (${messageOf(error)}); its new use is missing.`,
				file: file.path,
			});
			return [];
		}
	});
}

/** Reads what is new in some files and remembers calls, sessions and how far each file was read in one batch. */
async function syncFiles(
	context: SyncContext,
	ledger: Ledger,
	files: readonly TranscriptFile[],
	marks: ReadonlyMap<string, FileMark>,
): Promise<UsageSync> {
	const { reading, progress } = await readChanged(changedFiles(files, marks, context.problems), context);
	const owners = readCallOwners(ledger, reading.copies.callIds());
	const calls = reading.copies.resolve(reading.sessions, (callId) => owners.get(callId) ?? null);
	const sessions = [...reading.sessions.values()];
	const since = new Map(sessions.map(({ sessionId, firstAtMs }) => [sessionId, firstAtMs]));
	if (progress.size > 0) {
		try {
			await ledger.write({
				session: sessions.map((session) => sessionRow(ledger.orgId, session)),
				call: calls.map((call) => callRow(ledger.orgId, call, since.get(call.sessionId) ?? null)),
				cursor: [...progress].map(([file, reached]) => cursorRow(ledger.orgId, file, reached)),
			});
		} finally {
			// Also when the disk is full: in this process the calls count as read from now on.
			for (const tell of context.callListeners ?? []) tell(calls);
		}
	}
	return {
		...countsOf(files, (file) => progress.get(file) ?? marks.get(file.path) ?? noProgressYet),
		rejected: reading.rejected,
		calls,
		sessions,
	};
}

/**
 * Brings the ledger up to date with the transcripts: reads only what was written since the last time. What was once
 * read outlives its file.
 */
export async function syncUsage(context: SyncContext & Pick<OutlayContext, 'ledger'>): Promise<UsageSync> {
	const ledger = await context.ledger();
	const { files, problems } = await discoverTranscripts(context.claudeDirs);
	context.problems.push(...problems);
	return syncFiles(context, ledger, files, readMarks(ledger));
}

/** The same for files that are known to have changed, without looking at any other. */
export async function syncChangedFiles(
	context: SyncContext & Pick<OutlayContext, 'ledger'>,
	files: readonly TranscriptFile[],
): Promise<UsageSync> {
	const ledger = await context.ledger();
	return syncFiles(context, ledger, files, readMarks(ledger));
}
