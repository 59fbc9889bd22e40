import type { BlamedCommit } from '../../core/outcomes/defectFix.js';
import { isCosmetic, sharedWords } from '../../core/outcomes/defectWords.js';
import type { LineOrigin } from './blame.js';
import type { RecentCommit } from './recentCommits.js';

type Tally = { -readonly [Key in keyof BlamedCommit]: BlamedCommit[Key] };

type Author = Pick<LineOrigin, 'commit' | 'committedAtMs' | 'authoredAtMs' | 'authorEmail' | 'subject'>;

/** Adds up what was found for one fix. */
export class FixTally {
	readonly commits = new Map<string, Tally>();
	readonly older = { lines: 0, weight: 0, nearLines: 0, nearWeight: 0 };
	readonly #words: ReadonlySet<string>;
	readonly #ignored: ReadonlySet<string>;

	constructor(words: ReadonlySet<string>, ignored: ReadonlySet<string>) {
		this.#words = words;
		this.#ignored = ignored;
	}

	get isEmpty(): boolean {
		return this.commits.size === 0 && this.older.lines + this.older.nearLines === 0;
	}

	/** A line whose origin is not known (null) is an older one. */
	addLine(origin: LineOrigin | null, isOlder: boolean, weight: number, nearWeight: number): void {
		if (origin !== null && this.#ignored.has(origin.commit)) return;
		const target = isOlder || origin === null ? this.older : this.#commit(origin);
		if (weight > 0) target.lines++;
		else target.nearLines++;
		target.weight += weight;
		target.nearWeight += nearWeight;
	}

	/** A commit that touched the same files; without a word in common it is no candidate. */
	addToucher(recent: RecentCommit): void {
		if (this.#ignored.has(recent.commit) || this.commits.has(recent.commit)) return;
		if (sharedWords(recent.subject, this.#words) > 0) this.#commit(recent);
	}

	#commit({ commit, committedAtMs, authoredAtMs, authorEmail, subject }: Author): Tally {
		const known = this.commits.get(commit);
		if (known !== undefined) return known;
		const fresh: Tally = {
			...{ commit, committedAtMs, authoredAtMs, authorEmail },
			...{ lines: 0, weight: 0, nearLines: 0, nearWeight: 0 },
			sharedWords: sharedWords(subject, this.#words),
			isCosmetic: isCosmetic(subject),
		};
		this.commits.set(commit, fresh);
		return fresh;
	}
}
