import type { OutlayNote } from '../core/evidence/outlayNote.js';
import { partialOutputShareOf } from '../core/links/partialOutput.js';
import { OutlayError } from '../core/errors.js';
import { exchangeNotes } from '../sources/git/exchangeNotes.js';
import { outlayNoteText } from '../sources/git/outlayNote.js';
import { keepNotesOnRewrite, writeNote } from '../sources/git/writeNotes.js';
import { readCommits } from '../sources/git/commits.js';
import { sessionKey } from '../sources/git/sessionKey.js';
import { existingNotes, noteOf, staleNotes, type OwnSessions } from './commitNotes.js';
import type { OutlayContext } from './context.js';
import { linkSessions, type GatheredLinks } from './links.js';
import { gatherPullRequests } from './pullRequests.js';
import { repositoriesOf, type Repository } from './repositories.js';
import { gatherUsage } from './usage.js';

/** What to record. */
export interface TagOptions {
	/** Revisions and ranges; none means HEAD. */
	readonly revs: readonly string[];
	/** Show what would be written, write nothing. */
	readonly isDryRun: boolean;
	/** Remote to fetch notes from before, to push them to after; null for neither. */
	readonly fetchFrom: string | null;
	readonly pushTo: string | null;
}

/** One commit's note, written or not. */
export interface TaggedCommit {
	readonly repo: string;
	readonly sha: string;
	/** Null: no session is linked to it, nothing is recorded. */
	readonly note: OutlayNote | null;
	readonly isWritten: boolean;
	/** Share of the calls of the sessions in the note whose output is a floor, and so the cost; 0 where none is known. */
	readonly partialOutputShare: number;
	/** True: not asked for, but its note divided a session's spend in a way that no longer holds. */
	readonly isUpdate: boolean;
}

/**
 * Records on commits which sessions worked on them, with models, tokens and cost, as a note in `refs/notes/outlay`. Only
 * when asked; commits and their messages stay as they are, no other ref is touched. Notes follow amended and rebased
 * commits (`notes.rewriteRef`), and travel only when pushed or fetched on request. What other people have recorded on a
 * commit stays.
 */
export async function tagCommits(context: OutlayContext, options: TagOptions): Promise<TaggedCommit[]> {
	const repositories = await repositoriesOf(context);
	if (repositories.length === 0) {
		throw new OutlayError('usage', 'There is no repository to tag.', {
			hint: 'Run it inside one, or name it with --repo.',
		});
	}
	if (options.fetchFrom === null) return tagAll(context, options);
	for (const { git } of repositories) await exchangeNotes(git, 'fetch', options.fetchFrom);
	// What was fetched is seen by a repository that is opened anew.
	return tagAll({ ...context }, options);
}

async function tagAll(context: OutlayContext, options: TagOptions): Promise<TaggedCommit[]> {
	const period = { sinceMs: 0, untilMs: Number.MAX_SAFE_INTEGER, timezone: 'UTC' };
	const { pullRequests } = await gatherPullRequests(context, { prs: 'git', period });
	const usage = await gatherUsage(context);
	const links = await linkSessions(context, { pullRequests, usage, withWork: true });
	const own: OwnSessions = {
		ofKey: new Map(usage.sessions.map(({ sessionId }) => [sessionKey(sessionId), sessionId])),
		prices: usage.prices.basis,
		recordedAtMs: context.now(),
	};
	const tagged: TaggedCommit[] = [];
	for (const repository of await repositoriesOf(context)) {
		tagged.push(...(await tagIn(repository, links, own, options)));
		if (options.pushTo !== null && !options.isDryRun) {
			await exchangeNotes(repository.git, 'push', options.pushTo);
		}
	}
	return tagged;
}

async function tagIn(
	repository: Repository,
	links: GatheredLinks,
	own: OwnSessions,
	options: TagOptions,
): Promise<TaggedCommit[]> {
	const revisions = options.revs.length === 0 ? ['HEAD'] : options.revs;
	const named = await commitsNamed(repository, revisions);
	const known = await existingNotes(repository, named);
	const notes = named.map((sha) => {
		const before = known.get(sha) ?? null;
		return { sha, before, note: noteOf({ repo: repository.name, sha }, links, own, before), isUpdate: false };
	});
	const written = notes.flatMap(({ note }) => note?.spend.map(({ session }) => session) ?? []);
	const stale = await staleNotes(repository, links, own, new Set(written));
	const others = stale.filter(({ sha }) => !named.includes(sha)).map((one) => ({ ...one, isUpdate: true }));
	const tagged: TaggedCommit[] = [];
	for (const { sha, before, note, isUpdate } of [...notes, ...others]) {
		const isWritten = note !== null && !options.isDryRun;
		if (isWritten && !isSame(note, before)) {
			if (tagged.every((one) => !one.isWritten)) await keepNotesOnRewrite(repository.git);
			await writeNote(repository.git, sha, outlayNoteText(note));
		}
		const behind = new Set(note?.spend.map(({ session }) => own.ofKey.get(session)));
		const partialOutputShare = partialOutputShareOf(
			links.sessions.filter(({ sessionId }) => behind.has(sessionId)),
		);
		tagged.push({ repo: repository.name, sha, note, isWritten, isUpdate, partialOutputShare });
	}
	return tagged;
}

const isSame = (one: OutlayNote, two: OutlayNote | null): boolean =>
	two !== null && outlayNoteText(one) === outlayNoteText(two);

/** A range names all its commits, a single revision itself. */
async function commitsNamed({ git }: Repository, revisions: readonly string[]): Promise<string[]> {
	const found = new Set<string>();
	for (const revision of revisions) {
		const isRange = revision.includes('..') || revision.startsWith('^') || /\^[@!-]/.test(revision);
		for await (const { sha } of readCommits(git, { revisions: [revision] })) {
			found.add(sha);
			if (!isRange) break;
		}
	}
	return [...found];
}
