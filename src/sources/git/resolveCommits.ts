import type { Git } from './git.js';

/**
 * Full SHAs of the commits that some names mean (SHAs, abbreviations, refs), with one git process; null where a name
 * means no commit, or more than one.
 */
export async function resolveCommits(git: Git, names: readonly string[]): Promise<(string | null)[]> {
	if (names.length === 0) return [];
	const asked = names.map((name) => (/^[^\s\0-]\S*$/.test(name) ? name : '!'));
	const input = asked.map((name) => `${name}^{commit}`).join('\n') + '\n';
	const answers = (
		await git.text(['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input })
	).split('\n');
	return names.map((_, index) => /^([0-9a-f]{40,64}) commit$/.exec(answers[index] ?? '')?.[1] ?? null);
}
