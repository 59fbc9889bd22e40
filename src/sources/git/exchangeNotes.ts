import { unitedNotes, type OutlayNote } from '../../core/evidence/outlayNote.js';
import { OutlayError } from '../../core/errors.js';
import { endOfOptions, type Git } from './git.js';
import { listNotes, readNotes, type NoteAt } from './notes.js';
import { outlayNoteText, parseOutlayNote } from './outlayNote.js';
import { identityOf, outlayNotesRef, writeNote } from './writeNotes.js';

/**
 * Exchanges our notes with a remote, on request only. Fetching merges theirs with ours (of a commit that both
 * have noted, what each recorded of its sessions is kept); pushing never forces.
 */
export async function exchangeNotes(git: Git, direction: 'fetch' | 'push', remote: string): Promise<void> {
	if (!/^[A-Za-z0-9][\w./-]*$/.test(remote)) {
		throw new OutlayError('usage', `"${remote}" is no name of a remote.`);
	}
	if (direction === 'push') {
		await pushNotes(git, remote);
		return;
	}
	const theirs = `refs/notes/outlay-remote/${remote}`;
	const isThere = await git.text(['ls-remote', endOfOptions, remote, outlayNotesRef], { network: true });
	if (isThere.trim() === '') return;
	await git.text(['fetch', '--quiet', '--no-tags', endOfOptions, remote, `+${outlayNotesRef}:${theirs}`], {
		network: true,
	});
	const ours = await git.textOrNull(['rev-parse', '--verify', '--quiet', endOfOptions, outlayNotesRef]);
	if (ours === null) {
		await git.text(['update-ref', outlayNotesRef, theirs]);
	} else {
		const ourNotes = await listNotes(git, outlayNotesRef, () => true);
		const args = ['notes', `--ref=${outlayNotesRef}`, 'merge', '--quiet', '--strategy=ours', theirs];
		await git.text(args, { extraEnv: await identityOf(git) });
		await unite(git, ourNotes, theirs);
	}
	await git.text(['update-ref', '-d', theirs]);
}

/** Pushes without force: where somebody else has pushed notes meanwhile, git refuses, and theirs have to come in first. */
async function pushNotes(git: Git, remote: string): Promise<void> {
	// Nothing was ever recorded here: there is nothing to push, and git would call that an error.
	if ((await git.textOrNull(['rev-parse', '--verify', '--quiet', endOfOptions, outlayNotesRef])) === null)
		return;
	const refs = `${outlayNotesRef}:${outlayNotesRef}`;
	try {
		await git.text(['push', '--quiet', endOfOptions, remote, refs], { network: true });
	} catch (error) {
		if (!OutlayError.is(error, 'environment')) throw error;
		throw new OutlayError('environment', error.message, {
			hint: 'If others have pushed notes meanwhile, take theirs in first: outlay tag --fetch --push. What was recorded here is kept.',
			cause: error,
		});
	}
}

/** Git keeps one side's note where both have one: puts back what the other recorded of its sessions. */
async function unite(git: Git, ours: readonly NoteAt[], theirRef: string): Promise<void> {
	const theirs = new Map(
		(await listNotes(git, theirRef, () => true)).map(({ commit, blob }) => [commit, blob]),
	);
	const both = ours.filter(({ commit, blob }) => (theirs.get(commit) ?? blob) !== blob);
	if (both.length === 0) return;
	const wanted = new Set(both.map(({ commit }) => commit));
	const ourNotes = await notesAt(git, both);
	const theirNotes = await notesAt(
		git,
		both.map(({ commit }) => ({ commit, blob: theirs.get(commit) ?? '' })),
	);
	const merged = await notesAt(git, await listNotes(git, outlayNotesRef, (commit) => wanted.has(commit)));
	for (const { commit } of both) {
		const [own, their, now] = [ourNotes.get(commit), theirNotes.get(commit), merged.get(commit)];
		if (own === undefined || their === undefined || now === undefined) continue;
		const text = outlayNoteText(unitedNotes(own, their));
		if (text !== outlayNoteText(now)) await writeNote(git, commit, text);
	}
}

async function notesAt(git: Git, places: readonly NoteAt[]): Promise<Map<string, OutlayNote>> {
	const found = new Map<string, OutlayNote>();
	for await (const { commit, text } of readNotes(git, outlayNotesRef, places, [])) {
		const note = parseOutlayNote(text);
		if (note !== null) found.set(commit, note);
	}
	return found;
}
