import { spawn } from 'node:child_process';

/** How a command ended. */
export interface Finished {
	readonly code: number | null;
	readonly output: string;
}

/** Runs a program to its end and hands over what it printed. Rejects only when it cannot be started. */
export function run(
	program: string,
	args: readonly string[],
	options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Finished> {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, {
			cwd: options.cwd,
			env: options.env ?? process.env,
			stdio: ['ignore', 'pipe', 'pipe'],
			shell: process.platform === 'win32',
		});
		const parts: string[] = [];
		child.stdout.on('data', (chunk: Buffer) => parts.push(chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => parts.push(chunk.toString()));
		child.on('error', reject);
		child.on('close', (code) => resolve({ code, output: parts.join('') }));
	});
}

/** Like `run`, but a failure is an error that shows the last lines printed. */
export async function mustRun(
	program: string,
	args: readonly string[],
	options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
	const { code, output } = await run(program, args, options);
	if (code === 0) return output;
	const tail = output.trim().split('\n').slice(-15).join('\n');
	throw new Error(`${program} ${args.join(' ')} failed with ${code ?? 'a signal'}:\n${tail}`);
}
