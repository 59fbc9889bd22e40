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
	/** Added lines of all text files; null where the clone cannot tell (shallow boundary, missing contents). */
	readonly addedLines: number | null;
	readonly evidence: readonly Evidence[];
	readonly pullRequest: number | null;
}

/** Fills in what follows from the evidence. A named tool hides the `unknown-ai` of marks that name none. */
export function judgedCommit(
	facts: Omit<JudgedCommit, 'arm' | 'strength' | 'tools'>,
	minimum: Strength,
): JudgedCommit {
	const tools = [...new Set(facts.evidence.map(({ tool }) => tool))];
	const named = tools.filter((tool) => tool !== 'unknown-ai');
	return {
		...facts,
		arm: armOf(facts.evidence, minimum),
		strength: strongest(facts.evidence),
		tools: named.length > 0 ? named : tools,
	};
}

/** Commits as `outlay.commits/1`. */
export function commitsDocument(commits: readonly JudgedCommit[]): object {
	return {
		schema: 'outlay.commits/1',
		commits: commits.map(({ authoredAtMs, ...rest }) => ({
			...rest,
			authoredAt: new Date(authoredAtMs).toISOString(),
		})),
	};
}
