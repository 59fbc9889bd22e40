import { OutlayError } from '../../core/errors.js';
import { isSha } from './commits.js';
import type { Git } from './git.js';

/** Our own ref; no other is ever written. */
export const outlayNotesRef = 'refs/notes/outlay';

/** Names for the commits of the notes ref where git knows no user; nothing else of them is ever seen. */
const fallbackIdentity = {
	GIT_AUTHOR_NAME: 'Outlay',
	GIT_AUTHOR_EMAIL: 'outlay@localhost',
	GIT_COMMITTER_NAME: 'Outlay',
	GIT_COMMITTER_EMAIL: 'outlay@localhost',
} as const;

/** Environment for commits of the notes ref: who git says the user is, else a name of ours. */
export async function identityOf(git: Git): Promise<Record<string, string>> {
	const email = await git.textOrNull(['config', '--get', 'user.email']);
	return email === null || email.trim() === '' ? { ...fallbackIdentity } : {};
}

/** Sets the note of a commit, replacing ours of before. */
export async function writeNote(git: Git, sha: string, text: string): Promise<void> {
	if (!isSha(sha)) throw new OutlayError('usage', `"${sha}" is no full commit SHA.`);
	const args = ['notes', `--ref=${outlayNotesRef}`, 'add', '-f', '-F', '-', sha];
	await git.text(args, { input: text, extraEnv: await identityOf(git) });
}

/** Lets notes follow commits that are amended or rebased: adds our ref to `notes.rewriteRef`, once. */
export async function keepNotesOnRewrite(git: Git): Promise<void> {
	const known = await git.textOrNull(['config', '--get-all', 'notes.rewriteRef']);
	const covered = (known ?? '').split('\n').some((ref) => ref === outlayNotesRef || ref === 'refs/notes/*');
	if (!covered) await git.text(['config', '--local', '--add', 'notes.rewriteRef', outlayNotesRef]);
}
