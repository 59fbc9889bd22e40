import { watch, type FSWatcher } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A folder to be told about. */
export interface WatchTarget {
	readonly folder: string;
	/** False for names that do not matter. */
	readonly accepts: (name: string) => boolean;
	readonly onChange: () => void;
	/** The folder is there again, or for the first time; default: a change like any other. */
	readonly onAppear?: () => void;
}

const pollMs = 5000;

interface Watched {
	close(): void;
}

/**
 * Tells when files in some folders change, by the system's own notices: no work is done while nothing changes. A
 * folder that does not exist, yet or any more, is awaited at its nearest parent. Where notices cannot be had (a limit,
 * a network drive), that folder is looked at every five seconds.
 */
export class FolderWatch {
	readonly #targets: readonly WatchTarget[];
	readonly #watched = new Map<string, Watched>();
	#isClosed = false;

	constructor(targets: readonly WatchTarget[]) {
		this.#targets = targets;
		for (const target of targets) void this.#root(target, false);
	}

	async #root(target: WatchTarget, wasAwaited: boolean): Promise<void> {
		if (await isFolder(target.folder)) {
			if (wasAwaited) (target.onAppear ?? target.onChange)();
			this.#follow(target);
			return;
		}
		const parent = await nearestFolder(target.folder);
		const key = `await ${target.folder}`;
		const look = async (): Promise<void> => {
			const exists = await isFolder(target.folder);
			// A parent that came first is where the folder will appear.
			if (!exists && (await nearestFolder(target.folder)) === parent) return;
			if (!this.#watched.has(key)) return;
			this.#drop(key);
			await this.#root(target, true);
		};
		this.#open(key, parent, () => void look());
		// Made between the first look and the watch.
		await look();
	}

	#follow(target: WatchTarget): void {
		const { folder } = target;
		const key = `${this.#targets.indexOf(target)} ${folder}`;
		if (this.#watched.has(key)) return;
		this.#open(key, folder, (name, isNewOrGone) => {
			if (name === null || target.accepts(name)) target.onChange();
			if (!isNewOrGone) return;
			void isFolder(folder).then((exists) => {
				if (exists || !this.#watched.has(key)) return;
				this.#drop(key);
				void this.#root(target, true);
			});
		});
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

/** The folder above a path that is nearest to it and exists. */
async function nearestFolder(path: string): Promise<string> {
	let parent = dirname(path);
	while (!(await isFolder(parent)) && dirname(parent) !== parent) parent = dirname(parent);
	return parent;
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
