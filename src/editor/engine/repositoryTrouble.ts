import type { Problem } from '../../core/problem.js';

/** A request without a sign-in is what the view's own welcome text is about. */
const isTold = (code: string): boolean => code === 'github.anonymous';

/**
 * Why a view of repositories is empty or old: what git or the forge refused, as the first sentence about it; null when
 * nothing did.
 */
export function repositoryTrouble(problems: readonly Problem[]): string | null {
	const found = problems.find(
		({ code }) => code === 'git.repository-unreadable' || (code.startsWith('github.') && !isTold(code)),
	);
	return found?.what ?? null;
}
