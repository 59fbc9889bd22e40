/** A model id as written by any vendor, taken apart for the price lookup. */
export interface ModelId {
	/** First-party id without date, vendor prefix or variant suffix, e.g. `claude-sonnet-4-5`. */
	readonly name: string;
	/** A regional Bedrock profile (`us.`, `eu.`, …): the vendor adds its regional premium. `global.` is not one. */
	readonly isRegional: boolean;
	/** The id itself names the fast variant (`…-fast`). */
	readonly isFast: boolean;
}

const regions = new Set(['us', 'eu', 'au', 'jp', 'apac', 'ca', 'us-gov', 'sa']);

/** Names that the API accepted for the same model. */
const aliases: Readonly<Record<string, string>> = {
	'claude-3-5-haiku': 'claude-haiku-3-5',
	'claude-3-haiku': 'claude-haiku-3',
	'claude-3-opus': 'claude-opus-3',
	'claude-3-sonnet': 'claude-sonnet-3',
	'claude-3-5-sonnet': 'claude-sonnet-3-5',
	'claude-3-7-sonnet': 'claude-sonnet-3-7',
	'claude-4-opus': 'claude-opus-4',
	'claude-4-sonnet': 'claude-sonnet-4',
	'claude-opus-4-0': 'claude-opus-4',
	'claude-sonnet-4-0': 'claude-sonnet-4',
};

/**
 * Takes a model id apart. Understands the first-party form (`claude-opus-4-5-20251101`, `…-latest`), Claude Code's
 * variants (`…[1m]`, `…-fast`), Bedrock (`us.anthropic.claude-…-v1:0`, inference profile ARNs) and Vertex
 * (`claude-…@20250929`, `publishers/anthropic/models/…`). It never guesses: what remains is looked up exactly.
 */
export function parseModelId(raw: string): ModelId {
	let id = raw.trim().toLowerCase();
	id = id.slice(id.lastIndexOf('/') + 1);
	id = id.replace(/\[[^\]]*\]$/, '');
	const profile = /^(?:([a-z]+(?:-gov)?)\.)?anthropic\.(.+)$/.exec(id);
	const region = profile?.[1];
	if (profile?.[2] !== undefined) id = profile[2].replace(/-v\d+(?::\d+(?::\w+)?)?$/, '');
	id = id
		.replace(/\[[^\]]*\]$/, '')
		.replace(/@.*$/, '')
		// A Bedrock version that lost its vendor prefix on the way.
		.replace(/-v\d+:\d+$/, '');
	const isFast = id.endsWith('-fast');
	if (isFast) id = id.slice(0, -'-fast'.length);
	id = id.replace(/-(?:20\d{6}|latest)$/, '').replaceAll('.', '-');
	return {
		name: aliases[id] ?? id,
		isRegional: region !== undefined && regions.has(region),
		isFast,
	};
}
