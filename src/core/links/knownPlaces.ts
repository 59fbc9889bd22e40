import type { SessionEvent } from '../usage/session.js';
import type { RepositoryFacts } from './facts.js';
import type { LinkedSession } from './linkedSession.js';
import { below, comparablePath, foldersAround, isWindowsPath } from './paths.js';

/** Names that stand in every repository and so identify none. */
const commonName =
	/(?:^|\/)(?:readme|license|changelog|index|main|package|makefile|dockerfile|\.gitignore)[^/]*$/i;

/** Numbers of paths by the place of a repository in a list of them. */
export type Counts = ReadonlyMap<number, number>;

/**
 * Tells by the paths that repositories have where edited files lie. Sessions edit the same files in the same few folders
 * again and again: where a path lies below a folder is found out once.
 */
export class KnownPlaces {
	readonly #repositories: readonly KnownPaths[];
	readonly #byFolder = new Map<string, Root>();
	/** A working folder and the folders around it, by the working folder as written. */
	readonly #roots = new Map<string, readonly Root[]>();

	constructor(repositories: readonly Pick<RepositoryFacts, 'paths'>[]) {
		this.#repositories = repositories.map(({ paths }) => new KnownPaths(paths));
	}

	/**
	 * How many paths each repository has of those that a session edited, by its place in the list; null without any. They
	 * lie below one folder at or around a working folder, and are at least two, or one with a telling name, and at least a
	 * third of all edited ones there.
	 */
	knownOf(
		{ hasEdits, events }: Pick<LinkedSession, 'hasEdits' | 'events'>,
		cwds: readonly string[],
	): Counts | null {
		if (!hasEdits) return null;
		const edited = editedPaths(events);
		const roots = cwds.length < 2 ? this.#rootsOf(cwds[0] ?? '') : new Set(cwds.flatMap(this.#rootsOf));
		let most: Counts | null = null;
		for (const root of roots) {
			const known = knownBelow(root, edited);
			if (known !== null) most = most === null ? known : larger(most, known);
		}
		return most;
	}

	readonly #rootsOf = (cwd: string): readonly Root[] => {
		let known = this.#roots.get(cwd);
		if (known === undefined) {
			known = foldersAround(comparablePath(cwd), 6).map((folder) => this.#rootOf(folder));
			this.#roots.set(cwd, known);
		}
		return known;
	};

	#rootOf(folder: string): Root {
		let known = this.#byFolder.get(folder);
		if (known === undefined) this.#byFolder.set(folder, (known = new Root(folder, this.#repositories)));
		return known;
	}
}

/** The larger count of each repository. */
function larger(one: Counts, other: Counts): Counts {
	const most = new Map(one);
	for (const [place, count] of other) most.set(place, Math.max(count, most.get(place) ?? 0));
	return most;
}

/** Where an edited path lies below a folder. */
interface PlacedPath {
	/** A count of 1 for each repository that has it. */
	readonly known: Counts;
	/** False for a name that stands in every repository. */
	readonly isTelling: boolean;
}

/** A folder at or around working folders. */
class Root {
	readonly #folder: string;
	readonly #repositories: readonly KnownPaths[];
	readonly #isWindows: boolean;
	readonly #placed = new Map<string, PlacedPath | null>();

	constructor(folder: string, repositories: readonly KnownPaths[]) {
		this.#folder = folder;
		this.#repositories = repositories;
		this.#isWindows = isWindowsPath(folder);
	}

	/** Where a path lies below the folder; null when it does not. */
	place(path: string): PlacedPath | null {
		let placed = this.#placed.get(path);
		if (placed === undefined) {
			const inside = below(this.#folder, path);
			placed = inside === null ? null : this.#placeInside(inside);
			this.#placed.set(path, placed);
		}
		return placed;
	}

	#placeInside(inside: string): PlacedPath {
		const known = new Map<number, number>();
		for (const [place, repository] of this.#repositories.entries()) {
			if (repository.has(inside, this.#isWindows)) known.set(place, 1);
		}
		return { known, isTelling: inside.includes('/') && !commonName.test(inside) };
	}
}

/** Paths of a repository as they are, and as Windows compares them. */
class KnownPaths {
	readonly #paths: ReadonlySet<string>;
	/** In lower case; made when a Windows path is asked for. */
	#folded: ReadonlySet<string> | null = null;

	constructor(paths: ReadonlySet<string>) {
		this.#paths = paths;
	}

	has(path: string, isWindows: boolean): boolean {
		if (!isWindows) return this.#paths.has(path);
		this.#folded ??= new Set([...this.#paths].map((one) => one.toLowerCase()));
		return this.#folded.has(path);
	}
}

/** How many of some edited paths each repository has below a folder, where that is enough to tell; null for nowhere. */
function knownBelow(root: Root, edited: readonly string[]): Counts | null {
	const [only] = edited;
	if (edited.length === 1 && only !== undefined) {
		const placed = root.place(only);
		return placed !== null && placed.isTelling && placed.known.size > 0 ? placed.known : null;
	}
	const known = new Map<number, number>();
	const telling = new Map<number, number>();
	let inside = 0;
	for (const path of edited) {
		const placed = root.place(path);
		if (placed === null) continue;
		inside += 1;
		for (const place of placed.known.keys()) {
			known.set(place, (known.get(place) ?? 0) + 1);
			if (placed.isTelling) telling.set(place, (telling.get(place) ?? 0) + 1);
		}
	}
	for (const [place, count] of known) {
		const told = telling.get(place) ?? 0;
		const isEnough = count >= 2 ? told > 0 : told === 1;
		if (!isEnough || count * 3 < inside) known.delete(place);
	}
	return known.size === 0 ? null : known;
}

/** Paths that were edited, each once. */
function editedPaths(events: readonly SessionEvent[]): readonly string[] {
	const [only] = events;
	if (events.length === 1 && only?.kind === 'edit') return [comparablePath(only.path)];
	const edited = new Set<string>();
	for (const event of events) if (event.kind === 'edit') edited.add(comparablePath(event.path));
	return [...edited];
}
