import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Problem } from '../../core/problem.js';
import type { Git } from './git.js';
import { configOf, placesOf, rootFilesOf } from './repositoryLook.js';

/** The usual name of the list, in the root of a repository. */
const usualName = '.git-blame-ignore-revs';

export interface IgnoredRevisions {
	readonly revisions: ReadonlySet<string>;
	/** A file git can read with those revisions; null when there are none. */
	readonly file: string | null;
	/** Changes when the revisions change; null when there are none. */
	readonly fingerprint: string | null;
	/** Removes the file. */
	dispose(): Promise<void>;
}

/** Texts of the lists that are in force: the files the repository's config names, and the usual one at HEAD. */
async function listTexts(git: Git, problems: Problem[]): Promise<string[] | null> {
	const config = await configOf(git);
	const configured = config.has('blame.ignorerevsfile')
		? ((await git.textOrNull(['config', '--get-all', '--path', 'blame.ignoreRevsFile'])) ?? '')
		: '';
	const { top } = await placesOf(git);
	const texts: string[] = [];
	for (const name of configured.split('\n').filter((line) => line !== '' && line !== usualName)) {
		const file = isAbsolute(name) ? name : join(top ?? git.folder, name);
		try {
			texts.push(await readFile(file, 'utf8'));
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			const what = `blame.ignoreRevsFile names ${name}, which cannot be read (${reason}): git refuses to blame. Restore it, or unset the key.`;
			problems.push({ code: 'git.ignore-revs-unreadable', what, file });
			return null;
		}
	}
	if ((await rootFilesOf(git)).has(usualName)) {
		texts.push((await git.textOrNull(['cat-file', 'blob', `HEAD:${usualName}`])) ?? '');
	}
	return texts;
}

/**
 * Commits to look through when blaming (mass reformatting), from `blame.ignoreRevsFile` and the repository's
 * `.git-blame-ignore-revs`, in work trees and bare repositories alike. Names that are no commits here are left out:
 * git would refuse the whole list. Null when the config names
 * a list that cannot be read, with the problem: git then refuses every blame, whatever its arguments. Call `dispose` when done.
 */
export async function ignoredRevisions(git: Git, problems: Problem[]): Promise<IgnoredRevisions | null> {
	const texts = await listTexts(git, problems);
	if (texts === null) return null;
	const names = new Set<string>();
	for (const text of texts) {
		for (const line of text.split('\n')) {
			const name = /^\s*([0-9a-f]{40,64})\b/i.exec(line)?.[1];
			if (name !== undefined) names.add(name.toLowerCase());
		}
	}
	const none = {
		revisions: new Set<string>(),
		file: null,
		fingerprint: null,
		dispose: () => Promise.resolve(),
	};
	if (names.size === 0) return none;
	const answers = await git.text(['cat-file', '--batch-check'], { input: [...names].join('\n') + '\n' });
	const revisions = new Set([...answers.matchAll(/^([0-9a-f]+) commit /gm)].map((match) => match[1] ?? ''));
	if (revisions.size === 0) return none;
	const fingerprint = createHash('sha256')
		.update([...revisions].sort().join('\n'))
		.digest('hex')
		.slice(0, 16);
	const folder = await mkdtemp(join(tmpdir(), 'outlay-'));
	const file = join(folder, 'ignore-revs');
	await writeFile(file, [...revisions].join('\n') + '\n');
	return { revisions, file, fingerprint, dispose: () => rm(folder, { recursive: true, force: true }) };
}
