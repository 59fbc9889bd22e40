import type { Problem } from '../../core/problem.js';
import { readObjects, readSizes } from './catFile.js';
import { isSha } from './commits.js';
import { endOfOptions, type Git } from './git.js';

/** Larger notes are gaps: the largest known ones (with transcripts inside) hold three megabytes. */
export const maxNoteBytes = 16 * 1024 * 1024;

/** A note's text on a commit. */
export interface Note {
	readonly commit: string;
	readonly ref: string;
	readonly text: string;
}

/** True when the ref exists and may be read: a well-formed name below `refs/`. */
async function notesTip(git: Git, ref: string): Promise<string | null> {
	if (!ref.startsWith('refs/') || (await git.textOrNull(['check-ref-format', ref])) === null) return null;
	const tip = await git.textOrNull(['rev-parse', '--verify', '--quiet', endOfOptions, `${ref}^{tree}`]);
	return tip?.trim().split('\n').at(-1) ?? null;
}

/**
 * Notes of a ref on the commits that are wanted, whatever the fan-out of its tree, read by one `cat-file --batch`
 * one at a time. A ref that is not there has none. Notes that are too large or whose object is missing are problems.
 */
export async function* readNotes(
	git: Git,
	ref: string,
	isWanted: (commit: string) => boolean,
	problems: Problem[],
): AsyncGenerator<Note> {
	const tree = await notesTip(git, ref);
	if (tree === null) return;
	const commits: string[] = [];
	const blobs: string[] = [];
	for await (const record of git.records(['ls-tree', '-r', '-z', '--full-tree', tree])) {
		const match = /^\d+ blob ([0-9a-f]+)\t([0-9a-f/]+)$/.exec(record.toString('latin1'));
		const commit = (match?.[2] ?? '').replaceAll('/', '');
		if (match?.[1] === undefined || !isSha(commit) || !isWanted(commit)) continue;
		commits.push(commit);
		blobs.push(match[1]);
	}
	const readable: { commit: string; blob: string }[] = [];
	let index = 0;
	for await (const { id, bytes } of readSizes(git, blobs)) {
		const commit = commits[index++] ?? '';
		if (bytes === null || bytes > maxNoteBytes) {
			const why = bytes === null ? 'is not in this clone' : `holds ${bytes} bytes`;
			problems.push({
				code: 'git.note-unread',
				what: `The note of ${commit} in ${ref} ${why}; it was left out.`,
			});
		} else readable.push({ commit, blob: id });
	}
	index = 0;
	const ids = readable.map(({ blob }) => blob);
	for await (const { content } of readObjects(git, ids)) {
		const commit = readable[index++]?.commit ?? '';
		if (content !== null) yield { commit, ref, text: content.toString('utf8') };
	}
}
