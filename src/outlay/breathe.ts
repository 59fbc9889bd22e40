import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Lets whoever waits for a turn of the loop have one between two long readings: signals, progress, and the one who
 * watches the heap, which hears of a collection in one turn and acts in the next.
 */
export async function breathe(): Promise<void> {
	await nextTurn();
	await nextTurn();
}
