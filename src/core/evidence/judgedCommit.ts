import type { Contribution } from './contributionRule.js';
import { armOf, strongest, type Arm, type Evidence, type Strength } from './evidence.js';

/** One commit with everything that says it is AI-assisted. */
export interface JudgedCommit {
	readonly repo: string;
	readonly sha: string;
	readonly authoredAtMs: number;
	readonly arm: Arm;
	readonly strength: Strength | 'none';
	/** Tools of the evidence, strongest first. */
	readonly tools: readonly string[];
	/** Added lines that a note or a transcript gives to AI; null when neither does, never guessed. */
	readonly aiLines: number | null;
	/** Where `aiLines` comes from. */
	readonly aiLinesFrom: 'note' | 'transcript' | null;
	/** Anthropic's contribution rule, an estimate beside `aiLines`; null where its lines were not compared with any session's. */
	readonly contribution: Contribution | null;
	/** Added lines of all text files; null where the clone cannot tell (shallow boundary, missing contents). */
	readonly addedLines: number | null;
	readonly evidence: readonly Evidence[];
	readonly pullRequest: number | null;
}

const none: readonly never[] = [];

/** Fills in what follows from the evidence. A named tool hides the `unknown-ai` of marks that name none. */
export function judgedCommit(
	facts: Omit<JudgedCommit, 'arm' | 'strength' | 'tools'>,
	minimum: Strength,
): JudgedCommit {
	const { evidence } = facts;
	// Literals, not spreads: of 100,000 commits without evidence each costs a quarter then.
	return {
		repo: facts.repo,
		sha: facts.sha,
		authoredAtMs: facts.authoredAtMs,
		evidence: evidence.length === 0 ? none : evidence,
		aiLines: facts.aiLines,
		aiLinesFrom: facts.aiLinesFrom,
		contribution: facts.contribution,
		addedLines: facts.addedLines,
		pullRequest: facts.pullRequest,
		arm: armOf(evidence, minimum),
		strength: strongest(evidence),
		tools: evidence.length === 0 ? none : toolsOf(evidence),
	};
}

function toolsOf(evidence: readonly Evidence[]): string[] {
	const tools = [...new Set(evidence.map(({ tool }) => tool))];
	const named = tools.filter((tool) => tool !== 'unknown-ai');
	return named.length > 0 ? named : tools;
}

/** The entries of `commits` in `outlay.commits/1`, made one by one. */
export function* commitEntries(commits: Iterable<JudgedCommit>): Generator<object> {
	for (const { authoredAtMs, ...rest } of commits) {
		yield { ...rest, authoredAt: new Date(authoredAtMs).toISOString() };
	}
}
