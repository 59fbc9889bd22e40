import type { NotedSpend } from '../evidence/outlayNote.js';
import { splitMicros } from '../money.js';
import { isIn, type Period } from '../period.js';
import type { PriceBook } from '../usage/priceBook.js';
import type { Link, SessionLinks } from './link.js';
import { costOfWork, type LinkWork } from './linkWork.js';

/** A record of some note, and where the note lies. */
export interface PlacedRecord {
	readonly repo: string;
	readonly commit: string;
	/** The commit is in the clone or in a pull request that is known. */
	readonly isKnown: boolean;
	/** Pull request that holds the commit. */
	readonly pullRequest: number | null;
	readonly strength: Link['strength'];
	readonly record: NotedSpend;
}

/** A session that is known from notes only. */
export interface NotedSession extends SessionLinks {
	readonly isNoted: true;
	/** All that it spent, by model and day; sums to `costMicros`. */
	readonly work: LinkWork;
	readonly prices: PriceBook['basis'];
}

/** Spend that notes record of sessions nobody's transcripts of which are at hand. */
export interface NotedSpendResult {
	/** By session key. */
	readonly sessions: readonly NotedSession[];
	/** Commits with a note that are neither in a clone nor in a known pull request, with the spend recorded for them. */
	readonly lost: { readonly commits: number; readonly costMicros: number };
}

/**
 * Makes sessions of the records in notes. A session that `isTranscribed` is left out: its transcript tells more. Of
 * all records of a session the latest says what it cost in all. Its shares go to the commits that carry them, each
 * once: of copies (a rebase, a cherry-pick, a squash) the latest, on a commit that is known. Later records go first,
 * and what would exceed the session is cut; the rest of the session is unlinked. So each session's shares and unlinked
 * part sum to its cost, whatever the notes hold.
 */
export function notedSpend(
	records: readonly PlacedRecord[],
	isTranscribed: (session: string) => boolean,
): NotedSpendResult {
	const bySession = new Map<string, PlacedRecord[]>();
	for (const placed of records) {
		const { session } = placed.record;
		if (isTranscribed(session)) continue;
		const own = bySession.get(session);
		if (own === undefined) bySession.set(session, [placed]);
		else own.push(placed);
	}
	const lostCommits = new Set<string>();
	let lostMicros = 0;
	const sessions = [...bySession]
		.sort(([one], [two]) => (one < two ? -1 : 1))
		.map(([session, all]) => {
			const ordered = [...all].sort(byRank);
			const shares = distinctShares(ordered);
			for (const { isKnown, commit, record } of shares) {
				if (isKnown) continue;
				lostCommits.add(commit);
				lostMicros += costOfWork(record.share);
			}
			return sessionOf(
				session,
				all,
				shares.filter(({ isKnown }) => isKnown),
			);
		});
	return { sessions, lost: { commits: lostCommits.size, costMicros: lostMicros } };
}

/** Known commits first, then later records, those for more commits, originals before copies, pull requests first. */
function byRank(one: PlacedRecord, two: PlacedRecord): number {
	return (
		Number(two.isKnown) - Number(one.isKnown) ||
		two.record.asOfMs - one.record.asOfMs ||
		two.record.of.length - one.record.of.length ||
		Number(isOriginal(two)) - Number(isOriginal(one)) ||
		Number(two.pullRequest !== null) - Number(one.pullRequest !== null) ||
		(one.commit < two.commit ? -1 : one.commit > two.commit ? 1 : 0)
	);
}

const isOriginal = ({ commit, record }: PlacedRecord): boolean => record.of.includes(commit);

/** Each share once: a copy of one that came before is left out. */
function distinctShares(ordered: readonly PlacedRecord[]): PlacedRecord[] {
	const taken = new Set<string>();
	return ordered.filter(({ commit, record }) => {
		if (record.share.length === 0) return false;
		const names = [commit, ...record.of];
		if (names.some((sha) => taken.has(sha))) return false;
		for (const sha of names) taken.add(sha);
		return true;
	});
}

function sessionOf(
	session: string,
	all: readonly PlacedRecord[],
	shares: readonly PlacedRecord[],
): NotedSession {
	const [first, ...more] = all.map(({ record }) => record);
	const latest = more.reduce(
		(best, record) =>
			record.asOfMs > (best?.asOfMs ?? 0) ||
			(record.asOfMs === best?.asOfMs && costOfWork(record.whole) > costOfWork(best.whole))
				? record
				: best,
		first,
	);
	const work = latest?.whole ?? [];
	const costMicros = costOfWork(work);
	let left = costMicros;
	const links = shares.map(({ repo, commit, pullRequest, strength, record }): Link => {
		const shareMicros = Math.min(left, costOfWork(record.share));
		left -= shareMicros;
		const place = { sessionId: session, repo, pullRequest, commit };
		return { ...place, shareMicros, strength, reasons: ['note'], split: 'recorded' };
	});
	return {
		sessionId: session,
		repo: shares[0]?.repo ?? all[0]?.repo ?? null,
		costMicros,
		links,
		unlinkedMicros: left,
		isNoted: true,
		work,
		prices: latest?.prices ?? 'list',
	};
}

/** A session's spend on some days only, its shares in proportion; null when it spent nothing then. */
export function onDays(session: NotedSession, isWanted: (day: string) => boolean): NotedSession | null {
	const work = session.work.filter(({ day }) => isWanted(day));
	if (work.length === session.work.length) return session;
	if (work.length === 0) return null;
	const costMicros = costOfWork(work);
	const weights = [...session.links.map(({ shareMicros }) => shareMicros), session.unlinkedMicros];
	const parts = splitMicros(costMicros, weights);
	return {
		...session,
		costMicros,
		work,
		links: session.links.map((link, index) => ({ ...link, shareMicros: parts[index] ?? 0 })),
		unlinkedMicros: parts[session.links.length] ?? 0,
	};
}

/** An instant of a day that a note names. Days in notes are those of UTC; the middle of one is the same day in most zones. */
export const notedDayMs = (day: string): number => Date.parse(`${day}T12:00:00Z`);

/** True for days that a note names which lie in a period. */
export const isNotedDayIn =
	(period: Period) =>
	(day: string): boolean =>
		isIn(period, notedDayMs(day));
