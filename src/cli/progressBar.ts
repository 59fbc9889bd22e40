import type { Progress } from '../outlay/context.js';
import type { Terminal } from './terminal.js';

/** Draws a bar on standard error when a person looks, otherwise nothing; `stop` clears it. */
export interface ProgressBar extends Progress {
	stop(): void;
}

/** Progress that shows nothing. */
export const noProgress: ProgressBar = { report: () => undefined, stop: () => undefined };

/** The bar library is loaded with the first step of work long enough to report one. */
export function progressBar(terminal: Terminal): ProgressBar {
	if (!terminal.showsProgress) return noProgress;
	let bar: {
		update(done: number, payload: object): void;
		setTotal(total: number): void;
		stop(): void;
	} | null = null;
	let isStopped = false;
	const loading = import('cli-progress').then(({ default: { SingleBar } }) => {
		if (isStopped) return;
		const created = new SingleBar({
			format: '{what} {bar} {percentage} % {value}/{total}',
			barsize: 24,
			clearOnComplete: true,
			hideCursor: true,
			stream: process.stderr,
		});
		created.start(1, 0, { what: '' });
		bar = created;
	});
	loading.catch(() => terminal.err('outlay: the progress bar could not be loaded; working without it\n'));
	return {
		report({ what, done, total }) {
			bar?.setTotal(total ?? Math.max(done, 1));
			bar?.update(done, { what });
		},
		stop() {
			isStopped = true;
			bar?.stop();
			bar = null;
		},
	};
}
