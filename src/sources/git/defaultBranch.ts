import { endOfOptions, type Git } from './git.js';

/** The branch that work lands on. */
export interface DefaultBranch {
	/** Short name, e.g. `main`; null on a detached HEAD without any known branch. */
	readonly name: string | null;
	/** Full name to read, e.g. `refs/remotes/origin/main`, or `HEAD`. */
	readonly ref: string;
	/** Commit it points at; null in an empty repository. */
	readonly tip: string | null;
}

const usualNames = ['main', 'master', 'trunk', 'develop'];

/**
 * Finds the default branch: what the remote's HEAD names; in a bare repository its own HEAD; else the first of the
 * usual names; else the current branch. Of the local and the remote copy the one that holds the other is taken, the
 * remote one when they went apart.
 */
export async function defaultBranchOf(git: Git): Promise<DefaultBranch> {
	const name = await branchName(git);
	const refs = name === null ? [] : [`refs/remotes/origin/${name}`, `refs/heads/${name}`];
	const tips = await Promise.all(refs.map((ref) => commitOf(git, ref)));
	const [remote = null, local = null] = tips;
	if (name !== null && remote !== null) {
		const isBehind = local !== null && local !== remote && (await isAncestor(git, remote, local));
		return isBehind
			? { name, ref: `refs/heads/${name}`, tip: local }
			: { name, ref: `refs/remotes/origin/${name}`, tip: remote };
	}
	if (name !== null && local !== null) return { name, ref: `refs/heads/${name}`, tip: local };
	return { name, ref: 'HEAD', tip: await commitOf(git, 'HEAD') };
}

async function branchName(git: Git): Promise<string | null> {
	const remoteHead = await git.textOrNull(['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD']);
	const named = remoteHead?.trim().replace(/^refs\/remotes\/origin\//, '');
	if (named !== undefined && named !== '') return named;
	const head = (await git.textOrNull(['symbolic-ref', '--quiet', 'HEAD']))?.trim() ?? '';
	const current = head.replace(/^refs\/heads\//, '');
	const isBare = (await git.textOrNull(['rev-parse', '--is-bare-repository']))?.trim() === 'true';
	if (isBare && current !== '' && (await commitOf(git, 'HEAD')) !== null) return current;
	for (const usual of usualNames) {
		const remote = await commitOf(git, `refs/remotes/origin/${usual}`);
		if (remote !== null || (await commitOf(git, `refs/heads/${usual}`)) !== null) return usual;
	}
	return current === '' ? null : current;
}

async function commitOf(git: Git, ref: string): Promise<string | null> {
	const sha = await git.textOrNull(['rev-parse', '--verify', '--quiet', endOfOptions, `${ref}^{commit}`]);
	return sha === null || sha.trim() === '' ? null : (sha.trim().split('\n').at(-1) ?? null);
}

async function isAncestor(git: Git, ancestor: string, commit: string): Promise<boolean> {
	return (await git.textOrNull(['merge-base', '--is-ancestor', ancestor, commit])) !== null;
}
