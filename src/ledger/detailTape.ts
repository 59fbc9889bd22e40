/** Texts that very many records hold, by their places before the record's own: in ledgers, so only ever added to. */
const commonTexts = [
	...['main', 'master', 'develop', 'noreply@github.com', 'noreply@anthropic.com', 'web-flow', 'claude-code'],
	...['Co-Authored-By', 'copilot', 'cursor', 'codex', 'dependabot', 'renovate', 'github-actions', 'bug'],
] as const;
const commonPlaces: ReadonlyMap<string, number> = new Map(
	commonTexts.map((text, index) => [text, -1 - index]),
);

/**
 * A record as one list of numbers and one of texts, each text once, in the order in which it is written. A text is
 * written as its place: in that list from one on, in the common one from minus one down; nothing as zero.
 */
type Tape = readonly [numbers: readonly (number | null)[], texts: readonly string[]];

/** A SHA in base 64, or what is none behind a mark that base 64 cannot begin with. */
function shortSha(sha: string): string {
	const bytes = Buffer.from(sha, 'hex');
	return bytes.length > 0 && bytes.toString('hex') === sha ? bytes.toString('base64url') : `=${sha}`;
}

const longSha = (short: string): string =>
	short.startsWith('=') ? short.slice(1) : Buffer.from(short, 'base64url').toString('hex');

/** Writes a record down; `DetailReader` reads it back by the same calls in the same order. */
export class DetailWriter {
	readonly #numbers: (number | null)[] = [];
	readonly #places = new Map<string, number>();
	readonly #originMs: number;

	/** Times are kept as distances from `originMs`. */
	constructor(originMs: number) {
		this.#originMs = originMs;
	}

	number(value: number | null): void {
		this.#numbers.push(value);
	}

	/** An instant. */
	time(ms: number | null): void {
		// Most sources tell whole seconds.
		this.#numbers.push(ms === null ? null : (ms - this.#originMs) / 1000);
	}

	text(value: string | null): void {
		if (value === null) {
			this.#numbers.push(0);
			return;
		}
		const known = commonPlaces.get(value) ?? this.#places.get(value);
		const place = known ?? this.#places.size + 1;
		if (known === undefined) this.#places.set(value, place);
		this.#numbers.push(place);
	}

	sha(value: string | null): void {
		this.text(value === null ? null : shortSha(value));
	}

	/** Its length and its items; null is kept apart from an empty list. */
	list<Item>(items: readonly Item[] | null, put: (item: Item) => void): void {
		this.#numbers.push(items?.length ?? null);
		items?.forEach(put);
	}

	toString(): string {
		const tape: Tape = [this.#numbers, [...this.#places.keys()]];
		return JSON.stringify(tape);
	}
}

/** Most lists of most records are empty: they share one. */
const nothing: readonly never[] = [];

/** Reads back what a `DetailWriter` wrote. Behind the end everything is null, every list empty. */
export class DetailReader {
	readonly #numbers: Tape[0];
	readonly #texts: Tape[1];
	readonly #originMs: number;
	#at = 0;

	constructor(written: string, originMs: number) {
		[this.#numbers, this.#texts] = JSON.parse(written) as Tape;
		this.#originMs = originMs;
	}

	number(): number | null {
		return this.#numbers[this.#at++] ?? null;
	}

	time(): number | null {
		const seconds = this.number();
		return seconds === null ? null : this.#originMs + Math.round(seconds * 1000);
	}

	text(): string | null {
		const place = this.number() ?? 0;
		return (place < 0 ? commonTexts[-1 - place] : this.#texts[place - 1]) ?? null;
	}

	sha(): string | null {
		const short = this.text();
		return short === null ? null : longSha(short);
	}

	list<Item>(take: () => Item): readonly Item[] | null {
		const length = this.number();
		if (length === null) return null;
		if (length === 0) return nothing;
		const items: Item[] = [];
		for (let index = 0; index < length; index++) items.push(take());
		return items;
	}

	/** A list that is never null. */
	items<Item>(take: () => Item): readonly Item[] {
		return this.list(take) ?? nothing;
	}
}
