import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The built command line, as a user's shell would find it. */
export const cliPath = join(__dirname, '../../dist/cli.js');

export interface CliResult {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/**
 * Runs the built CLI as a child process. The environment holds nothing of the caller's but PATH, so that no token,
 * config folder or colour setting of the machine leaks into a test; `env` adds to it.
 */
export function runCli(
	args: readonly string[],
	options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<CliResult> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [cliPath, ...args], {
			cwd: options.cwd,
			env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...options.env },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let stdout = '';
		let stderr = '';
		child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
		child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
		child.on('error', reject);
		child.on('close', (code) => resolve({ code, stdout, stderr }));
	});
}
