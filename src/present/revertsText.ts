import type { RevertVerdict } from '../core/outcomes/revertVerdict.js';
import { counted } from './format.js';
import { textTable } from './textTable.js';

/** Reverts as a table, oldest first. */
export function revertsText(reverts: readonly RevertVerdict[], columns: number): string {
	if (reverts.length === 0) return 'No reverts.';
	const name = (pullRequest: number | null, sha: string | null): string =>
		pullRequest === null ? (sha?.slice(0, 9) ?? '?') : `#${pullRequest}`;
	const rows = reverts.map((revert) => [
		{ text: new Date(revert.atMs).toISOString().slice(0, 10) },
		{ text: `${revert.repo} ${name(revert.pullRequest, revert.commit)}` },
		{ text: name(revert.revertsPullRequest, revert.reverts) },
		{ text: revert.net },
		{ text: revert.why },
	]);
	const table = {
		columns: [
			{ title: 'Day', align: 'left' as const },
			{ title: 'Revert', align: 'left' as const },
			{ title: 'of', align: 'left' as const },
			{ title: 'Net', align: 'left' as const },
			{ title: 'Why', align: 'left' as const },
		],
		rows,
	};
	return [...textTable(table, columns), '', `${counted(reverts.length, 'revert')}.`].join('\n');
}
