import { compareStrength, type Evidence } from './evidence.js';

/**
 * Evidence without repetitions, the strongest first: the same kind, tool, model and place count once, at their best
 * strength. Order among equals stays, so the result is deterministic.
 */
export function unionOf(evidence: readonly Evidence[]): Evidence[] {
	// Mostly all commits of a pull request have one mark, told by the same record.
	const [first] = evidence;
	if (first === undefined) return [];
	if (evidence.every((one) => one === first)) return [first];
	const distinct = new Set(evidence);
	const byKey = new Map<string, Evidence>();
	for (const one of distinct) {
		const key = `${one.kind}\n${one.tool}\n${one.model ?? ''}\n${one.where}`;
		const known = byKey.get(key);
		if (known === undefined || compareStrength(one.strength, known.strength) > 0) byKey.set(key, one);
	}
	return [...byKey.values()].sort((one, two) => compareStrength(two.strength, one.strength));
}
