import type { AuthorshipNote } from '../core/evidence/authorshipNote.js';
import { digestOfGitAiNote, digestOfOutlayNote, type NoteDigest } from '../core/evidence/noteDigest.js';
import { commitFactRows, readCommitFacts, type CommitFactQuery } from '../ledger/commitFacts.js';
import { readAddedLines } from '../sources/git/addedLines.js';
import { parseGitAiNote } from '../sources/git/gitAiNote.js';
import { listNotes, readNotes, type NoteAt } from '../sources/git/notes.js';
import { parseOutlayNote } from '../sources/git/outlayNote.js';
import { sessionKey } from '../sources/git/sessionKey.js';
import type { OutlayContext } from './context.js';
import type { Repository } from './repositories.js';

/** Refs that are read unless others are named. */
export const defaultNoteRefs: readonly string[] = ['refs/notes/ai', 'refs/notes/outlay'];

/** Rises when notes are read or counted in another way. */
const ruleVersion = '3';
const batchNotes = 500;

interface Remembered {
	/** The note's object: another one means that the note was rewritten. */
	readonly blob: string;
	/** Null for a note in no known form. */
	readonly digest: NoteDigest | null;
}

/**
 * What the notes of some refs say about the commits that are wanted, from memory where the ledger holds it, else from
 * git, and remembered. Notes in no known form are a problem, one a ref.
 */
export async function gatherNotes(
	context: OutlayContext,
	repository: Repository,
	refs: readonly string[],
	isWanted: (commit: string, ref: string) => boolean,
): Promise<Map<string, NoteDigest[]>> {
	const found = new Map<string, NoteDigest[]>();
	for (const ref of refs) {
		if (!repository.refs.objects.has(ref)) continue;
		const listed = await listNotes(repository.git, ref, (commit) => isWanted(commit, ref));
		const query = { repo: repository.name, kind: `note ${ref}`, ruleVersion };
		const known = await remembered(context, { ...query, shas: listed.map(({ commit }) => commit) });
		const fresh = listed.filter(({ commit, blob }) => known.get(commit)?.blob !== blob);
		await readFresh(context, repository, { ref, query }, fresh, known);
		let unreadable = 0;
		for (const { commit } of listed) {
			const digest = known.get(commit)?.digest;
			if (digest === null) unreadable += 1;
			if (digest !== null && digest !== undefined) found.set(commit, [...(found.get(commit) ?? []), digest]);
		}
		if (unreadable > 0) {
			const what = `${unreadable} notes in ${ref} of ${repository.name} are in no known form; they were left out.`;
			context.problems.push({ code: 'git.note-form', what });
		}
	}
	return found;
}

async function remembered(context: OutlayContext, query: CommitFactQuery): Promise<Map<string, Remembered>> {
	if (!context.remembers || query.shas.length === 0) return new Map();
	const facts = readCommitFacts(await context.ledger(), query);
	return new Map([...facts].map(([sha, value]) => [sha, JSON.parse(value) as Remembered]));
}

/** Reads notes batch by batch, so that large ones do not pile up, and adds them to `known`. */
async function readFresh(
	context: OutlayContext,
	repository: Repository,
	where: { readonly ref: string; readonly query: Omit<CommitFactQuery, 'shas'> },
	fresh: readonly NoteAt[],
	known: Map<string, Remembered>,
): Promise<void> {
	for (let from = 0; from < fresh.length; from += batchNotes) {
		context.progress.report({ what: 'Reading notes', done: from, total: fresh.length });
		const digests = new Map<string, Remembered>();
		const gitAi = new Map<string, { blob: string; note: AuthorshipNote }>();
		const batch = fresh.slice(from, from + batchNotes);
		for await (const { commit, blob, text } of readNotes(
			repository.git,
			where.ref,
			batch,
			context.problems,
		)) {
			const own = parseOutlayNote(text);
			const note = own === null ? parseGitAiNote(text) : null;
			if (note !== null) gitAi.set(commit, { blob, note });
			else digests.set(commit, { blob, digest: own === null ? null : digestOfOutlayNote(own, where.ref) });
		}
		for await (const added of readAddedLines(repository.git, gitAi.keys())) {
			const entry = gitAi.get(added.sha);
			if (entry === undefined) continue;
			const lines = 'missing' in added ? undefined : added;
			digests.set(added.sha, { blob: entry.blob, digest: digestOfGitAiNote(entry.note, where.ref, lines) });
		}
		for (const [commit, digest] of digests) known.set(commit, digest);
		if (context.remembers) {
			const ledger = await context.ledger();
			await ledger.write({ commitFact: commitFactRows(ledger.orgId, where.query, digests) });
		}
	}
}

/** Finds the sessions that a note names, by git-ai's key or the tool's own session id. */
export function sessionFinder(sessionIds: Iterable<string>): (note: NoteDigest) => string[] {
	let byName: Map<string, string> | null = null;
	/** Worked out with the first note: most repositories have none, and a key is a digest. */
	const named = (): Map<string, string> => {
		const found = new Map<string, string>();
		for (const sessionId of sessionIds) {
			found.set(sessionKey(sessionId), sessionId);
			found.set(sessionId, sessionId);
		}
		return found;
	};
	return ({ sessions }) => {
		const known = (byName ??= named());
		return [...new Set(sessions.flatMap((name) => known.get(name) ?? []))];
	};
}
