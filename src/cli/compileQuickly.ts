import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode that the engine copies into one function at most; by itself it takes 920. */
const inlinedBytes = 300;

/**
 * Makes the compilers of the engine work less, in a process of seconds that keeps all processors busy: what they save it
 * is over before it pays. WebAssembly, which the database is, stays as the quick compiler makes it: the thorough one
 * takes a tenth of the time of both processors, and new transcripts are read a sixth slower without. The one for
 * JavaScript copies fewer functions into each other, which takes it a quarter of its time and this program next to none.
 */
export function compileQuickly(): void {
	for (const flag of ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) {
		setFlagsFromString(flag);
	}
	setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${inlinedBytes}`);
}
