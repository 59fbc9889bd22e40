import type { EvidenceKind, Strength } from '../../core/evidence/evidence.js';
import { amount } from './amounts.js';
import { partialOutputLines } from './partialOutputLines.js';
import { evidenceName } from './engineWords.js';
import { asOf } from './times.js';
import type { Reader } from './translate.js';
import type { TreeRow } from './treeRow.js';

/** A kind of evidence, and where on the commit it was seen: `Co-Authored-By`. */
export interface SeenEvidence {
	readonly kind: EvidenceKind;
	readonly where: string | null;
}

/** One commit of the current branch, as the engine tells it. The subject is shown, never stored. */
export interface CommitFacts {
	readonly repoRoot: string;
	readonly sha: string;
	readonly subject: string;
	readonly authoredAtMs: number;
	/** Spend of linked sessions; null when no session is linked. */
	readonly costMicros: number | null;
	/** Share of the calls behind the spend whose output is a floor. */
	readonly partialOutputShare: number;
	readonly strength: Strength | 'none';
	/** What was seen, once each. */
	readonly evidence: readonly SeenEvidence[];
	/** Evidence is recorded on the commit itself, as a note or a trailer. */
	readonly isTagged: boolean;
}

/** The commits of one repository's branch. */
export interface BranchFacts {
	readonly repoRoot: string;
	readonly repoName: string;
	/** Null: detached. */
	readonly branch: string | null;
	readonly commits: readonly CommitFacts[];
}

function commitRow(facts: CommitFacts, prices: string, reader: Reader): TreeRow {
	const { t } = reader;
	const hasEvidence = facts.strength !== 'none';
	const seen = facts.evidence.map(({ kind, where }) =>
		where === null ? evidenceName(kind, t) : `${evidenceName(kind, t)} ${where}`,
	);
	const short = facts.sha.slice(0, 7);
	const cost = amount(facts.costMicros, 'USD', reader);
	const evidence = hasEvidence ? t('AI evidence: {0}', seen.join(', ')) : t('no AI evidence');
	const recorded = facts.isTagged ? [t('recorded on the commit')] : [];
	return {
		id: `${facts.repoRoot}:${facts.sha}`,
		label: facts.subject,
		description: `${short}  ${cost}${facts.isTagged ? `  ${t('recorded')}` : ''}`,
		icon: hasEvidence ? 'circle-filled' : 'circle-outline',
		...(hasEvidence ? { iconColor: 'charts.blue' } : {}),
		tooltip: [
			short,
			evidence,
			...recorded,
			t('{0} linked, at {1}', cost, prices),
			...partialOutputLines(facts.partialOutputShare, reader),
			asOf(facts.authoredAtMs, reader),
		],
		spoken: [t('Commit {0}: {1}', short, facts.subject), evidence, t('{0} linked', cost), ...recorded].join(
			'. ',
		),
		context: hasEvidence && !facts.isTagged ? 'commit.untagged' : 'commit',
	};
}

/**
 * The Commits tree: the current branch's commits, newest first; one group a repository when there are several.
 * `prices`: whose prices the costs are counted at.
 */
export function commitRows(branches: readonly BranchFacts[], prices: string, reader: Reader): TreeRow[] {
	const { t } = reader;
	const groups = branches.map((branch) => ({
		branch,
		rows: branch.commits.map((commit) => commitRow(commit, prices, reader)),
	}));
	if (groups.length === 1) return groups[0]?.rows ?? [];
	return groups.map(({ branch, rows }) => ({
		id: branch.repoRoot,
		label: branch.repoName,
		description: branch.branch ?? t('detached'),
		icon: 'repo',
		spoken: t('{0}, branch {1}, {2} commits', branch.repoName, branch.branch ?? t('detached'), rows.length),
		children: rows,
		isExpanded: true,
	}));
}
