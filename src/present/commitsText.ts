import type { JudgedCommit } from '../core/evidence/judgedCommit.js';
import { counted, formatNumber, formatShare } from './format.js';
import { plainText } from './plainText.js';
import type { Cell, Column } from './table.js';
import { textTable, wrap } from './textTable.js';

const cell = (text: string): Cell => ({ text, values: [] });
const columns: readonly Column[] = [
	{ title: 'Commit', align: 'left', keys: [] },
	{ title: 'Day', align: 'left', keys: [] },
	{ title: 'Evidence', align: 'left', keys: [] },
	{ title: 'Tools', align: 'left', keys: [] },
	{ title: 'AI lines', align: 'right', keys: [] },
	{ title: 'Added', align: 'right', keys: [] },
	{ title: 'Where', align: 'left', keys: [] },
];
const lines = (count: number | null): string => (count === null ? '–' : formatNumber(count));

function row(commit: JudgedCommit): Cell[] {
	const where = [...new Set(commit.evidence.map((one) => one.where))].slice(0, 3).join(', ');
	return [
		cell(commit.sha.slice(0, 10)),
		cell(new Date(commit.authoredAtMs).toISOString().slice(0, 10)),
		cell(commit.strength),
		cell(commit.tools.map((tool) => plainText(tool, 20)).join(', ') || '–'),
		cell(lines(commit.aiLines)),
		cell(lines(commit.addedLines)),
		cell(plainText(where, 60)),
	];
}

/** What Anthropic's rule gives, where transcripts were compared: an estimate of its own, apart from the exact lines. */
function contributionRemark(commits: readonly JudgedCommit[]): string[] {
	const found = commits.flatMap(({ contribution }) =>
		contribution !== null && contribution.attributedLines > 0 ? [contribution] : [],
	);
	if (found.length === 0) return [];
	const attributed = found.reduce((sum, { attributedLines }) => sum + attributedLines, 0);
	const effective = found.reduce((sum, { effectiveLines }) => sum + effectiveLines, 0);
	return [
		`By Anthropic's contribution rule, an estimate: ${formatNumber(attributed)} of ${formatNumber(effective)} effective lines of ${counted(found.length, 'commit')} are Claude Code's.`,
	];
}

/** Commits with their evidence, and what it adds up to. */
export function commitsText(commits: readonly JudgedCommit[], width: number): string {
	if (commits.length === 0) return 'No commits in this range.\n';
	const ai = commits.filter(({ arm }) => arm === 'ai');
	const exact = commits.filter(({ aiLines }) => aiLines !== null);
	const sum = (list: readonly (number | null)[]): number =>
		list.reduce<number>((left, right) => left + (right ?? 0), 0);
	const remarks = [
		`${counted(ai.length, 'commit')} of ${formatNumber(commits.length)} (${formatShare(ai.length / commits.length)}) with AI evidence. The others show none; that does not mean "written by hand".`,
		exact.length === 0
			? 'No note or transcript gives lines: AI lines are unknown.'
			: `Lines are known exactly for ${counted(exact.length, 'commit')}: ${formatNumber(sum(exact.map(({ aiLines }) => aiLines)))} of their ${formatNumber(sum(exact.map(({ addedLines }) => addedLines)))} added lines are by AI.`,
		...contributionRemark(commits),
	];
	const table = textTable({ id: 'commits', title: '', columns, rows: commits.map(row) }, width);
	return [...table, '', ...remarks.flatMap((remark) => wrap(remark, width))].join('\n');
}
