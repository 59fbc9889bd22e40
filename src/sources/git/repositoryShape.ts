import { readFile } from 'node:fs/promises';
import { isSha } from './commits.js';
import type { Git } from './git.js';
import { isPartialClone, placesOf } from './repositoryLook.js';

/** What is peculiar about a repository's storage, because it limits what can be known from it. */
export interface RepositoryShape {
	/** Commits whose parents were left out by a shallow clone: their diffs show everything as new. */
	readonly boundary: ReadonlySet<string>;
	/** A partial clone: contents may be missing, and nothing is fetched behind the user's back. */
	readonly isPartial: boolean;
}

/** Reads the shape. */
export async function shapeOf(git: Git): Promise<RepositoryShape> {
	const [{ shallow }, isPartial] = await Promise.all([placesOf(git), isPartialClone(git)]);
	return { boundary: new Set(await shallowCommits(shallow)), isPartial };
}

async function shallowCommits(file: string): Promise<string[]> {
	try {
		return (await readFile(file, 'latin1')).split('\n').filter(isSha);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
}
