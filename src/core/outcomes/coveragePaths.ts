/** The repository that report paths are matched against. Paths are only compared, never opened. */
export interface RepositoryPaths {
	/** Every tracked file, `/`-separated. */
	readonly files: readonly string[];
	/** Absolute folder of the work tree, any platform's form; null for a bare repository. */
	readonly root: string | null;
	/** Go modules: folder in the repository (`` for the root) and module path. */
	readonly goModules: readonly { readonly folder: string; readonly module: string }[];
	/** True where the file system takes `A` for `a` (Windows, macOS). */
	readonly foldsCase: boolean;
}

/** What a path of a report is in the repository. */
export type ResolvedPath =
	| { readonly kind: 'file'; readonly path: string }
	/** Several files fit equally well: reported, not guessed. */
	| { readonly kind: 'ambiguous'; readonly candidates: readonly string[] }
	| { readonly kind: 'unknown' }
	/** No path at all, or one that leaves its folder. */
	| { readonly kind: 'refused'; readonly why: string };

/** A path in one form: `/`, no `.` and no inner `..`; or why it is refused. */
export function normalPath(written: string): { readonly path: string } | { readonly why: string } {
	if (/\p{Cc}/u.test(written)) return { why: 'it holds control characters' };
	const slashed = written.replace(/^file:\/\/(?=\/)/, '').replaceAll('\\', '/');
	if (slashed.startsWith('//')) return { why: 'it names a network share' };
	const drive = /^[A-Za-z]:(?=\/)/.exec(slashed)?.[0] ?? '';
	const isAbsolute = drive !== '' || slashed.startsWith('/');
	const parts: string[] = [];
	for (const part of slashed.slice(drive.length).split('/')) {
		if (part === '' || part === '.') continue;
		if (part !== '..') parts.push(part);
		else if (parts.pop() === undefined) return { why: 'it leads out of its folder' };
	}
	if (parts.length === 0) return { why: 'it is empty' };
	return { path: `${drive}${isAbsolute ? '/' : ''}${parts.join('/')}` };
}

const isAbsolute = (path: string): boolean => path.startsWith('/') || /^[A-Za-z]:\//.test(path);
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const endsWithPath = (path: string, end: string): boolean => path === end || path.endsWith(`/${end}`);

/** How often a build folder must show in unique matches before it decides for the rest of the report. */
const leastVotes = 2;

/** Matches the paths of one report to the files of a repository. */
export class PathResolver {
	readonly #repository: RepositoryPaths;
	readonly #byKey = new Map<string, string>();
	readonly #byName = new Map<string, string[]>();
	readonly #folders: readonly string[];
	#buildRoot: string | null = null;

	/** `sources`: folders that the report declares its paths relative to. */
	constructor(repository: RepositoryPaths, sources: readonly string[] = []) {
		this.#repository = repository;
		for (const file of repository.files) {
			const key = this.#key(file);
			this.#byKey.set(key, file);
			const name = nameOf(key);
			const same = this.#byName.get(name);
			if (same) same.push(file);
			else this.#byName.set(name, [file]);
		}
		this.#folders = sources.flatMap((source) => {
			const normal = normalPath(source);
			if ('path' in normal) return [normal.path];
			return normal.why === 'it is empty' ? [''] : [];
		});
	}

	/**
	 * Learns where the report was made: the folder that stands before most of its absolute paths that fit exactly one
	 * file by two names or more. Paths below it are then taken literally.
	 */
	learn(paths: Iterable<string>): void {
		const votes = new Map<string, number>();
		for (const written of paths) {
			const normal = normalPath(written);
			if (!('path' in normal) || !isAbsolute(normal.path)) continue;
			const [only, ...others] = this.#suffixMatches(normal.path).filter((file) => file.includes('/'));
			if (only === undefined || others.length > 0) continue;
			const root = normal.path.slice(0, normal.path.length - only.length);
			votes.set(root, (votes.get(root) ?? 0) + 1);
		}
		const ranked = [...votes].sort((one, two) => two[1] - one[1] || (one[0] < two[0] ? -1 : 1));
		const [best, second] = ranked;
		if (best !== undefined && best[1] >= leastVotes && best[1] > (second?.[1] ?? 0))
			this.#buildRoot = best[0];
	}

	/** The file that a path of the report means: literally, by declared folders, by module, else by longest suffix. */
	resolve(written: string): ResolvedPath {
		const normal = normalPath(written);
		if ('why' in normal) return { kind: 'refused', why: normal.why };
		const { path } = normal;
		const literal = this.#literal(path);
		if (literal !== null) return { kind: 'file', path: literal };
		const declared = isAbsolute(path) ? [] : this.#declared(path);
		if (declared.length > 0) return oneOf(declared);
		if (this.#buildRoot !== null && this.#key(path).startsWith(this.#key(this.#buildRoot)))
			return { kind: 'unknown' };
		return oneOf(this.#suffixMatches(path));
	}

	#key(path: string): string {
		return this.#repository.foldsCase ? path.toLowerCase() : path;
	}

	#literal(path: string): string | null {
		const { root, goModules } = this.#repository;
		const bases = [
			root === null ? null : `${root.replaceAll('\\', '/').replace(/\/$/, '')}/`,
			this.#buildRoot,
		];
		for (const base of bases) {
			if (base !== null && this.#key(path).startsWith(this.#key(base))) {
				const file = this.#byKey.get(this.#key(path.slice(base.length)));
				if (file !== undefined) return file;
			}
		}
		for (const { folder, module } of goModules) {
			if (!path.startsWith(`${module}/`)) continue;
			const rest = path.slice(module.length + 1);
			const file = this.#byKey.get(this.#key(folder === '' ? rest : `${folder}/${rest}`));
			if (file !== undefined) return file;
		}
		return this.#byKey.get(this.#key(path)) ?? null;
	}

	#declared(path: string): string[] {
		const found = this.#folders.flatMap((folder) => {
			const joined = folder === '' ? path : `${folder}/${path}`;
			const literal = this.#literal(joined);
			return literal === null ? this.#suffixMatches(joined) : [literal];
		});
		return [...new Set(found)];
	}

	/** Files that the path ends in, or that end in the path; only the longest agreement. */
	#suffixMatches(path: string): string[] {
		const key = this.#key(path);
		let best: string[] = [];
		let bestLength = 0;
		for (const file of this.#byName.get(nameOf(key)) ?? []) {
			const other = this.#key(file);
			if (!endsWithPath(key, other) && !(endsWithPath(other, key) && !isAbsolute(path))) continue;
			const length = Math.min(key.length, other.length);
			if (length > bestLength) {
				best = [file];
				bestLength = length;
			} else if (length === bestLength) best.push(file);
		}
		return best;
	}
}

function oneOf(files: readonly string[]): ResolvedPath {
	const [only, ...others] = files;
	if (only === undefined) return { kind: 'unknown' };
	return others.length === 0 ? { kind: 'file', path: only } : { kind: 'ambiguous', candidates: files };
}
