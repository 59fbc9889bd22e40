import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../core/errors.js';
import { transcriptAt, type TranscriptFile } from '../sources/transcripts/discover.js';
import { TranscriptWatcher } from '../sources/transcripts/watch.js';
import type { OutlayContext } from './context.js';
import { syncChangedFiles, syncUsage, type UsageSync } from './syncUsage.js';

/** How often a tree that the system cannot watch is looked through instead. */
const pollMs = 30_000;

/**
 * Keeps the ledger up to date while Claude Code writes: once everything, then only what changes. An appended line is
 * told within two seconds; only files that changed are looked at; nothing runs while nothing changes. Needs a context
 * that remembers.
 */
export class LiveUsage {
	readonly #context: OutlayContext;
	readonly #onChange: (sync: UsageSync) => void;
	readonly #watcher: TranscriptWatcher;
	/** Readings run one after the other. */
	#last: Promise<void> = Promise.resolve();
	#poll: NodeJS.Timeout | null = null;
	#isStopped = false;

	constructor(context: OutlayContext, onChange: (sync: UsageSync) => void = () => undefined) {
		this.#context = context;
		this.#onChange = onChange;
		this.#watcher = new TranscriptWatcher(
			(projects, paths) => this.#queue(() => this.#read(projects, paths)),
			(error) => this.#pollInstead(error),
		);
	}

	/** Watches first and reads everything once then, so that nothing falls in between. */
	async start(): Promise<void> {
		for (const dir of this.#context.claudeDirs) {
			const projects = join(dir, 'projects');
			if (!existsSync(projects)) continue;
			try {
				await this.#watcher.add(projects);
			} catch (error) {
				this.#pollInstead(error);
			}
		}
		this.#queue(() => this.#readAll());
		await this.#last;
	}

	stop(): void {
		this.#isStopped = true;
		this.#watcher.close();
		if (this.#poll !== null) clearInterval(this.#poll);
	}

	/** Resolves when everything that was noticed so far has been read. */
	settled(): Promise<void> {
		return this.#last;
	}

	#queue(work: () => Promise<void>): void {
		this.#last = this.#last.then(async () => {
			if (this.#isStopped) return;
			try {
				await work();
			} catch (error) {
				this.#context.log.warn(`The usage could not be brought up to date: ${messageOf(error)}`);
			}
		});
	}

	async #readAll(): Promise<void> {
		this.#onChange(await syncUsage(this.#context));
	}

	async #read(projects: string, paths: readonly string[]): Promise<void> {
		const files: TranscriptFile[] = [];
		for (const path of paths) {
			const file = await transcriptAt(projects, path);
			if (file !== null) files.push(file);
		}
		if (files.length === 0) return;
		const sync = await syncChangedFiles(this.#context, files);
		if (sync.calls.length > 0 || sync.sessions.length > 0) this.#onChange(sync);
	}

	/** The system has no watches left, or the folder is on a drive without them. */
	#pollInstead(error: unknown): void {
		if (this.#poll !== null || this.#isStopped) return;
		this.#context.log.warn(
			`Transcripts cannot be watched (${messageOf(error)}); they are read every ${pollMs / 1000} s instead.`,
		);
		this.#poll = setInterval(() => this.#queue(() => this.#readAll()), pollMs);
		this.#poll.unref();
	}
}
