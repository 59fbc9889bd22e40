import { endOfOptions, type Git } from './git.js';
import { placesOf, readRefs, type RepositoryRefs } from './repositoryLook.js';

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
export async function defaultBranchOf(git: Git, refs?: RepositoryRefs): Promise<DefaultBranch> {
	const known = refs ?? (await readRefs(git));
	const name = await branchName(git, known);
	const tipOf = (ref: string): string | null => (name === null ? null : (known.objects.get(ref) ?? null));
	const remote = tipOf(`refs/remotes/origin/${name ?? ''}`);
	const local = tipOf(`refs/heads/${name ?? ''}`);
	if (name !== null && remote !== null) {
		const isBehind = local !== null && local !== remote && (await isAncestor(git, remote, local));
		return isBehind
			? { name, ref: `refs/heads/${name}`, tip: local }
			: { name, ref: `refs/remotes/origin/${name}`, tip: remote };
	}
	if (name !== null && local !== null) return { name, ref: `refs/heads/${name}`, tip: local };
	return { name, ref: 'HEAD', tip: await headCommit(git) };
}

async function branchName(git: Git, { objects, head, remoteHead }: RepositoryRefs): Promise<string | null> {
	const named = remoteHead?.replace(/^refs\/remotes\/origin\//, '') ?? '';
	if (named !== '') return named;
	const { isBare } = await placesOf(git);
	if (isBare && head !== null) return head.replace(/^refs\/heads\//, '');
	for (const usual of usualNames) {
		if (objects.has(`refs/remotes/origin/${usual}`) || objects.has(`refs/heads/${usual}`)) return usual;
	}
	// Without a commit yet, only HEAD itself names the branch.
	const current = head ?? (await git.textOrNull(['symbolic-ref', '--quiet', 'HEAD']))?.trim() ?? '';
	return current === '' ? null : current.replace(/^refs\/heads\//, '');
}

async function headCommit(git: Git): Promise<string | null> {
	const sha = await git.textOrNull(['rev-parse', '--verify', '--quiet', endOfOptions, 'HEAD^{commit}']);
	return sha === null || sha.trim() === '' ? null : (sha.trim().split('\n').at(-1) ?? null);
}

async function isAncestor(git: Git, ancestor: string, commit: string): Promise<boolean> {
	return (await git.textOrNull(['merge-base', '--is-ancestor', ancestor, commit])) !== null;
}
