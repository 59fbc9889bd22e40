import type { CallContext } from '../usage/callContext.js';
import type { Candidate, Moment } from './candidates.js';
import type { PathRepository } from './repositoryFolders.js';
import type { SessionCalls } from './sessionCalls.js';

/** Parts of targets, by index. */
export type Weights = ReadonlyMap<number, number>;

/** What a turn shows by itself. */
interface Signs {
	/** Lines written at the turn that ended in a target's commits. */
	lines: Map<number, number>;
	/** Commits made, pull requests opened or changed. */
	operations: Map<number, number>;
	/** Files edited at the turn, before a target's commit that changes them. */
	files: Map<number, number>;
	firstOperationMs: number;
	lastOperationMs: number;
}

/** What a target needs to be found by turns. */
export type TurnTarget = Pick<Candidate, 'repo' | 'moments' | 'matchedLines' | 'branch'>;

/** What is known around a session's turns. */
export interface TurnSetting {
	/** Branches that work lands on, by repository: being on one says nothing. */
	readonly baseBranches: ReadonlySet<string>;
	/** First edit after everything that the targets explain; null without one. */
	readonly laterEditMs: number | null;
	/** Repository that a working folder lies in; null when nothing tells. */
	readonly repoOf: (cwd: string) => PathRepository | null;
}

/** Commits that follow each other so closely, with no edit between, are one batch: what came before fed all of them. */
const batchMs = 2 * 60_000;

/**
 * Assigns the turns of one session (a call and what happened until the next one) to what it worked on. In order:
 *
 * 1. lines written at the turn that ended in a target's commits, in proportion;
 * 2. commits made and pull requests opened or changed at the turn;
 * 3. the branch at the turn, when one target has it; a branch of some other piece of work is no target's;
 * 4. files edited at the turn, before a target's commit that changes them;
 * 5. no sign, and the working folder lies in a repository that is not looked at: nobody's;
 * 6. no sign: work towards the next turn that has one, on the same branch and in the same repository when those are
 *    known. A batch of commits shares what came before it, by matched lines, else equally. After the last sign it goes
 *    on with that target, unless the session then edited what never landed: those turns are nobody's.
 */
export class Turns {
	readonly #targets: readonly TurnTarget[];
	readonly #setting: TurnSetting;
	readonly #calls: SessionCalls;
	readonly #signs = new Map<number, Signs>();
	/** Turns with a sign, ascending. */
	readonly #signed: readonly number[];
	readonly #isEveryBranchKnown: boolean;

	constructor(calls: SessionCalls, targets: readonly TurnTarget[], setting: TurnSetting) {
		this.#calls = calls;
		this.#targets = targets;
		this.#setting = setting;
		for (const [index, { moments }] of targets.entries()) {
			for (const moment of moments) this.#add(index, moment);
		}
		this.#signed = [...this.#signs.keys()].sort((one, two) => one - two);
		this.#isEveryBranchKnown = targets.every(({ branch }) => branch !== null);
	}

	/**
	 * Where the stretches of turns begin: a turn with a sign is one, and the turns between two of them are one. The turns of
	 * a stretch that are on one branch in one folder have the same targets.
	 */
	stretches(): number[] {
		const begins = new Set<number>();
		if (this.#signed[0] !== 0) begins.add(0);
		for (const turn of this.#signed) begins.add(turn).add(turn + 1);
		return [...begins];
	}

	/** Whose the turn is; null when it is nobody's. */
	targetsOf(turn: number, call: Pick<CallContext, 'branch' | 'cwd'>): Weights | null {
		const signs = this.#signs.get(turn);
		if (signs !== undefined && signs.lines.size > 0) return signs.lines;
		if (signs !== undefined && signs.operations.size > 0) return signs.operations;
		const place = call.cwd === null ? null : this.#setting.repoOf(call.cwd);
		if (place?.isKnown === false) return null;
		const inRepository = this.#inRepository(place?.repo ?? null);
		const onBranch = inRepository.filter((index) => this.#targets[index]?.branch === call.branch);
		const hasBranch = call.branch !== null && onBranch.length > 0;
		const [only] = onBranch;
		if (hasBranch && onBranch.length === 1 && only !== undefined) return new Map([[only, 1]]);
		if (!hasBranch && this.#isForeign(call.branch)) return null;
		const allowed = hasBranch ? onBranch : inRepository;
		const edited = within(signs?.files, allowed);
		if (edited.size > 0) return edited;
		return this.#neighbours(turn, allowed, hasBranch);
	}

	#add(index: number, { atMs, by, weight }: Moment): void {
		const { columns, rows } = this.#calls;
		const until = countUntil(rows.length, (at) => columns.atMs[rows[at] ?? 0] ?? 0, atMs);
		const turn = Math.max(0, until - 1);
		const signs = this.#signs.get(turn) ?? noSigns();
		this.#signs.set(turn, signs);
		const own = signs[by].size === 0 ? new Map<number, number>() : signs[by];
		signs[by] = own.set(index, (own.get(index) ?? 0) + weight);
		if (by !== 'operations') return;
		signs.firstOperationMs = Math.min(signs.firstOperationMs, atMs);
		signs.lastOperationMs = Math.max(signs.lastOperationMs, atMs);
	}

	/** Targets in a repository; all when it is unknown or has none. */
	#inRepository(repo: string | null): number[] {
		const all = [...this.#targets.keys()];
		const inside = repo === null ? [] : all.filter((index) => this.#targets[index]?.repo === repo);
		return inside.length > 0 ? inside : all;
	}

	/** A named branch that no target has and nothing lands on, while every target's own is known. */
	#isForeign(branch: string | null): boolean {
		if (!this.#isEveryBranchKnown || !isNamed(branch)) return false;
		return !this.#setting.baseBranches.has(branch) && this.#targets.every((one) => one.branch !== branch);
	}

	#neighbours(turn: number, allowed: readonly number[], hasBranch: boolean): Weights | null {
		const from = countUntil(this.#signed.length, (at) => this.#signed[at] ?? 0, turn);
		for (let at = from; at < this.#signed.length; at++) {
			const signs = this.#signs.get(this.#signed[at] ?? -1);
			const edits = [signs?.lines, signs?.files].map((found) => within(found, allowed));
			const found = edits.find(({ size }) => size > 0);
			if (found !== undefined) return found;
			if (within(signs?.operations, allowed).size > 0) return this.#batchFrom(at, allowed);
		}
		if (!hasBranch && this.#setting.laterEditMs !== null) return null;
		for (let at = from - 1; at >= 0; at--) {
			const signs = this.#signs.get(this.#signed[at] ?? -1);
			const kinds = [signs?.lines, signs?.operations, signs?.files].map((found) => within(found, allowed));
			const found = kinds.find(({ size }) => size > 0);
			if (found !== undefined) return found;
		}
		return hasBranch || allowed.length === 1 ? new Map(allowed.map((index) => [index, 1])) : null;
	}

	/** The commits that follow closely from a signed turn on, without an edit between. */
	#batchFrom(at: number, allowed: readonly number[]): Weights {
		const batch = new Set<number>();
		let lastMs = Infinity;
		for (const turn of this.#signed.slice(at)) {
			const signs = this.#signs.get(turn);
			if (signs === undefined) break;
			const hasEdits = signs.lines.size > 0 || signs.files.size > 0;
			if (batch.size > 0 && (hasEdits || signs.firstOperationMs - lastMs > batchMs)) break;
			for (const index of within(signs.operations, allowed).keys()) batch.add(index);
			lastMs = signs.lastOperationMs;
		}
		const lines = [...batch].map((index) => this.#targets[index]?.matchedLines ?? 0);
		const isKnown = lines.every((count) => count > 0);
		return new Map([...batch].map((index, position) => [index, isKnown ? (lines[position] ?? 1) : 1]));
	}
}

/**
 * True when no turn of a session with a single target can be nobody's, whatever signs there are: most sessions, whose
 * turns then need not be looked at one by one. In the order of `Turns`: no folder of a repository that is not looked
 * at, and the target's branch everywhere, or else none that is foreign and no edit that never landed.
 */
export function isAllOfOne(
	{ columns, places }: Pick<SessionCalls, 'columns' | 'places'>,
	target: Pick<TurnTarget, 'branch'> | undefined,
	{ baseBranches, laterEditMs, repoOf }: TurnSetting,
): boolean {
	if (target === undefined) return false;
	for (const place of places) {
		const { branch, cwd } = columns.contexts[place] ?? nowhere;
		if (cwd !== null && repoOf(cwd)?.isKnown === false) return false;
		if (branch !== null && branch === target.branch) continue;
		const isForeign = target.branch !== null && isNamed(branch) && !baseBranches.has(branch);
		if (isForeign || laterEditMs !== null) return false;
	}
	return true;
}

const nowhere = { branch: null, cwd: null };

/** Whether git was on a branch, as far as the transcript says. */
const isNamed = (branch: string | null): branch is string =>
	branch !== null && branch !== '' && branch !== 'HEAD';

/** Shared by all signs that show nothing of a kind; a map of their own takes its place. */
const noWeights = new Map<number, number>();

const noSigns = (): Signs => ({
	lines: noWeights,
	operations: noWeights,
	files: noWeights,
	firstOperationMs: Infinity,
	lastOperationMs: -Infinity,
});

function within(weights: Weights | undefined, allowed: readonly number[]): Weights {
	return new Map([...(weights ?? [])].filter(([index]) => allowed.includes(index)));
}

/** How many of `length` ascending numbers are at most a limit. */
function countUntil(length: number, numberAt: (index: number) => number, limit: number): number {
	let low = 0;
	let high = length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (numberAt(middle) <= limit) low = middle + 1;
		else high = middle;
	}
	return low;
}
