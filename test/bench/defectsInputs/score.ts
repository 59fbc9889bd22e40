import { wilson } from '../../../src/core/statistics/wilson.js';

/** Pairs of a fix and a commit: rightly accused, accused, named by the fix. */
export interface Score {
	right: number;
	chosen: number;
	named: number;
}

export const emptyScore = (): Score => ({ right: 0, chosen: 0, named: 0 });

function share(right: number, all: number): string {
	const interval = wilson(right, all);
	if (interval === null) return '–';
	const { value, low, high } = interval;
	return `${value.toFixed(3)} [${low.toFixed(3)}–${high.toFixed(3)}] (${right}/${all})`;
}

/** One line: precision and recall with Wilson 95 % intervals. */
export function scoreLine(name: string, { right, chosen, named }: Score): string {
	return `${name.padEnd(34)} precision ${share(right, chosen)}  recall ${share(right, named)}`;
}
