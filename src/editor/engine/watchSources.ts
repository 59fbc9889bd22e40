import { dirname, join } from 'node:path';
import { FolderWatch, type WatchTarget } from './folderWatch.js';

/** Where the figures come from on this machine. */
export interface Sources {
	readonly claudeDirs: readonly string[];
	readonly repos: readonly string[];
	readonly home: string;
	/** A status file that the organisation publishes to; null for none or an address. */
	readonly statusFile: string | null;
}

/** Claude Code's files and Outlay's config: what to do when they change. */
export interface SourceListener {
	/** Something that a figure depends on. */
	usage(): void;
	/** `outlay.config.json`, which is read once a context. */
	config(): void;
}

/** Slug, session, `subagents`, `workflows`, workflow. */
const transcriptDepth = 5;
const isSettings = (name: string): boolean => name.endsWith('.json');

/** Watches transcripts, Claude Code's settings and caches, and the config. Call the result to stop. */
export function watchSources(sources: Sources, listener: SourceListener): () => void {
	const usage = (): void => listener.usage();
	const file = (path: string, onChange: () => void): WatchTarget => ({
		folder: dirname(path),
		depth: 0,
		accepts: (name) => join(dirname(path), name) === path,
		onChange,
	});
	const watch = new FolderWatch([
		...sources.claudeDirs.flatMap((folder) => [
			{ folder: join(folder, 'projects'), depth: transcriptDepth, accepts: () => true, onChange: usage },
			{ folder, depth: 0, accepts: isSettings, onChange: usage },
		]),
		file(join(sources.home, '.claude.json'), usage),
		...sources.repos.flatMap((repo) => [
			{ folder: join(repo, '.claude'), depth: 0, accepts: isSettings, onChange: usage },
			file(join(repo, 'outlay.config.json'), () => listener.config()),
		]),
		...(sources.statusFile === null ? [] : [file(sources.statusFile, usage)]),
	]);
	return () => watch.close();
}
