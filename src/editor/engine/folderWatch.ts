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
		const identity = await identityOf(target.folder);
		if (identity !== null) {
			if (wasAwaited) (target.onAppear ?? target.onChange)();
			this.#follow(target, identity);
			return;
		}
		const parent = await nearestFolder(target.folder);
		const key = `await ${this.#targets.indexOf(target)} ${target.folder}`;
		let isOver = false;
		const look = async (): Promise<void> => {
			const exists = await isFolder(target.folder);
			// A parent that came first is where the folder will appear.
			if (!exists && (await nearestFolder(target.folder)) === parent) return;
			if (isOver || this.#isClosed) return;
			isOver = true;
			this.#drop(key);
			await this.#root(target, true);
		};
		this.#open(key, parent, () => void look());
		// Made between the first look and the watch.
		await look();
	}

	/** A notice is about the folder of that identity alone: one that was deleted and made again is another. */
	#follow(target: WatchTarget, identity: string): void {
		const { folder } = target;
		const key = `${this.#targets.indexOf(target)} ${folder}`;
		if (this.#watched.has(key)) return;
		let isAnother = false;
		const look = async (): Promise<void> => {
			if ((await identityOf(folder)) === identity || isAnother || this.#isClosed) return;
			isAnother = true;
			this.#drop(key);
			await this.#root(target, true);
		};
		this.#open(key, folder, (name, isNewOrGone) => {
			if (name === null || target.accepts(name)) target.onChange();
			if (isNewOrGone) void look();
		});
		// Made again between the look at its identity and the watch.
		void look();
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

/** What tells a folder from a later one of the same name; null: there is none. */
async function identityOf(path: string): Promise<string | null> {
	try {
		const found = await stat(path);
		return found.isDirectory() ? `${found.dev} ${found.ino} ${found.birthtimeMs}` : null;
	} catch {
		return null;
	}
}

const isFolder = async (path: string): Promise<boolean> => (await identityOf(path)) !== null;

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
