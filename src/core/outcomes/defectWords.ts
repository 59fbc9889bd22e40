/** What the words of a fix and of a commit say about each other. Only shares leave this file; no text is kept. */

const emptyWords = new Set(
	(
		'fix fixes fixed fixing add adds added adding remove removed use used using the a an of to for in on and with ' +
		'when from by not do is be it as if after into make more new support update don revert bugfix set should was ' +
		'were are this that which but has have had can could would we also only no so at or its there than then some ' +
		'all any one two'
	).split(' '),
);

const keywords = new Set(
	(
		'if else for while return int char void const static struct case break default switch unsigned long short ' +
		'bool true false null NULL sizeof goto err ret rc do uint32_t uint64_t uint8_t uint16_t size_t def self func ' +
		'var let fn the of to in and or not is'
	).split(' '),
);

/** A word without its ending, so that "parsing" meets "parse" and "queues" meets "queue". */
function stemOf(word: string): string {
	const ending = ['ing', 'ed', 'es', 's', 'e'].find(
		(end) => word.length > end.length + 3 && word.endsWith(end),
	);
	return ending === undefined ? word : word.slice(0, -ending.length);
}

/** Words that say what a text is about: lower case, without endings, without words that every commit uses. */
export function wordsOf(text: string): Set<string> {
	const words = text.toLowerCase().match(/[a-z][a-z0-9_]*|[0-9]{2,}/g) ?? [];
	return new Set(words.filter((word) => word.length > 1 && !emptyWords.has(word)).map(stemOf));
}

/** Names in a line of code: functions, variables, types. */
export function namesOf(line: string): Set<string> {
	return new Set((line.match(/[A-Za-z_]\w+/g) ?? []).filter((word) => !keywords.has(word)));
}

const endOfProse = /^\s*(?:fixes|[a-z-]+-by|cc|link|bugzilla|change-id|reported-at):/i;
const namedCommit = /\b[0-9a-f]{7,40}\b(?:[\s,]*\(?\s*(["'“‘])[\s\S]{0,200}?["'”’]\s*\)?)?/g;

/**
 * The part of a commit message that describes the change: up to the first trailer, commits that it names taken out.
 * Who is named as the cause is a question of its own (the explicit tier), and must not help the inferred one.
 */
export function proseOf(message: string): string {
	const lines = message.split('\n');
	const end = lines.findIndex((line) => endOfProse.test(line));
	return (end === -1 ? lines : lines.slice(0, end)).join('\n').replace(namedCommit, ' ');
}

/** Share of a commit's subject that the fix speaks of too: in its message, or by the names in its changed lines. */
export function sharedWords(subject: string, fixWords: ReadonlySet<string>): number {
	const words = [...wordsOf(subject)];
	return words.length === 0 ? 0 : words.filter((word) => fixWords.has(word)).length / words.length;
}

const cosmetic =
	/refactor|clean|renam|style|format|whitespace|cosmetic|spelling|typo|indent|move|split|coding|comment|doc|convert|replace|unify|simplif|factor/i;

/** The subject speaks of a change that should not change behaviour. */
export function isCosmetic(subject: string): boolean {
	return cosmetic.test(subject);
}
