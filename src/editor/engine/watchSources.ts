import { dirname, join } from 'node:path';
import { FolderWatch, type WatchTarget } from './folderWatch.js';

/** Where the figures come from on this machine. */
export interface Sources {
	/** Folders that hold Claude Code's files, or will. */
	readonly claudePlaces: readonly string[];
	readonly repos: readonly string[];
	readonly home: string;
	/** A status file that the organisation publishes to; null for none or an address. */
	readonly statusFile: string | null;
}

/** Claude Code's files and Outlay's config: what to do when they change. */
export interface SourceListener {
	/** Settings, caches or the published status. */
	settings(): void;
	/** A folder of transcripts is there that was not. */
	transcriptsAppeared(): void;
	/** `outlay.config.json`, which is read once a context. */
	config(): void;
}

const isSettings = (name: string): boolean => name.endsWith('.json');

/**
 * Watches Claude Code's settings and caches, the config, and whether there are transcripts at all; what is written to
 * them is followed by whoever reads them. Call the result to stop.
 */
export function watchSources(sources: Sources, listener: SourceListener): () => void {
	const settings = (): void => listener.settings();
	const file = (path: string, onChange: () => void): WatchTarget => ({
		folder: dirname(path),
		accepts: (name) => join(dirname(path), name) === path,
		onChange,
	});
	const appeared = (): void => listener.transcriptsAppeared();
	const nothing = (): void => undefined;
	const targets: readonly WatchTarget[] = [
		...sources.claudePlaces.flatMap((folder) => [
			{
				folder: join(folder, 'projects'),
				accepts: () => false,
				onChange: nothing,
				onAppear: appeared,
			},
			{ folder, accepts: isSettings, onChange: settings },
		]),
		file(join(sources.home, '.claude.json'), settings),
		...sources.repos.flatMap((repo) => [
			{ folder: join(repo, '.claude'), accepts: isSettings, onChange: settings },
			file(join(repo, 'outlay.config.json'), () => listener.config()),
		]),
		...(sources.statusFile === null ? [] : [file(sources.statusFile, settings)]),
	];
	const watch = new FolderWatch(targets);
	return () => watch.close();
}
