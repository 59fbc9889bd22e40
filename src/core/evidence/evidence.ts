/** Kinds of observed reason to hold a commit or pull request AI-assisted. */
export type EvidenceKind = 'note' | 'session' | 'trailer' | 'bot' | 'branch' | 'label' | 'message';

/** How much one piece of evidence proves. `arm` is `ai` when the best evidence is at or above the chosen strength. */
export type Strength = 'high' | 'medium' | 'low';

/** One observed reason. */
export interface Evidence {
	readonly kind: EvidenceKind;
	/** `claude-code`, `copilot`, `cursor`, `codex`, …; `unknown-ai` when the mark names no tool. */
	readonly tool: string;
	/** Model as the mark names it; null when it names none. */
	readonly model: string | null;
	readonly strength: Strength;
	/** Where it was seen: `Co-Authored-By`, `refs/notes/ai`, `branch claude/x`, `label claude-code-assisted`, … */
	readonly where: string;
}

/** `none` means "no AI evidence". It never means "human". */
export type Arm = 'ai' | 'none';

const rank: Record<Strength, number> = { high: 3, medium: 2, low: 1 };

/** Orders strengths: positive when `one` is stronger than `two`. */
export function compareStrength(one: Strength, two: Strength): number {
	return rank[one] - rank[two];
}

/** The strongest of some evidence, `none` without any. */
export function strongest(evidence: readonly Evidence[]): Strength | 'none' {
	let best: Strength | 'none' = 'none';
	for (const { strength } of evidence) {
		if (best === 'none' || compareStrength(strength, best) > 0) best = strength;
	}
	return best;
}

/** The arm that some evidence puts a commit or pull request in. Default minimum: medium. */
export function armOf(evidence: readonly Evidence[], minimum: Strength = 'medium'): Arm {
	for (const { strength } of evidence) if (compareStrength(strength, minimum) >= 0) return 'ai';
	return 'none';
}
