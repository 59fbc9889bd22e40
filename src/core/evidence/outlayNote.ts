import { costOfWork, joined, type LinkWork } from '../links/linkWork.js';
import type { PriceBook } from '../usage/priceBook.js';
import { compareStrength, type Evidence } from './evidence.js';

/** What one session spent, as a note records it: its share for the commit, and the whole of it for the rest. */
export interface NotedSpend {
	/** `s_<14 hex>`, as git-ai makes them; not reversible. */
	readonly session: string;
	/** Time of the session's last call that was counted: of two records of a session the later one knows more. */
	readonly asOfMs: number;
	/**
	 * Commits that the share was recorded for: the one that carries the note, and those it was copied from. Shares of a
	 * session with a commit in common are one and the same.
	 */
	readonly of: readonly string[];
	/** Whose prices the amounts are counted at. */
	readonly prices: PriceBook['basis'];
	/** What the session spent on the commit. */
	readonly share: LinkWork;
	/** What the session spent in all; its shares over all notes sum to this at most. */
	readonly whole: LinkWork;
}

/**
 * Our own note on a commit (`refs/notes/outlay`, schema `outlay.note/1`): what the team report needs when nobody's
 * transcripts are at hand. No text, no names: sessions are opaque keys.
 */
export interface OutlayNote {
	/** `s_<14 hex>`, as git-ai makes them; not reversible. */
	readonly sessions: readonly string[];
	/** `claude-code`. */
	readonly tool: string;
	/** Models in order of cost, dearest first. */
	readonly models: readonly string[];
	readonly tokens: {
		readonly input: number;
		readonly output: number;
		readonly cacheWrite: number;
		readonly cacheRead: number;
	};
	/** List price of the spend that the sessions put into this commit. */
	readonly costMicros: number;
	/** Files of the commit that the sessions edited. */
	readonly files: readonly string[];
	/** Added lines that transcripts show the sessions wrote; null when unknown. */
	readonly aiLines: number | null;
	readonly strength: 'high' | 'medium' | 'low';
	/** One a session; none in notes that came before them. */
	readonly spend: readonly NotedSpend[];
}

/** The sums of a note over its sessions' shares. */
export function sumsOf(spend: readonly NotedSpend[]): Pick<OutlayNote, 'models' | 'tokens' | 'costMicros'> {
	const work = joined(spend.map(({ share }) => share));
	const micros = new Map<string, number>();
	for (const { model, costMicros } of work) micros.set(model, (micros.get(model) ?? 0) + costMicros);
	const sum = (count: (part: LinkWork[number]) => number): number =>
		work.reduce((total, part) => total + count(part), 0);
	return {
		models: [...micros].sort(([, one], [, two]) => two - one).map(([model]) => model),
		tokens: {
			input: sum(({ inputTokens }) => inputTokens),
			output: sum(({ outputTokens }) => outputTokens),
			cacheWrite: sum((part) => part.cacheWrite5mTokens + part.cacheWrite1hTokens),
			cacheRead: sum(({ cacheReadTokens }) => cacheReadTokens),
		},
		costMicros: costOfWork(work),
	};
}

/** Two records of one session on one commit, the later of them; it stands for the commits of both. */
function laterOf(one: NotedSpend, two: NotedSpend): NotedSpend {
	const of = [...new Set([...one.of, ...two.of])].sort();
	return { ...(two.asOfMs > one.asOfMs ? two : one), of };
}

/** One record a session: of several the latest. */
function bySession(spend: readonly NotedSpend[]): NotedSpend[] {
	const found = new Map<string, NotedSpend>();
	for (const own of spend) {
		const known = found.get(own.session);
		found.set(own.session, known === undefined ? own : laterOf(known, own));
	}
	return [...found.values()];
}

/** Parts of different pieces of work of one session, which a commit has taken together. */
function taken(one: NotedSpend, two: NotedSpend): NotedSpend {
	const of = [...new Set([...one.of, ...two.of])].sort();
	return { ...(two.asOfMs > one.asOfMs ? two : one), of, share: joined([one.share, two.share]) };
}

function facts(notes: readonly [OutlayNote, ...OutlayNote[]]): Omit<OutlayNote, 'spend'> {
	const [first] = notes;
	const lines = notes.flatMap(({ aiLines }) => aiLines ?? []);
	const strengths = notes.map(({ strength }) => strength).sort(compareStrength);
	return {
		...first,
		sessions: [...new Set(notes.flatMap(({ sessions }) => sessions))],
		files: [...new Set(notes.flatMap(({ files }) => files))],
		aiLines: lines.length === 0 ? null : Math.max(...lines),
		strength: strengths.at(-1) ?? first.strength,
	};
}

/**
 * What two clones recorded on the same commit, as one note: every session once, by its latest record. A note without
 * records of single sessions gives way to one with them.
 */
export function unitedNotes(one: OutlayNote, two: OutlayNote): OutlayNote {
	const spend = bySession([...one.spend, ...two.spend]);
	return { ...facts([one, two]), ...(spend.length === 0 ? sumsOfOld([one]) : sumsOf(spend)), spend };
}

/**
 * Notes of several commits that a rebase squashed into one, as one note: git puts them one after the other. Shares of
 * different commits add up; copies of the same one do not. Lines add up.
 */
export function squashedNotes(notes: readonly [OutlayNote, ...OutlayNote[]]): OutlayNote {
	const shares: NotedSpend[] = [];
	for (const own of notes.flatMap(({ spend }) => spend)) {
		const at = shares.findIndex(({ session, of }) => session === own.session && own.of.some(isIn(of)));
		const known = shares[at];
		if (known === undefined) shares.push(own);
		else shares[at] = laterOf(known, own);
	}
	const sessions = new Map<string, NotedSpend>();
	for (const own of shares) {
		const known = sessions.get(own.session);
		sessions.set(own.session, known === undefined ? own : taken(known, own));
	}
	const spend = [...sessions.values()];
	const lines = notes.flatMap(({ aiLines }) => aiLines ?? []);
	return {
		...facts(notes),
		...(spend.length === 0 ? sumsOfOld(notes) : sumsOf(spend)),
		aiLines: lines.length === 0 ? null : lines.reduce((sum, count) => sum + count, 0),
		spend,
	};
}

const isIn =
	(shas: readonly string[]) =>
	(sha: string): boolean =>
		shas.includes(sha);

/** Sums over notes without records of single sessions. */
function sumsOfOld(notes: readonly OutlayNote[]): Pick<OutlayNote, 'models' | 'tokens' | 'costMicros'> {
	const sum = (count: (note: OutlayNote) => number): number =>
		notes.reduce((total, note) => total + count(note), 0);
	return {
		models: [...new Set(notes.flatMap(({ models }) => models))],
		tokens: {
			input: sum(({ tokens }) => tokens.input),
			output: sum(({ tokens }) => tokens.output),
			cacheWrite: sum(({ tokens }) => tokens.cacheWrite),
			cacheRead: sum(({ tokens }) => tokens.cacheRead),
		},
		costMicros: sum(({ costMicros }) => costMicros),
	};
}

/** Evidence in our own note: one piece for each model, or one without. */
export function evidenceOfOutlayNote(note: OutlayNote, ref: string): Evidence[] {
	if (note.sessions.length === 0) return [];
	const models = note.models.length === 0 ? [null] : note.models;
	return models.map((model) => ({
		kind: 'note',
		tool: note.tool,
		model,
		strength: note.strength,
		where: ref,
	}));
}
