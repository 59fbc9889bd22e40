/** How sure it is that a change repairs a fault. `low` counts only when asked for. */
export type BugFixConfidence = 'high' | 'medium' | 'low';

/** What the grading looks at; everything but the title may be missing. */
export interface BugFixFacts {
	readonly title: string;
	readonly headRef: string | null;
	readonly labels: readonly string[];
	/** Labels (and issue types) of each issue that it closes. */
	readonly closedIssueLabels: readonly (readonly string[])[];
}

const bugLabel = /^(?:bug|defect|regression|incident|crash|kind[/:] ?bug|type[/:] ?bug|severity[/: ].*)/i;
const conventionalFix =
	/^(?:fix|hotfix)(?:\((?!ci|test|tests|docs|lint|build|deps|types?|style|typo)[^)]*\))?!?:/i;
const fixBranch = /^(?:hotfix|bugfix|fix)\//i;
const fixWord = /\b(?:fix(?:e[sd])?|bug|broken|regress)/i;

/** Team-specific label patterns (config `defectLabels`) as one test; each is a checked regular expression. */
export function bugLabelTest(defectLabels: readonly string[]): (label: string) => boolean {
	const own = defectLabels.map((pattern) => new RegExp(pattern, 'i'));
	return (label) => bugLabel.test(label) || own.some((pattern) => pattern.test(label));
}

/**
 * Grades whether a change is a bug fix. High: it closes an issue that is labelled a bug, or is labelled so itself.
 * Medium: a Conventional Commits `fix:` title (not of tests, docs, CI …) or a `fix/` branch. Low: a word such as
 * "fixes" in the title. Null: no sign. Rules: outcomes reference 3.3, public label conventions.
 */
export function bugFixConfidence(
	facts: BugFixFacts,
	isBugLabel: (label: string) => boolean,
): { readonly confidence: BugFixConfidence; readonly why: string } | null {
	const issueLabel = facts.closedIssueLabels.flat().find(isBugLabel);
	if (issueLabel !== undefined)
		return { confidence: 'high', why: `closes an issue labelled "${issueLabel}"` };
	const ownLabel = facts.labels.find(isBugLabel);
	if (ownLabel !== undefined) return { confidence: 'high', why: `is labelled "${ownLabel}"` };
	if (conventionalFix.test(facts.title)) return { confidence: 'medium', why: 'its title begins with "fix:"' };
	if (facts.headRef !== null && fixBranch.test(facts.headRef)) {
		return { confidence: 'medium', why: 'its branch is a fix branch' };
	}
	return fixWord.test(facts.title) ? { confidence: 'low', why: 'its title speaks of a fix' } : null;
}
