import { watch, type FSWatcher } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A folder to be told about. */
export interface WatchTarget {
	readonly folder: string;
	/** Levels of folders below it that are watched too. */
	readonly depth: number;
	/** False for names that do not matter. */
	readonly accepts: (name: string) => boolean;
	readonly onChange: () => void;
}

/** More folders than this are not watched one by one; the newest are. inotify has a limit for all programs together. */
const mostFolders = 2000;
const pollMs = 5000;

interface Watched {
	close(): void;
}

/**
 * Tells when files in some folders change, by the system's own notices: no work is done while nothing changes. Node's
 * recursive watching on Linux opens one watch a file; here it is one a folder. A folder that does not exist yet is
 * awaited at its nearest parent. Where notices cannot be had (a limit, a network drive), that folder is looked at
 * every five seconds.
 */
export class FolderWatch {
	readonly #targets: readonly WatchTarget[];
	readonly #watched = new Map<string, Watched>();
	#isClosed = false;

	constructor(targets: readonly WatchTarget[]) {
		this.#targets = targets;
		for (const target of targets) void this.#root(target);
	}

	/** Folders that are watched now. */
	get size(): number {
		return this.#watched.size;
	}

	async #root(target: WatchTarget): Promise<void> {
		if (await isFolder(target.folder)) {
			await this.#tree(target, target.folder, target.depth);
			return;
		}
		let parent = dirname(target.folder);
		while (!(await isFolder(parent)) && dirname(parent) !== parent) parent = dirname(parent);
		const key = `await ${target.folder}`;
		this.#open(key, parent, () => {
			void isFolder(target.folder).then((exists) => {
				if (!exists || !this.#watched.has(key)) return;
				this.#drop(key);
				target.onChange();
				void this.#root(target);
			});
		});
	}

	async #tree(target: WatchTarget, folder: string, depth: number): Promise<void> {
		const key = `${this.#targets.indexOf(target)} ${folder}`;
		if (this.#watched.has(key) || this.#watched.size >= mostFolders) return;
		this.#open(key, folder, (name, isNewOrGone) => {
			if (name !== null && !target.accepts(name)) return;
			target.onChange();
			if (!isNewOrGone) return;
			if (depth > 0 && name !== null) void this.#appeared(target, join(folder, name), depth - 1);
			void isFolder(folder).then((exists) => {
				if (!exists) this.#drop(key);
				if (!exists && folder === target.folder) void this.#root(target);
			});
		});
		if (depth === 0) return;
		for (const child of await foldersIn(folder)) await this.#tree(target, child, depth - 1);
	}

	async #appeared(target: WatchTarget, path: string, depth: number): Promise<void> {
		if (await isFolder(path)) await this.#tree(target, path, depth);
	}

	#open(key: string, folder: string, changed: (name: string | null, isNewOrGone: boolean) => void): void {
		if (this.#isClosed) return;
		let watcher: FSWatcher;
		try {
			watcher = watch(folder, { persistent: false }, (event, name) => changed(name, event === 'rename'));
		} catch {
			this.#watched.set(
				key,
				poll(folder, () => changed(null, true)),
			);
			return;
		}
		watcher.on('error', () => {
			if (this.#watched.get(key) !== watcher) return;
			watcher.close();
			this.#watched.set(
				key,
				poll(folder, () => changed(null, true)),
			);
		});
		this.#watched.set(key, watcher);
	}

	#drop(key: string): void {
		this.#watched.get(key)?.close();
		this.#watched.delete(key);
	}

	close(): void {
		this.#isClosed = true;
		for (const key of [...this.#watched.keys()]) this.#drop(key);
	}
}

async function isFolder(path: string): Promise<boolean> {
	try {
		return (await stat(path)).isDirectory();
	} catch {
		return false;
	}
}

/** Newest first, so that a limit leaves out the oldest. Links are not followed: they may form a loop. */
async function foldersIn(folder: string): Promise<string[]> {
	try {
		const entries = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
		const dated = await Promise.all(
			entries.map(async ({ name }) => {
				const path = join(folder, name);
				return { path, atMs: (await stat(path)).mtimeMs };
			}),
		);
		return dated.sort((one, two) => two.atMs - one.atMs).map(({ path }) => path);
	} catch {
		return [];
	}
}

/** Compares names, sizes and times of a folder's files every few seconds. */
function poll(folder: string, changed: () => void): Watched {
	let before: string | null = null;
	const look = async (): Promise<void> => {
		const now = await fingerprint(folder);
		if (before !== null && now !== before) changed();
		before = now;
	};
	const timer = setInterval(() => void look(), pollMs);
	timer.unref();
	void look();
	return { close: () => clearInterval(timer) };
}

async function fingerprint(folder: string): Promise<string> {
	try {
		const names = (await readdir(folder)).sort();
		const stats = await Promise.all(names.map((name) => stat(join(folder, name))));
		return stats.map(({ size, mtimeMs }, index) => `${names[index] ?? ''} ${size} ${mtimeMs}`).join('\n');
	} catch {
		return 'gone';
	}
}
