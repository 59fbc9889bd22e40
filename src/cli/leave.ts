/**
 * Ends the process with a code as soon as everything printed has reached its reader. Nothing of ours is under way any more;
 * left to end by itself, the process would wait for the engine's threads, which still compile what nobody will run, and
 * take its heap apart: some 80 ms after a large report.
 */
export async function leave(code: number): Promise<never> {
	await Promise.all([process.stdout, process.stderr].map(written));
	process.exit(code);
}

/** An empty write comes to its end after all before it, in a pipe too, which may be written to later on some systems. */
const written = (stream: NodeJS.WriteStream): Promise<void> =>
	new Promise((done) => stream.write('', () => done()));
