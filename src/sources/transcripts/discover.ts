import { lstat, stat } from 'node:fs/promises';
import { readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Problem } from '../../core/problem.js';
import { messageOf } from '../../core/errors.js';
import type { LineHome } from './usageLine.js';

/** One transcript file with what the incremental reading needs to know about it. */
export interface TranscriptFile extends LineHome {
	readonly path: string;
	readonly size: number;
	readonly mtimeMs: number;
	readonly inode: number;
}

/** Copies that Claude Code puts aside: the same traffic, possibly under other ids. */
const putAside = /\.(?:orphaned|superseded)-/;

const isTranscript = (name: string): boolean => name.endsWith('.jsonl') && !putAside.test(name);

/**
 * Session that a path names. `<slug>/<id>.jsonl` is a main file; anything below `<slug>/<id>/subagents/`, workflows
 * included, belongs to `<id>`; `agent-<id>.jsonl` beside main files is an old subagent file, whose lines name their
 * session.
 */
export function homeOf(pathBelowProjects: readonly string[]): LineHome {
	const at = pathBelowProjects.lastIndexOf('subagents');
	const parent = at > 0 ? pathBelowProjects[at - 1] : undefined;
	if (parent !== undefined) return { sessionId: parent, isSubagentFile: true };
	const name = pathBelowProjects.at(-1) ?? '';
	return { sessionId: name.replace(/\.jsonl$/, ''), isSubagentFile: false };
}

interface Walk {
	readonly files: Map<string, TranscriptFile>;
	readonly seenFolders: Set<string>;
	readonly problems: Problem[];
	readonly onFile: (file: TranscriptFile) => void;
}

const idOf = (dev: number, ino: number): string => `${dev}:${ino}`;

// The walk waits for the disk instead of for a thread that waits for it: a thousand files take milliseconds so, and it
// stands before every answer. It runs in a process or a thread of its own.
function addFile(walk: Walk, path: string, below: readonly string[]): void {
	const facts = statSync(path);
	if (!facts.isFile()) return;
	// Windows file systems without file ids report 0; the path is the identity there.
	const id = facts.ino === 0 ? path : idOf(facts.dev, facts.ino);
	if (walk.files.has(id)) return;
	const { size, mtimeMs, ino } = facts;
	const file = { ...homeOf(below), path, size, mtimeMs, inode: ino };
	walk.files.set(id, file);
	walk.onFile(file);
}

function walkFolder(walk: Walk, folder: string, below: readonly string[]): void {
	const entries = readdirSync(folder, { withFileTypes: true });
	entries.sort((one, two) => (one.name < two.name ? -1 : 1));
	const visit = (entry: Dirent): void => {
		// `join` would look through the whole path again for each of many files.
		const path = folder + sep + entry.name;
		try {
			const isLink = entry.isSymbolicLink();
			const isFolder = isLink ? statSync(path).isDirectory() : entry.isDirectory();
			if (isFolder) enterFolder(walk, path, [...below, entry.name]);
			else if (isTranscript(entry.name)) addFile(walk, path, [...below, entry.name]);
		} catch (error) {
			walk.problems.push(unreadable(path, error));
		}
	};
	for (const entry of entries) visit(entry);
}

/** Enters a folder once, whatever links lead there. */
function enterFolder(walk: Walk, folder: string, below: readonly string[]): void {
	const facts = statSync(folder);
	const id = facts.ino === 0 ? realpathSync(folder) : idOf(facts.dev, facts.ino);
	if (walk.seenFolders.has(id)) return;
	walk.seenFolders.add(id);
	walkFolder(walk, folder, below);
}

const unreadable = (path: string, error: unknown): Problem => ({
	code: 'transcript.unreadable',
	what: `${path} could not be read (${messageOf(error)}); its use is missing.`,
	file: path,
});

/** True for a link that leads nowhere; such a link is no transcript, and no problem. */
async function leadsNowhere(path: string, error: unknown): Promise<boolean> {
	if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return false;
	return (await lstat(path).catch(() => null))?.isSymbolicLink() ?? true;
}

/**
 * Every transcript below `<dir>/projects`, each file once even when folders overlap or links lead in circles, in
 * the order of paths. What cannot be read is a problem, and the rest goes on. `onFile` is told of each as it is found.
 */
export async function discoverTranscripts(
	claudeDirs: readonly string[],
	onFile: (file: TranscriptFile) => void = () => undefined,
): Promise<{ files: TranscriptFile[]; problems: Problem[] }> {
	const walk: Walk = { files: new Map(), seenFolders: new Set(), problems: [], onFile };
	for (const dir of claudeDirs) {
		const projects = join(dir, 'projects');
		try {
			enterFolder(walk, projects, []);
		} catch (error) {
			if (!(await leadsNowhere(projects, error))) walk.problems.push(unreadable(projects, error));
		}
	}
	const files = [...walk.files.values()].sort((one, two) => (one.path < two.path ? -1 : 1));
	return { files, problems: walk.problems };
}

/**
 * The transcript at a path below `projects`, for whoever is told of a single file; null when there is none, or none
 * that counts.
 */
export async function transcriptAt(projects: string, path: string): Promise<TranscriptFile | null> {
	const below = relative(projects, path).split(sep);
	if (below[0] === '..' || !isTranscript(below.at(-1) ?? '')) return null;
	try {
		const facts = await stat(path);
		if (!facts.isFile()) return null;
		const { size, mtimeMs, ino } = facts;
		return { ...homeOf(below), path, size, mtimeMs, inode: ino };
	} catch (error) {
		// Deleted since: what was read of it stays remembered.
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw error;
	}
}
