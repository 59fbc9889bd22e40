import type { AddedLines } from './addedLines.js';
import { aiLinesOfNote, evidenceOfNote, sessionsOfNote, type AuthorshipNote } from './authorshipNote.js';
import type { Evidence } from './evidence.js';
import { evidenceOfOutlayNote, type NotedSpend, type OutlayNote } from './outlayNote.js';

/** What a note on a commit comes down to, whichever form it has. */
export interface NoteDigest {
	readonly ref: string;
	readonly evidence: readonly Evidence[];
	/** Keys and ids under which it names sessions. */
	readonly sessions: readonly string[];
	/** Added lines that it gives to AI; null when it cannot tell. */
	readonly aiLines: number | null;
	/** List price of the spend that it records; null when it records none. */
	readonly costMicros: number | null;
	/** The spend by session; none in notes of other tools. */
	readonly spend: readonly NotedSpend[];
}

/** Digest of a git-ai note; `added` is what its commit adds, undefined where that is unknown. */
export function digestOfGitAiNote(
	note: AuthorshipNote,
	ref: string,
	added: AddedLines | undefined,
): NoteDigest {
	return {
		ref,
		evidence: evidenceOfNote(note, ref, added),
		sessions: [
			...new Set(
				sessionsOfNote(note, added).flatMap(({ key, conversationId }) =>
					conversationId === null ? [key] : [key, conversationId],
				),
			),
		],
		aiLines: added === undefined ? null : aiLinesOfNote(note, added),
		costMicros: null,
		spend: [],
	};
}

/** Digest of our own note. */
export function digestOfOutlayNote(note: OutlayNote, ref: string): NoteDigest {
	return {
		ref,
		evidence: evidenceOfOutlayNote(note, ref),
		sessions: note.sessions,
		aiLines: note.aiLines,
		costMicros: note.costMicros,
		spend: note.spend,
	};
}

/** AI lines that notes give: line ranges (git-ai) before our own count. Null when none tells. */
export function aiLinesOfNotes(notes: readonly NoteDigest[]): number | null {
	const known = notes.filter(({ aiLines }) => aiLines !== null);
	return (known.find(({ costMicros }) => costMicros === null) ?? known[0])?.aiLines ?? null;
}
