import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Git } from './git.js';

// Starting a process costs milliseconds, and the more the larger this one is. So what is asked of every repository is
// asked together, and once a `Git`.

/** Where a repository lies. */
export interface RepositoryPlaces {
	/** The git folder that all work trees share, absolute. */
	readonly common: string;
	/** The file that names the boundary of a shallow clone; mostly not there. */
	readonly shallow: string;
	readonly isBare: boolean;
	/** Root of the work tree; null in a bare repository. */
	readonly top: string | null;
}

/** A remembered answer for each `Git`: whoever wants it anew makes another `Git`. */
function onceAGit<Answer>(ask: (git: Git) => Promise<Answer>): (git: Git) => Promise<Answer> {
	const known = new WeakMap<Git, Promise<Answer>>();
	return (git) => {
		const asked = known.get(git) ?? ask(git);
		known.set(git, asked);
		return asked;
	};
}

/** Where the repository lies. Throws the failure of git in a folder that is none. */
export const placesOf = onceAGit(async (git): Promise<RepositoryPlaces> => {
	const answer = await git.text([
		...['rev-parse', '--path-format=absolute', '--git-common-dir', '--git-path', 'shallow'],
		...['--path-format=relative', '--is-bare-repository', '--show-cdup'],
	]);
	const [common = '', shallow = '', isBare = '', up = ''] = answer.split('\n');
	return {
		common,
		shallow,
		isBare: isBare === 'true',
		top: isBare === 'true' ? null : resolve(git.folder, up),
	};
});

const wantedKeys =
	'^(remote\\..*\\.(url|promisor)|extensions\\.partialclone|blame\\.ignorerevsfile|mailmap\\.(file|blob))$';

/** Values of the config keys that matter here, by key as git prints it (section and last part in lower case). */
export const configOf = onceAGit(async (git): Promise<ReadonlyMap<string, readonly string[]>> => {
	const listed = (await git.textOrNull(['config', '--null', '--get-regexp', wantedKeys])) ?? '';
	const values = new Map<string, string[]>();
	for (const entry of listed.split('\0')) {
		const at = entry.indexOf('\n');
		const key = at === -1 ? entry : entry.slice(0, at);
		if (key === '') continue;
		values.set(key, [...(values.get(key) ?? []), at === -1 ? '' : entry.slice(at + 1)]);
	}
	return values;
});

/** A partial clone: contents may be missing, and nothing is fetched behind the user's back. */
export async function isPartialClone(git: Git): Promise<boolean> {
	const keys = [...(await configOf(git)).keys()];
	return keys.some((key) => key === 'extensions.partialclone' || key.endsWith('.promisor'));
}

const rootFiles = ['.mailmap', '.git-blame-ignore-revs'] as const;

type RootFiles = ReadonlySet<(typeof rootFiles)[number]>;

/** Paths at HEAD of repositories where somebody lists all of them. */
const listedPaths = new WeakMap<Git, Promise<ReadonlySet<string>>>();

/** Says that all paths at HEAD are being listed, so that nobody needs to ask for some of them. */
export function pathsAtHead(git: Git, paths: Promise<ReadonlySet<string>>): void {
	listedPaths.set(git, paths);
}

/** Which files in the root of HEAD there are, of those that change what git says of people and lines. */
export const rootFilesOf = onceAGit(async (git): Promise<RootFiles> => {
	const listed = await listedPaths.get(git);
	// In a partial clone a path tells nothing of the contents, which git would want to fetch.
	if (listed !== undefined && !(await isPartialClone(git)))
		return new Set(rootFiles.filter((name) => listed.has(name)));
	const input = rootFiles.map((name) => `HEAD:${name}\n`).join('');
	// A clone without these files or the folders of its commits (partial) cannot tell: then there are none.
	const told = (await git.textOrNull(['cat-file', '--batch-check=%(objecttype)'], { input })) ?? '';
	const answers = told.split('\n');
	return new Set(rootFiles.filter((_, index) => answers[index] === 'blob'));
});

/** True when git has a mailmap to apply: one of the config, of the work tree, or of HEAD in a bare repository. */
export async function hasMailmap(git: Git): Promise<boolean> {
	const [places, config] = await Promise.all([placesOf(git), configOf(git)]);
	if (config.has('mailmap.file') || config.has('mailmap.blob')) return true;
	return places.top === null
		? (await rootFilesOf(git)).has('.mailmap')
		: existsSync(join(places.top, '.mailmap'));
}

/** The refs of a repository at one moment. */
export interface RepositoryRefs {
	/** Object of each branch, notes ref and pull request head, by full name. */
	readonly objects: ReadonlyMap<string, string>;
	/** Ref that HEAD stands for; null when it is detached, or its branch has no commit yet. */
	readonly head: string | null;
	/** Ref that the HEAD of `origin` stands for; null when it has none. */
	readonly remoteHead: string | null;
}

/** Where clones and forges keep heads of branches and pull requests. */
export const headRefs = [
	'refs/heads',
	'refs/remotes',
	'refs/pull',
	'refs/merge-requests',
	'refs/pull-requests',
];

/** Reads the refs, every time anew. */
export async function readRefs(git: Git): Promise<RepositoryRefs> {
	const format = '--format=%(refname)%00%(objectname)%00%(symref)%00%(HEAD)';
	const objects = new Map<string, string>();
	let head: string | null = null;
	let remoteHead: string | null = null;
	for await (const line of git.lines(['for-each-ref', format, ...headRefs, 'refs/notes'])) {
		const [name = '', object = '', target = '', mark = ''] = line.split('\0');
		objects.set(name, object);
		if (mark === '*') head = name;
		if (name === 'refs/remotes/origin/HEAD' && target !== '') remoteHead = target;
	}
	return { objects, head, remoteHead };
}
