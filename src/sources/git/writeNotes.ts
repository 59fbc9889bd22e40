import { OutlayError } from '../../core/errors.js';
import { isSha } from './commits.js';
import { endOfOptions, type Git } from './git.js';

/** Our own ref; no other is ever written. */
export const outlayNotesRef = 'refs/notes/outlay';

/** Names for the commits of the notes ref where git knows no user; nothing else of them is ever seen. */
const fallbackIdentity = {
	GIT_AUTHOR_NAME: 'Outlay',
	GIT_AUTHOR_EMAIL: 'outlay@localhost',
	GIT_COMMITTER_NAME: 'Outlay',
	GIT_COMMITTER_EMAIL: 'outlay@localhost',
} as const;

async function identityOf(git: Git): Promise<Record<string, string>> {
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

/**
 * Exchanges our notes with a remote, on request only. Fetching merges theirs with ours (each side's note of a commit
 * that both have is kept once); pushing never forces.
 */
export async function exchangeNotes(git: Git, direction: 'fetch' | 'push', remote: string): Promise<void> {
	if (!/^[A-Za-z0-9][\w./-]*$/.test(remote)) {
		throw new OutlayError('usage', `"${remote}" is no name of a remote.`);
	}
	if (direction === 'push') {
		await git.text(['push', '--quiet', endOfOptions, remote, `${outlayNotesRef}:${outlayNotesRef}`], {
			network: true,
		});
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
		const args = ['notes', `--ref=${outlayNotesRef}`, 'merge', '--quiet', '--strategy=ours', theirs];
		await git.text(args, { extraEnv: await identityOf(git) });
	}
	await git.text(['update-ref', '-d', theirs]);
}
