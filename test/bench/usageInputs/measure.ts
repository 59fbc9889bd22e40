import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One run of a whole process, from its start to its end. */
export interface Run {
	readonly wallMs: number;
	/** Largest resident size seen, sampled every 5 ms; null where the system does not tell. */
	readonly peakMiB: number | null;
	readonly code: number | null;
}

/** The high-water mark of a process's resident size, from Linux. */
function residentPeakMiB(pid: number): number | null {
	try {
		const status = readFileSync(`/proc/${pid}/status`, 'utf8');
		const kibibytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
		return kibibytes === undefined ? null : Number(kibibytes) / 1024;
	} catch (error) {
		// Gone already, or no such file system.
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw error;
	}
}

/** Runs a program once, throwing its output away. */
export function runOnce(
	command: readonly [string, ...string[]],
	env: Readonly<Record<string, string>> = {},
): Promise<Run> {
	return new Promise((resolve, reject) => {
		const [program, ...args] = command;
		const startMs = performance.now();
		const child = spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...env } });
		let peakMiB: number | null = null;
		const sample = setInterval(() => {
			if (child.pid !== undefined) peakMiB = residentPeakMiB(child.pid) ?? peakMiB;
		}, 5);
		child.on('error', reject);
		child.on('exit', (code) => {
			clearInterval(sample);
			resolve({ wallMs: performance.now() - startMs, peakMiB, code });
		});
	});
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((one, two) => one - two);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1
		? (sorted[middle] ?? NaN)
		: ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** Two programs run in turn, so that a machine that speeds up or slows down does so for both. */
export async function runInTurn(
	runs: number,
	one: () => Promise<Run>,
	two: () => Promise<Run>,
): Promise<{ one: Run[]; two: Run[]; ratio: number }> {
	await one();
	await two();
	const ones: Run[] = [];
	const twos: Run[] = [];
	for (let run = 0; run < runs; run++) {
		ones.push(await one());
		twos.push(await two());
	}
	const ratio = median(ones.map(({ wallMs }, index) => wallMs / (twos[index]?.wallMs ?? NaN)));
	return { one: ones, two: twos, ratio };
}
