import { messageOf } from '../core/errors.js';
import type { SessionEvent } from '../core/usage/session.js';
import type { Ledger } from '../ledger/ledger.js';
import type { CursorRow } from '../ledger/schema.js';
import { readSessionEvents, sessionEventRow } from '../ledger/sessionEvents.js';
import { discoverTranscripts, type TranscriptFile } from '../sources/transcripts/discover.js';
import {
	continueFrom,
	isUnchanged,
	markOf,
	parseMark,
	type FileMark,
} from '../sources/transcripts/fileMark.js';
import { pendingCommandsIn, readActivity } from '../sources/transcripts/readActivity.js';
import { noProgressYet } from '../sources/transcripts/fileProgress.js';
import { breathe } from './breathe.js';
import type { OutlayContext } from './context.js';

/** Rises when the rules of reading change, so that every transcript is read again. */
const cursorSource = 'activity/1';
/** Events are remembered in batches, so that a long first reading neither fills the memory nor is lost. */
const batchEvents = 5000;

/**
 * What sessions did to git and files, of all transcripts and of those that Claude Code has removed since. Reads only
 * what is new and remembers it; without a ledger reads everything and remembers nothing.
 */
export async function gatherActivity(context: OutlayContext): Promise<SessionEvent[]> {
	if (!context.remembers) {
		const events: SessionEvent[] = [];
		await readFiles(await transcriptsOf(context), context, async (file) => {
			await readActivity(file, { offset: 0, commands: [] }, (event) => events.push(event), context.signal);
		});
		return events;
	}
	await syncActivity(context);
	await breathe();
	return readSessionEvents(await context.ledger());
}

/** The reading of usage discovers the same files and reports the same problems. */
async function transcriptsOf(context: OutlayContext): Promise<readonly TranscriptFile[]> {
	const { files, problems } = await discoverTranscripts(context.claudeDirs);
	for (const problem of problems) context.log.info(problem.what);
	return files;
}

/** Brings the ledger up to date with what sessions did; resumable, since each batch is saved with its marks. */
export async function syncActivity(context: OutlayContext): Promise<void> {
	const ledger = await context.ledger();
	const files = await transcriptsOf(context);
	const marks = readMarks(ledger);
	const changed = files.filter((file) => {
		const mark = marks.get(file.path);
		return mark === undefined || !isUnchanged(file, mark);
	});
	let events: SessionEvent[] = [];
	let cursors: CursorRow[] = [];
	const save = async (): Promise<void> => {
		if (cursors.length === 0) return;
		const sessionEvent = events.map((event) => sessionEventRow(ledger.orgId, event));
		await ledger.write({ sessionEvent, cursor: cursors });
		events = [];
		cursors = [];
	};
	await readFiles(changed, context, async (file) => {
		const known = marks.get(file.path) ?? null;
		const { offset } = continueFrom(file, known);
		const from = { offset, commands: offset === 0 ? [] : pendingCommandsIn(known) };
		const next = await readActivity(file, from, (event) => events.push(event), context.signal);
		const mark = {
			...markOf(file, { ...noProgressYet, offset: next.offset }),
			commands: next.commands,
		};
		cursors.push({
			orgId: ledger.orgId,
			source: cursorSource,
			key: file.path,
			value: JSON.stringify(mark),
		});
		if (events.length >= batchEvents) await save();
	});
	await save();
}

async function readFiles(
	files: readonly TranscriptFile[],
	context: OutlayContext,
	read: (file: TranscriptFile) => Promise<void>,
): Promise<void> {
	for (const [index, file] of files.entries()) {
		context.progress.report({ what: 'Reading activity', done: index, total: files.length });
		try {
			await read(file);
		} catch (error) {
			context.signal.throwIfAborted();
			const what = `${file.path} could not be read (${messageOf(error)}); its links may be missing.`;
			context.problems.push({ code: 'transcript.unreadable', what, file: file.path });
		}
	}
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
