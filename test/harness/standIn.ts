import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { harnessHome, projectRoot } from './paths.js';

/** A program that desktop VS Code's flags can be given to. */
export async function standIn(): Promise<string> {
	const file = join(harnessHome, 'code');
	const tsx = join(projectRoot, 'node_modules/tsx/dist/cli.mjs');
	await mkdir(harnessHome, { recursive: true });
	await writeFile(
		file,
		`#!/bin/sh\nexec "${process.execPath}" "${tsx}" "${join(__dirname, 'code.ts')}" "$@"\n`,
	);
	await chmod(file, 0o755);
	return file;
}
