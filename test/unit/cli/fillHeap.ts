// Run by `heapGrowth.test.ts`: fills a heap in one turn of the loop, makes much garbage in the next one, and prints the
// megabytes the heap had at most.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { growHeapSlowly } from '../../../src/cli/heapGrowth.js';

const [calls = 0, keptMegabytes = 0, garbageMegabytes = 0] = process.argv.slice(2).map(Number);
const megabyte = 1024 * 1024;
const oneMegabyte = (): number[] => new Array<number>(megabyte / 8).fill(1.5);
const kept: number[][] = [];
let most = 0;
const note = (): void => {
	most = Math.max(most, getHeapStatistics().total_heap_size);
};

async function fill(): Promise<void> {
	const heap = growHeapSlowly();
	heap.expectCalls(calls);
	await nextTurn();
	while (kept.length < keptMegabytes) kept.push(oneMegabyte());
	// What is replaced has become old meanwhile, so only a look through the whole heap finds it.
	for (let made = 0; made < garbageMegabytes; made++) {
		kept[made % keptMegabytes] = oneMegabyte();
		note();
	}
	process.stdout.write(String(Math.round(most / megabyte)));
}

void fill();
