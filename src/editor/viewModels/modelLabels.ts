const families = ['opus', 'sonnet', 'haiku', 'fable', 'mythos'];

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/**
 * A model id as people say it: `claude-sonnet-5-5-20260901` → `Sonnet 5.5`, `us.anthropic.claude-3-5-haiku-v1:0` →
 * `Haiku 3.5`, `opus` → `Opus`. An id of another form stays as it is.
 */
export function modelLabel(id: string): string {
	const words = id.toLowerCase().split(/[^a-z0-9]+/);
	const family = words.find((word) => families.includes(word));
	if (family === undefined) return id;
	const at = words.indexOf(family);
	const isVersion = (word: string | undefined): word is string =>
		word !== undefined && /^\d{1,2}$/.test(word);
	const after = words.slice(at + 1, at + 3);
	const before = words.slice(Math.max(0, at - 2), at);
	const take = (candidates: readonly (string | undefined)[]): string[] => {
		const end = candidates.findIndex((word) => !isVersion(word));
		return candidates.slice(0, end === -1 ? undefined : end).filter(isVersion);
	};
	const version = isVersion(after[0]) ? take(after) : before.filter(isVersion);
	return [capitalised(family), version.join('.')].filter((part) => part !== '').join(' ');
}
