import { once } from 'node:events';

/** Where a command prints. Results go to `out`, progress and warnings to `err`. */
export interface Terminal {
	readonly out: (text: string) => void;
	readonly err: (text: string) => void;
	/** Waits until the reader of `out` has taken most of what was printed. */
	readonly drained: () => Promise<void>;
	/** True when a person looks at standard error, so a bar may be drawn. */
	readonly showsProgress: boolean;
	/** True when colours may be used on standard output. */
	readonly hasColor: boolean;
	/** Columns of standard output; 80 when it is not a terminal. */
	readonly columns: number;
}

/** The process's own terminal; honours `NO_COLOR`, and drops a reader that went away (`| head`). */
export function processTerminal(): Terminal {
	for (const stream of [process.stdout, process.stderr]) {
		stream.on('error', (error: NodeJS.ErrnoException) => {
			if (error.code === 'EPIPE') process.exit(0);
			throw error;
		});
	}
	return {
		out: (text) => void process.stdout.write(text),
		err: (text) => void process.stderr.write(text),
		drained: async () => {
			if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
		},
		showsProgress: process.stderr.isTTY,
		hasColor: process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '',
		columns: process.stdout.isTTY ? process.stdout.columns : 80,
	};
}
