import type { Progress } from '../outlay/context.js';
import type { Terminal } from './terminal.js';

type Step = Parameters<Progress['report']>[0];

/** Draws a bar on standard error when a person looks, otherwise nothing; `stop` clears it. */
export interface ProgressBar extends Progress {
	stop(): void;
}

/** Progress that shows nothing. */
export const noProgress: ProgressBar = { report: () => undefined, stop: () => undefined };

interface Bar {
	update(done: number, payload: object): void;
	setTotal(total: number): void;
	stop(): void;
}

const totalOf = ({ done, total }: Step): number => total ?? Math.max(done, 1);

/** The bar library is loaded with the first step of work long enough to report one. */
export function progressBar(terminal: Terminal): ProgressBar {
	if (!terminal.showsProgress) return noProgress;
	let bar: Bar | null = null;
	let latest: Step | null = null;
	let isStopped = false;
	const load = async (): Promise<void> => {
		const { SingleBar } = (await import('cli-progress')).default;
		if (isStopped || latest === null) return;
		const created = new SingleBar({
			format: '{what} {bar} {percentage} % {value}/{total}',
			barsize: 24,
			clearOnComplete: true,
			hideCursor: true,
			stream: process.stderr,
		});
		// Steps reported while the library was loading show in the first drawing.
		created.start(totalOf(latest), latest.done, { what: latest.what });
		bar = created;
	};
	return {
		report(step) {
			const isFirst = latest === null;
			latest = step;
			bar?.setTotal(totalOf(step));
			bar?.update(step.done, { what: step.what });
			if (!isFirst) return;
			load().catch(() => terminal.err('outlay: the progress bar could not be loaded; working without it\n'));
		},
		stop() {
			isStopped = true;
			bar?.stop();
			bar = null;
		},
	};
}
