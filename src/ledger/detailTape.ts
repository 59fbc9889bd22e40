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

/** A text of this form stands for the twenty bytes of a SHA-1, wherever it is read as a SHA. */
const twentyBytes = /^[\w-]{27}$/;
const twentyBytesHex = 40;

/**
 * The long form of every text that may be a SHA; undefined for others. They go through the decoder together, each
 * filled up to 21 bytes, because its calls cost more than its work.
 */
function longShas(texts: readonly string[]): readonly (string | undefined)[] {
	const maybe = texts.map((text) => text.length === 27 && twentyBytes.test(text));
	let joined = '';
	texts.forEach((text, place) => {
		if (maybe[place] === true) joined += `${text}A`;
	});
	const hex = Buffer.from(joined, 'base64url').toString('hex');
	let end = 0;
	return maybe.map((isSha) => {
		if (!isSha) return undefined;
		end += twentyBytesHex + 2;
		return hex.slice(end - twentyBytesHex - 2, end - 2);
	});
}

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
	readonly #once: (text: string) => string;
	/** Texts in the form that all records share, by their places, as far as they were asked for. */
	readonly #shared: (string | undefined)[] = [];
	#shas: readonly (string | undefined)[] | null = null;
	#at = 0;

	/** @param once gives the first text that is the same as one */
	constructor(written: string, originMs: number, once: (text: string) => string = (text) => text) {
		[this.#numbers, this.#texts] = JSON.parse(written) as Tape;
		this.#originMs = originMs;
		this.#once = once;
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

	/** A text that many records hold. */
	sharedText(): string | null {
		const place = this.number() ?? 0;
		if (place < 0) return commonTexts[-1 - place] ?? null;
		const text = this.#texts[place - 1];
		return text === undefined ? null : (this.#shared[place] ??= this.#once(text));
	}

	sha(): string | null {
		const place = this.number() ?? 0;
		const short = (place < 0 ? commonTexts[-1 - place] : this.#texts[place - 1]) ?? null;
		if (short === null) return null;
		this.#shas ??= longShas(this.#texts);
		return this.#shas[place - 1] ?? longSha(short);
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
