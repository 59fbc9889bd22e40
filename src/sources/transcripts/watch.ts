import { watch, type FSWatcher } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

/** Told of changed paths below a `projects` folder; several changes close together come as one. */
export type OnTranscriptsChanged = (projects: string, paths: readonly string[]) => void;

/** Changes closer together than this are told as one; the longest a change can wait is `mostDelayMs`. */
const quietMs = 150;
const mostDelayMs = 1000;

/**
 * Watches `projects` folders for changed transcripts, through the operating system: it does nothing while nothing
 * changes. On macOS and Windows one recursive watch serves a tree. On Linux every folder has its own, because a
 * recursive one would walk the tree and watch each file; new folders are joined as they appear.
 */
export class TranscriptWatcher {
	readonly #onChange: OnTranscriptsChanged;
	readonly #onFailure: (error: unknown) => void;
	readonly #isRecursive: boolean;
	readonly #watchers = new Map<string, FSWatcher>();
	readonly #changed = new Map<string, Set<string>>();
	#timer: NodeJS.Timeout | null = null;
	#firstChangeMs = 0;
	#isClosed = false;

	constructor(
		onChange: OnTranscriptsChanged,
		onFailure: (error: unknown) => void,
		platform: NodeJS.Platform = process.platform,
	) {
		this.#onChange = onChange;
		this.#onFailure = onFailure;
		this.#isRecursive = platform === 'darwin' || platform === 'win32';
	}

	/**
	 * Begins to watch a `projects` folder; resolves when the whole tree is watched. A watch ends with its folder, so
	 * the folder above tells when `projects` is deleted and made again.
	 */
	async add(projects: string): Promise<void> {
		const above = dirname(projects);
		const watcher = watch(above, { persistent: false }, (kind, name) => {
			if (kind === 'rename' && name === basename(projects)) this.#lookAgain(projects);
		});
		this.#watchers.set(above, watcher);
		watcher.on('error', (error) => {
			this.#forget(above);
			this.#onFailure(error);
		});
		await this.#watchFolder(projects, projects, false);
	}

	close(): void {
		this.#isClosed = true;
		if (this.#timer !== null) clearTimeout(this.#timer);
		for (const watcher of this.#watchers.values()) watcher.close();
		this.#watchers.clear();
	}

	async #watchFolder(projects: string, folder: string, isNew: boolean): Promise<void> {
		if (this.#isClosed || this.#watchers.has(folder)) return;
		const options = { recursive: this.#isRecursive, persistent: false };
		const watcher = watch(folder, options, (kind, name) => {
			if (name === null) return;
			const path = join(folder, name);
			if (path.endsWith('.jsonl')) this.#report(projects, path);
			else if (kind === 'rename' && !this.#isRecursive) this.#look(projects, path);
		});
		this.#watchers.set(folder, watcher);
		watcher.on('error', (error) => {
			this.#forget(folder);
			// A removed folder ends its watch on some systems with an error; that is no failure.
			if ((error as NodeJS.ErrnoException).code !== 'EPERM') this.#onFailure(error);
		});
		if (this.#isRecursive) return;
		for (const entry of await readdir(folder, { withFileTypes: true })) {
			const path = join(folder, entry.name);
			if (entry.isDirectory()) await this.#watchFolder(projects, path, isNew);
			// Written between the folder's appearance and its watch.
			else if (isNew && path.endsWith('.jsonl')) this.#report(projects, path);
		}
	}

	/** A name came or went: when it is a folder now, join it. */
	#look(projects: string, path: string): void {
		this.#forget(path);
		this.#watchFolder(projects, path, true).catch((error: unknown) => {
			this.#forget(path);
			const code = (error as NodeJS.ErrnoException).code;
			if (code !== 'ENOENT' && code !== 'ENOTDIR') this.#onFailure(error);
		});
	}

	#lookAgain(projects: string): void {
		for (const folder of this.#watchers.keys()) if (folder.startsWith(projects + sep)) this.#forget(folder);
		this.#look(projects, projects);
	}

	#forget(folder: string): void {
		this.#watchers.get(folder)?.close();
		this.#watchers.delete(folder);
	}

	#report(projects: string, path: string): void {
		if (this.#isClosed) return;
		const paths = this.#changed.get(projects) ?? new Set();
		if (this.#changed.size === 0) this.#firstChangeMs = performance.now();
		paths.add(path);
		this.#changed.set(projects, paths);
		if (this.#timer !== null) clearTimeout(this.#timer);
		const waited = performance.now() - this.#firstChangeMs;
		this.#timer = setTimeout(() => this.#tell(), Math.max(0, Math.min(quietMs, mostDelayMs - waited)));
		this.#timer.unref();
	}

	#tell(): void {
		this.#timer = null;
		const changed = [...this.#changed];
		this.#changed.clear();
		for (const [projects, paths] of changed) this.#onChange(projects, [...paths].sort());
	}
}
