import type { Problem } from '../../core/problem.js';
import { readObjects, readSizes } from './catFile.js';
import { isSha } from './commits.js';
import { endOfOptions, type Git } from './git.js';

/** Larger notes are gaps: the largest known ones (with transcripts inside) hold three megabytes. */
export const maxNoteBytes = 16 * 1024 * 1024;

/** A note's text on a commit. */
export interface Note extends NoteAt {
	readonly text: string;
}

/** True when the ref exists and may be read: a well-formed name below `refs/`. */
async function notesTip(git: Git, ref: string): Promise<string | null> {
	if (!ref.startsWith('refs/') || (await git.textOrNull(['check-ref-format', ref])) === null) return null;
	const tip = await git.textOrNull(['rev-parse', '--verify', '--quiet', endOfOptions, `${ref}^{tree}`]);
	return tip?.trim().split('\n').at(-1) ?? null;
}

/** Where a note lies. */
export interface NoteAt {
	readonly commit: string;
	readonly blob: string;
}

/** Notes of a ref on the commits that are wanted, whatever the fan-out of its tree. A ref that is not there has none. */
export async function listNotes(
	git: Git,
	ref: string,
	isWanted: (commit: string) => boolean,
): Promise<NoteAt[]> {
	const tree = await notesTip(git, ref);
	if (tree === null) return [];
	const found: NoteAt[] = [];
	for await (const record of git.records(['ls-tree', '-r', '-z', '--full-tree', tree])) {
		const match = /^\d+ blob ([0-9a-f]+)\t([0-9a-f/]+)$/.exec(record.toString('latin1'));
		const commit = (match?.[2] ?? '').replaceAll('/', '');
		if (match?.[1] !== undefined && isSha(commit) && isWanted(commit)) found.push({ commit, blob: match[1] });
	}
	return found;
}

/**
 * Texts of notes, read by one `cat-file --batch`, one in memory at a time. Notes that are too large or whose object
 * is missing are problems, and the others go on.
 */
export async function* readNotes(
	git: Git,
	ref: string,
	notes: readonly NoteAt[],
	problems: Problem[],
): AsyncGenerator<Note> {
	const readable: NoteAt[] = [];
	let index = 0;
	const blobs = notes.map(({ blob }) => blob);
	for await (const { bytes } of readSizes(git, blobs)) {
		const note = notes[index++];
		if (note === undefined) break;
		if (bytes === null || bytes > maxNoteBytes) {
			const why = bytes === null ? 'is not in this clone' : `holds ${bytes} bytes`;
			const what = `The note of ${note.commit} in ${ref} ${why}; it was left out.`;
			problems.push({ code: 'git.note-unread', what });
		} else readable.push(note);
	}
	index = 0;
	const ids = readable.map(({ blob }) => blob);
	for await (const { content } of readObjects(git, ids)) {
		const note = readable[index++];
		if (content !== null && note !== undefined) yield { ...note, text: content.toString('utf8') };
	}
}
