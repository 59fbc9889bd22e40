import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** How far back a session counts for a commit that is made outside it, and how much of it is looked at. */
const recentMs = 6 * 3_600_000;
const tailBytes = 512 * 1024;
const mostFiles = 4;

/** Folder name that Claude Code gives to a project: everything but letters and digits becomes a dash. */
export const projectSlug = (folder: string): string => folder.replaceAll(/[^a-zA-Z0-9]/g, '-').slice(0, 200);

/** What a look at the end of a transcript shows. */
export interface RecentSession {
	readonly file: string;
	/** Last model that answered; null when the end names none. */
	readonly model: string | null;
	/** Paths of files that were edited, as written. */
	readonly edited: ReadonlySet<string>;
}

async function tailOf(file: string): Promise<string> {
	const handle = await open(file, 'r');
	try {
		const { size } = await handle.stat();
		const length = Math.min(size, tailBytes);
		const buffer = Buffer.alloc(length);
		await handle.read(buffer, 0, length, size - length);
		return buffer.toString('utf8');
	} finally {
		await handle.close();
	}
}

async function lookAt(file: string): Promise<RecentSession> {
	const text = await tailOf(file);
	const edited = new Set<string>();
	for (const [, path = ''] of text.matchAll(
		/"filePath":"((?:[^"\\]|\\.){1,4096})"[^\n]{0,200000}?"structuredPatch"/g,
	)) {
		edited.add(JSON.parse(`"${path}"`) as string);
	}
	const models = [...text.matchAll(/"model":"((?!<)[\w.:@[\]-]{1,100})"/g)];
	return { file, model: models.at(-1)?.[1] ?? null, edited };
}

/**
 * The sessions that may stand behind a commit in a work tree: the one named by `sessionId`, else those in the work
 * tree's own project folder that were written in the last six hours, the newest four. Only file names, times and the
 * ends of these files are looked at, so the cost does not grow with what lies beside them.
 */
export async function recentSessions(
	claudeDirs: readonly string[],
	workTree: string,
	sessionId: string | null,
	nowMs: number,
): Promise<RecentSession[]> {
	const slug = projectSlug(workTree);
	const found: { file: string; mtimeMs: number }[] = [];
	for (const dir of claudeDirs) {
		const projects = join(dir, 'projects');
		const folders = (await namesIn(projects)).filter((name) => sessionId !== null || name.startsWith(slug));
		for (const folder of folders) {
			const names =
				sessionId === null
					? (await namesIn(join(projects, folder))).filter((name) => name.endsWith('.jsonl'))
					: [`${sessionId}.jsonl`];
			for (const name of names) {
				const file = join(projects, folder, name);
				const facts = await stat(file).catch(() => null);
				if (facts === null || (sessionId === null && nowMs - facts.mtimeMs > recentMs)) continue;
				found.push({ file, mtimeMs: facts.mtimeMs });
			}
		}
	}
	const newest = found.sort((one, two) => two.mtimeMs - one.mtimeMs).slice(0, mostFiles);
	return Promise.all(newest.map(({ file }) => lookAt(file)));
}

async function namesIn(folder: string): Promise<string[]> {
	return readdir(folder).catch(() => []);
}
