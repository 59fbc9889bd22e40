import { OutlayError } from '../core/errors.js';
import { chooseInducing, type FixVerdict } from '../core/outcomes/defectFix.js';
import { Git } from '../sources/git/git.js';
import { resolveCommits } from '../sources/git/resolveCommits.js';
import { blamedFixes } from './blamedFixes.js';
import type { OutlayContext } from './context.js';

export interface InspectFixesOptions {
	/** Commits that fix something: SHAs, abbreviated SHAs or refs. */
	readonly fixes: readonly string[];
	/** Null: however old. */
	readonly windowDays: number | null;
}

/** Which commit each fix repairs, as far as blame can tell, in the order asked for. */
export async function inspectFixes(
	context: OutlayContext,
	options: InspectFixesOptions,
): Promise<FixVerdict[]> {
	if (!context.mayRunGit) {
		throw new OutlayError(
			'usage',
			'Fixes are found with git, which does not run in an untrusted workspace.',
			{
				hint: 'Trust the workspace first.',
			},
		);
	}
	if (context.repos.length === 0) {
		throw new OutlayError('usage', 'There is no repository here to look for the fixes in.', {
			hint: 'Run it inside a repository, or name one with --repo.',
		});
	}
	const verdicts = new Map<string, FixVerdict>();
	for (const folder of context.repos) {
		const open = options.fixes.filter((name) => !verdicts.has(name));
		const git = new Git(folder, { env: context.env, signal: context.signal });
		const shas = await resolveCommits(git, open);
		const known = shas.filter((sha) => sha !== null);
		const blamed = await blamedFixes(context, git, known, options.windowDays);
		for (const [index, name] of open.entries()) {
			const found = blamed.get(shas[index] ?? '');
			if (found) verdicts.set(name, chooseInducing(found, options.windowDays));
		}
	}
	return options.fixes.map((name) => {
		const verdict = verdicts.get(name);
		if (verdict) return verdict;
		throw new OutlayError('usage', `${name} names no commit in ${context.repos.join(', ')}.`, {
			hint: 'Give a full SHA, or fetch the commit first; a short one may be ambiguous.',
		});
	});
}
