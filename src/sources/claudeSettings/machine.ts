import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The machine as the settings readers see it; tests bring their own for each platform. */
export interface Machine {
	readonly platform: NodeJS.Platform;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly home: string;
	/** Text of a file; null when there is none or it may not be read. */
	readText(path: string): Promise<string | null>;
	/** Names in a folder; empty when there is none. */
	list(path: string): Promise<readonly string[]>;
	/** Standard output of a system tool; null when it is missing, fails or takes longer than three seconds. */
	runTool(program: string, args: readonly string[]): Promise<string | null>;
}

const run = promisify(execFile);
const absent = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EISDIR']);

function isAbsent(error: unknown): boolean {
	return error instanceof Error && 'code' in error && absent.has(String(error.code));
}

/** This machine. */
export function thisMachine(env: Machine['env'], home: string): Machine {
	return {
		platform: process.platform,
		env,
		home,
		async readText(path) {
			try {
				return await readFile(path, 'utf8');
			} catch (error) {
				if (isAbsent(error)) return null;
				throw error;
			}
		},
		async list(path) {
			try {
				return await readdir(path);
			} catch (error) {
				if (isAbsent(error)) return [];
				throw error;
			}
		},
		async runTool(program, args) {
			try {
				const { stdout } = await run(program, [...args], {
					timeout: 3000,
					windowsHide: true,
					maxBuffer: 4 * 1024 * 1024,
				});
				return stdout;
			} catch (error) {
				// A missing preference domain or registry key is an exit code; all of these mean "nothing set here".
				if (error instanceof Error) return null;
				throw error;
			}
		},
	};
}
