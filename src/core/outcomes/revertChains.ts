import type { RevertSign } from './revertTargets.js';
import type { RevertVerdict } from './revertVerdict.js';

/** One reverting unit (a pull request, or a commit without one) and one thing it undoes. */
export interface Undo {
	/** `#n` or a SHA. */
	readonly unit: string;
	/** `#n` or a SHA; null when what was undone is not in this history. */
	readonly targetKey: string | null;
	readonly sign: RevertSign;
	readonly rules: readonly RevertVerdict['rule'][];
	readonly isPartial: boolean;
	readonly isOops: boolean;
}

/** An undo with its place in the chain and the state of the original work when all is said. */
export interface ChainedUndo {
	readonly undo: Undo;
	readonly depth: number;
	readonly net: RevertVerdict['net'];
}

/**
 * Works out chains. Something stands unless an undo of it stands; the original of a chain is what is undone but undoes
 * nothing itself. Undos that point at each other in a circle (impossible in git, possible in hand-written bodies) are
 * cut at the oldest.
 */
export function chainsOf(undos: readonly Undo[]): ChainedUndo[] {
	const byTarget = new Map<string, Undo[]>();
	const byUnit = new Map<string, Undo[]>();
	for (const undo of undos) {
		byUnit.set(undo.unit, [...(byUnit.get(undo.unit) ?? []), undo]);
		if (undo.targetKey !== null) {
			byTarget.set(undo.targetKey, [...(byTarget.get(undo.targetKey) ?? []), undo]);
		}
	}
	const standing = new Map<string, boolean>();
	const stands = (key: string): boolean => {
		const known = standing.get(key);
		if (known !== undefined) return known;
		standing.set(key, true);
		const result = !(byTarget.get(key) ?? []).some(({ unit }) => unit !== key && stands(unit));
		standing.set(key, result);
		return result;
	};
	const originalOf = (undo: Undo, path: readonly string[]): { key: string | null; depth: number } => {
		const depth = path.length + 1;
		const next = undo.targetKey === null ? undefined : byUnit.get(undo.targetKey)?.[0];
		if (next === undefined || path.includes(next.unit) || next.unit === undo.unit) {
			return { key: undo.targetKey, depth };
		}
		return originalOf(next, [...path, undo.unit]);
	};
	return undos.map((undo) => {
		const { key, depth } = originalOf(undo, []);
		const isRestored = key === null ? !stands(undo.unit) : stands(key);
		return { undo, depth, net: isRestored ? 'restored' : 'reverted' };
	});
}
