import { comparablePath, foldersAround } from './paths.js';
import type { NameResolver } from './sessionRepository.js';
import type { LinkInput } from './facts.js';
import type { LinkedSession } from './linkedSession.js';

/** Repository that a path on this machine lies in. */
export interface PathRepository {
	readonly repo: string;
	/** False: it is not one of those looked at. */
	readonly isKnown: boolean;
}

/** More folders than a path has in practice. */
const deepest = 64;

/**
 * Folders of this machine that are known to belong to a repository: its work trees, and working folders of sessions
 * that still exist. One session may work in several repositories; a path says in which.
 */
export class RepositoryFolders {
	readonly #byFolder = new Map<string, PathRepository>();
	/** By path as written: the same few folders are asked for with every call. */
	readonly #known = new Map<string, PathRepository | null>();

	constructor({ repositories, folders }: Pick<LinkInput, 'repositories' | 'folders'>, resolve: NameResolver) {
		for (const [folder, repo] of folders) {
			if (repo !== null) this.#byFolder.set(comparablePath(folder), resolve(repo));
		}
		for (const { repo, roots } of repositories) {
			for (const root of roots ?? []) this.#byFolder.set(comparablePath(root), { repo, isKnown: true });
		}
	}

	/** The repository of the nearest known folder at or around a path; null when there is none. */
	of(path: string): PathRepository | null {
		if (this.#byFolder.size === 0) return null;
		let found = this.#known.get(path);
		if (found === undefined) {
			const nearest = foldersAround(comparablePath(path), deepest).find((folder) =>
				this.#byFolder.has(folder),
			);
			found = (nearest === undefined ? undefined : this.#byFolder.get(nearest)) ?? null;
			this.#known.set(path, found);
		}
		return found;
	}

	/** Name of the repository that a session's act belongs to: that of the path where one is known, else its home. */
	repoOf({ home }: Pick<LinkedSession, 'home'>, path: string | null): string | null {
		const known = path === null ? null : this.of(path);
		return known === null ? home.repo : known.repo;
	}
}
