import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import { callsIn } from './rows.js';
import { openLedger } from '../../../src/ledger/openLedger.js';
import type { Job } from './child.js';

/** A child process at work on a ledger. */
export interface Running {
	readonly child: ChildProcess;
	/** Everything it has said so far. */
	readonly lines: readonly string[];
	/** Resolves with its lines when it has ended. */
	readonly ended: Promise<readonly string[]>;
	/** Resolves when it says a line that begins so; rejects when it ends without. */
	readonly said: (start: string) => Promise<string>;
}

let program: string | null = null;

/** The child as one file, so that starting dozens of them takes no compiling. */
function childProgram(): string {
	if (program !== null) return program;
	const folder = mkdtempSync(join(tmpdir(), 'outlay-child-'));
	const outfile = join(folder, 'child.cjs');
	buildSync({
		entryPoints: [join(__dirname, 'child.ts')],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		define: { __dirname: JSON.stringify(join(__dirname, '../../../src/ledger')) },
	});
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	chmodSync(folder, 0o755);
	program = outfile;
	return outfile;
}

/** Starts a child process, with a limit on the size of its files (in KiB) when given. */
export function start(job: Job, options: { fileLimitKib?: number; asNobody?: boolean } = {}): Running {
	const node = [process.execPath, childProgram(), JSON.stringify(job)];
	const [command = '', ...rest] =
		options.fileLimitKib === undefined
			? node
			: ['bash', '-c', `ulimit -f ${options.fileLimitKib}; exec "$@"`, 'bash', ...node];
	// A superuser may write to read-only folders, so as one it runs as nobody.
	const isSuperuser = options.asNobody === true && process.getuid?.() === 0;
	const child = spawn(command, rest, {
		stdio: ['ignore', 'pipe', 'inherit'],
		...(isSuperuser ? { uid: 65534, gid: 65534 } : {}),
	});
	const lines: string[] = [];
	const reader = createInterface({ input: child.stdout });
	reader.on('line', (line) => lines.push(line));
	const ended = Promise.all([once(child, 'exit'), once(reader, 'close')]).then(() => lines);
	const said = (begin: string): Promise<string> =>
		new Promise((resolve, reject) => {
			const known = lines.find((line) => line.startsWith(begin));
			if (known !== undefined) {
				resolve(known);
				return;
			}
			reader.on('line', (line) => (line.startsWith(begin) ? resolve(line) : undefined));
			void ended.then(() =>
				reject(new Error(`ended without saying ${begin}: ${lines.slice(-3).join(' | ')}`)),
			);
		});
	return { child, lines, ended, said };
}

/** Ids that some children were told are safe. */
export const acknowledged = (runs: readonly Running[]): string[] =>
	runs.flatMap(({ lines }) => lines.filter((line) => line.startsWith('ack ')).map((line) => line.slice(4)));

/** Which of some acknowledged calls a newly opened ledger does not have, and what it says about itself. */
export async function lostIn(
	dir: string,
	ids: readonly string[],
): Promise<{ lost: string[]; problems: string[] }> {
	const ledger = await openLedger({ dir, orgId: 'local', now: () => Date.now(), compaction: 'never' });
	try {
		const there = new Set(callsIn(ledger).map(({ callId }) => callId));
		return { lost: ids.filter((id) => !there.has(id)), problems: ledger.problems.map(({ code }) => code) };
	} finally {
		await ledger.close();
	}
}
