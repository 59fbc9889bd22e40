/** A model id taken apart. `key` is the id without provider, context and speed marks, lower-cased. */
export interface ModelName {
	readonly key: string;
	/** `opus`, `sonnet`, …; null when the id is not one of Anthropic's. */
	readonly family: string | null;
	/** Null for a family alias (`opus`). */
	readonly major: number | null;
	readonly minor: number | null;
	/** `20250929`; null when undated. */
	readonly date: string | null;
}

const versionFirst = /^claude-(\d+)(?:-(\d{1,2}))?-([a-z]+)(?:-(\d{8}))?$/;
const familyFirst = /^(?:claude-)?([a-z]+)-(\d{1,2})(?:-(\d{1,2}))?(?:-(\d{8}))?$/;
const aliases = new Set(['fable', 'haiku', 'mythos', 'opus', 'sonnet']);

/** The id without `[1m]`, `-fast`, `-latest`, Bedrock's and Vertex's dress: what allowlists are matched on. */
export function modelKey(text: string): string {
	const id = text.trim().toLowerCase();
	const start = id.lastIndexOf('claude-');
	return (start > 0 ? id.slice(start) : id)
		.replace(/\[[^\]]*\]$/, '')
		.replace(/-v\d+(?::\d+)?$/, '')
		.replace('@', '-')
		.replace(/-(?:fast|latest)$/, '');
}

const numberOf = (text: string | undefined): number | null => (text === undefined ? null : Number(text));

/** Takes apart a model id or alias in any spelling: `opus`, `claude-3-5-haiku-20241022`, `us.anthropic.claude-…`. */
export function parseModelName(text: string): ModelName {
	const key = modelKey(text);
	if (aliases.has(key)) return { key, family: key, major: null, minor: null, date: null };
	const old = versionFirst.exec(key);
	if (old !== null) {
		return {
			key,
			family: old[3] ?? null,
			major: numberOf(old[1]),
			minor: numberOf(old[2]),
			date: old[4] ?? null,
		};
	}
	const match = familyFirst.exec(key);
	if (match === null || !(key.startsWith('claude-') || aliases.has(match[1] ?? ''))) {
		return { key, family: null, major: null, minor: null, date: null };
	}
	return {
		key,
		family: match[1] ?? null,
		major: numberOf(match[2]),
		minor: numberOf(match[3]),
		date: match[4] ?? null,
	};
}

/** Name for people: `Opus 5.5`, `Haiku 3.5`, `Sonnet`; an id that is not Anthropic's stays as it is. */
export function modelLabel(text: string): string {
	const { family, major, minor } = parseModelName(text);
	if (family === null) return text.trim();
	const name = family.charAt(0).toUpperCase() + family.slice(1);
	if (major === null) return name;
	return minor === null ? `${name} ${String(major)}` : `${name} ${String(major)}.${String(minor)}`;
}
