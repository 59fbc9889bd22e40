import { compareStrength, type Evidence } from './evidence.js';

/**
 * Evidence without repetitions, the strongest first: the same kind, tool, model and place count once, at their best
 * strength. Order among equals stays, so the result is deterministic.
 */
export function unionOf(evidence: readonly Evidence[]): Evidence[] {
	const distinct: Evidence[] = [];
	let last: Evidence | null = null;
	for (const one of evidence) {
		// Mostly all commits of a pull request have one mark, told by the same record.
		if (one === last) continue;
		last = one;
		// There are a handful at most: they are compared sooner than a key is made of each.
		const place = distinct.findIndex((known) => isSameMark(known, one));
		const known = distinct[place];
		if (known === undefined) distinct.push(one);
		else if (compareStrength(one.strength, known.strength) > 0) distinct[place] = one;
	}
	return distinct.length < 2
		? distinct
		: distinct.sort((one, two) => compareStrength(two.strength, one.strength));
}

/** The same kind, tool, model and place; a mark that names no model is like one that leaves it empty. */
const isSameMark = (one: Evidence, two: Evidence): boolean =>
	one === two ||
	(one.kind === two.kind &&
		one.tool === two.tool &&
		(one.model ?? '') === (two.model ?? '') &&
		one.where === two.where);
