import { sessionsOfNote, type AuthorshipNote } from '../core/evidence/authorshipNote.js';
import type { OutlayNote } from '../core/evidence/outlayNote.js';
import { parseGitAiNote } from '../sources/git/gitAiNote.js';
import { readNotes } from '../sources/git/notes.js';
import { parseOutlayNote } from '../sources/git/outlayNote.js';
import { sessionKey } from '../sources/git/sessionKey.js';
import type { OutlayContext } from './context.js';
import type { Repository } from './repositories.js';

/** Refs that are read unless others are named. */
export const defaultNoteRefs: readonly string[] = ['refs/notes/ai', 'refs/notes/outlay'];

/** A note on a commit, in one of the two forms. */
export type CommitNote =
	| { readonly form: 'git-ai'; readonly ref: string; readonly note: AuthorshipNote }
	| { readonly form: 'outlay'; readonly ref: string; readonly note: OutlayNote };

/** Notes of some refs on the commits that are wanted. Texts that are neither form are a problem, one a ref. */
export async function gatherNotes(
	context: OutlayContext,
	repository: Repository,
	refs: readonly string[],
	isWanted: (commit: string) => boolean,
): Promise<Map<string, CommitNote[]>> {
	const found = new Map<string, CommitNote[]>();
	for (const ref of refs) {
		let unreadable = 0;
		for await (const { commit, text } of readNotes(repository.git, ref, isWanted, context.problems)) {
			const own = parseOutlayNote(text);
			const gitAi = own === null ? parseGitAiNote(text) : null;
			if (own !== null) add(found, commit, { form: 'outlay', ref, note: own });
			else if (gitAi !== null) add(found, commit, { form: 'git-ai', ref, note: gitAi });
			else unreadable += 1;
		}
		if (unreadable > 0) {
			const what = `${unreadable} notes in ${ref} of ${repository.name} are in no known form; they were left out.`;
			context.problems.push({ code: 'git.note-form', what });
		}
	}
	return found;
}

function add(found: Map<string, CommitNote[]>, commit: string, note: CommitNote): void {
	const known = found.get(commit);
	if (known === undefined) found.set(commit, [note]);
	else known.push(note);
}

/** Finds the sessions that a note names, by git-ai's key or the tool's own session id. */
export function sessionFinder(sessionIds: Iterable<string>): (note: CommitNote) => string[] {
	const byKey = new Map<string, string>();
	for (const sessionId of sessionIds) {
		byKey.set(sessionKey(sessionId), sessionId);
		byKey.set(sessionId, sessionId);
	}
	return ({ form, note }) => {
		const names =
			form === 'outlay'
				? note.sessions
				: sessionsOfNote(note).flatMap(({ key, conversationId }) => [key, conversationId ?? key]);
		return [...new Set(names.flatMap((name) => byKey.get(name) ?? []))];
	};
}
