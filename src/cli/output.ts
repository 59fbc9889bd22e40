import { mkdir, writeFile } from 'node:fs/promises';
import { messageOf, OutlayError } from '../core/errors.js';
import type { SharedOptions } from './sharedOptions.js';
import type { Terminal } from './terminal.js';

/** Writes a command's result to `--out`, else to standard output; the text ends in exactly one newline. */
export async function printResult(
	text: string,
	options: Pick<SharedOptions, 'out'>,
	terminal: Terminal,
): Promise<void> {
	const whole = text.endsWith('\n') ? text : `${text}\n`;
	if (options.out === undefined) {
		terminal.out(whole);
		return;
	}
	try {
		await writeFile(options.out, whole);
	} catch (cause) {
		throw new OutlayError('environment', `Could not write ${options.out}: ${messageOf(cause)}`, {
			hint: 'Choose a file in a folder you may write to with --out.',
			cause,
		});
	}
}

/** The JSON form of a result: two spaces, so that people can read it and diffs stay small. */
export const jsonText = (value: unknown): string => JSON.stringify(value, null, 2);

/** Makes the folder that `--out` names, with its parents. */
export async function makeFolder(folder: string): Promise<void> {
	try {
		await mkdir(folder, { recursive: true });
	} catch (cause) {
		throw new OutlayError('environment', `Could not make the folder ${folder}: ${messageOf(cause)}`, {
			hint: 'Name a folder you may write to with --out.',
			cause,
		});
	}
}
