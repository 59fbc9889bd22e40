import { sumsOf, unitedNotes, type NotedSpend, type OutlayNote } from '../core/evidence/outlayNote.js';
import { compareStrength, type Strength } from '../core/evidence/evidence.js';
import type { Link } from '../core/links/link.js';
import { joined } from '../core/links/linkWork.js';
import { comparablePath, isBelowSomeRoot } from '../core/links/paths.js';
import type { PriceBook } from '../core/usage/priceBook.js';
import { listNotes, readNotes } from '../sources/git/notes.js';
import { outlayNoteText, parseOutlayNote } from '../sources/git/outlayNote.js';
import { sessionKey } from '../sources/git/sessionKey.js';
import { outlayNotesRef } from '../sources/git/writeNotes.js';
import type { GatheredLinks } from './links.js';
import type { Repository } from './repositories.js';

/** A commit of a repository. */
interface Place {
	readonly repo: string;
	readonly sha: string;
}

/** Links to a commit that are sure enough to be recorded. */
const linksTo = ({ repo, sha }: Place, links: readonly Link[]): Link[] =>
	links.filter((link) => link.repo === repo && link.commit === sha && link.strength !== 'low');

/** The sessions whose transcripts are known here: only what they spent is recorded, and recorded anew. */
export interface OwnSessions {
	/** Session ids by session key. */
	readonly ofKey: ReadonlyMap<string, string>;
	readonly prices: PriceBook['basis'];
	readonly recordedAtMs: number;
}

/** Our notes on some commits. */
export async function existingNotes(
	{ git }: Repository,
	shas: readonly string[],
): Promise<Map<string, OutlayNote>> {
	const wanted = new Set(shas);
	const found = new Map<string, OutlayNote>();
	const listed = await listNotes(git, outlayNotesRef, (sha) => wanted.has(sha));
	for await (const { commit, text } of readNotes(git, outlayNotesRef, listed, [])) {
		const note = parseOutlayNote(text);
		if (note !== null) found.set(commit, note);
	}
	return found;
}

/**
 * The note of one commit: its linked sessions with what they used for it, and what others have recorded there of
 * sessions that are not known here; null without a linked session.
 */
export function noteOf(
	place: Place,
	links: GatheredLinks,
	known: OwnSessions,
	before: OutlayNote | null,
): OutlayNote | null {
	const own = linksTo(
		place,
		links.sessions.flatMap((session) => session.links),
	);
	if (own.length === 0) return null;
	const { repo, sha } = place;
	const spend = [...new Set(own.map(({ sessionId }) => sessionId))].map((sessionId) => {
		const key = sessionKey(sessionId);
		const recorded = before?.spend.find(({ session }) => session === key) ?? null;
		return recordOf(links, known, sessionId, place, recorded);
	});
	const note: OutlayNote = {
		sessions: spend.map(({ session }) => session),
		tool: 'claude-code',
		...sumsOf(spend),
		files: filesOf(place, links, own),
		aiLines: links.evidence.find((one) => one.sha === sha && one.repo === repo)?.aiLines ?? null,
		strength: own.reduce<Strength>(
			(best, { strength }) => (compareStrength(strength, best) > 0 ? strength : best),
			'low',
		),
		spend,
	};
	const foreign = before?.spend.filter(({ session }) => !known.ofKey.has(session)) ?? [];
	return before === null || foreign.length === 0 ? note : unitedNotes(note, { ...before, spend: foreign });
}

/** Files of the commit that its sessions edited. */
function filesOf({ repo, sha }: Place, links: GatheredLinks, own: readonly Link[]): string[] {
	const sessions = new Set(own.map(({ sessionId }) => sessionId));
	const edited = [
		...new Set(
			links.events.flatMap((event) =>
				event.kind === 'edit' && sessions.has(event.sessionId) ? [comparablePath(event.path)] : [],
			),
		),
	];
	const files = links.facts.get(repo)?.addedLines.get(sha)?.files ?? [];
	return files.map(({ path }) => path).filter((path) => edited.some((one) => isBelowSomeRoot(one, path)));
}

/**
 * Notes on other commits that tell an older division of the sessions that are recorded now: a session that goes on may
 * have worked for a later commit what an earlier note counts as its own. They are brought up to date with the others,
 * so that the shares of a session never sum to more than it cost.
 */
export async function staleNotes(
	repository: Repository,
	links: GatheredLinks,
	own: OwnSessions,
	sessions: ReadonlySet<string>,
): Promise<{ sha: string; before: OutlayNote; note: OutlayNote }[]> {
	const shas: string[] = [];
	for (const [sha, digests] of links.facts.get(repository.name)?.notes ?? []) {
		if (digests.some(({ spend }) => spend.some(({ session }) => sessions.has(session)))) shas.push(sha);
	}
	if (shas.length === 0) return [];
	return [...(await existingNotes(repository, shas))].flatMap(([sha, before]) => {
		const spend = before.spend.map((record) => {
			const sessionId = sessions.has(record.session) ? own.ofKey.get(record.session) : undefined;
			if (sessionId === undefined) return record;
			return recordOf(links, own, sessionId, { repo: repository.name, sha }, record);
		});
		const note = { ...before, ...sumsOf(spend), spend };
		return outlayNoteText(note) === outlayNoteText(before) ? [] : [{ sha, before, note }];
	});
}

/** What a session spent on a commit, as it is now known; nothing when it is not linked to it. */
function recordOf(
	links: GatheredLinks,
	{ prices, recordedAtMs }: OwnSessions,
	sessionId: string,
	{ repo, sha }: Place,
	before: NotedSpend | null,
): NotedSpend {
	const found = links.sessions.find((one) => one.sessionId === sessionId);
	const own = linksTo({ repo, sha }, found?.links ?? []);
	const record: NotedSpend = {
		session: sessionKey(sessionId),
		asOfMs: recordedAtMs,
		of: [...new Set([sha, ...(before?.of ?? [])])].sort(),
		prices,
		share: joined(own.map(({ work }) => work ?? [])),
		whole: found?.work ?? before?.whole ?? [],
	};
	return before !== null && isEqualRecord(record, before) ? before : record;
}

/** Nothing new but the time: the record stays as it was. */
const isEqualRecord = (one: NotedSpend, two: NotedSpend): boolean =>
	JSON.stringify({ ...one, asOfMs: 0 }) === JSON.stringify({ ...two, asOfMs: 0 });
