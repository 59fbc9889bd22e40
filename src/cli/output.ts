import { mkdir, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { messageOf, OutlayError } from '../core/errors.js';
import { safeJson } from '../present/safeJson.js';
import type { SharedOptions } from './sharedOptions.js';
import type { Terminal } from './terminal.js';

/** Writes a command's result to `--out`, else to standard output; the text ends in exactly one newline. */
export async function printResult(text: string, options: WhereTo, terminal: Terminal): Promise<void> {
	await printPieces([text.endsWith('\n') ? text : `${text}\n`], options, terminal);
}

/** Where a result goes; a new file of a private one is for its owner only. */
type WhereTo = Pick<SharedOptions, 'out'> & { readonly isPrivate?: boolean };

/** Writes a long result piece by piece; a slow reader is waited for. */
export async function printPieces(
	pieces: Iterable<string>,
	options: WhereTo,
	terminal: Terminal,
): Promise<void> {
	if (options.out === undefined) {
		for (const piece of pieces) {
			terminal.out(piece);
			await terminal.drained();
		}
		return;
	}
	try {
		await writeFile(options.out, Readable.from(pieces), options.isPrivate === true ? { mode: 0o600 } : {});
	} catch (cause) {
		throw new OutlayError('environment', `Could not write ${options.out}: ${messageOf(cause)}`, {
			hint: 'Choose a file in a folder you may write to with --out.',
			cause,
		});
	}
}

/** The JSON form of a result: two spaces, so that people can read it and diffs stay small. */
export const jsonText = (value: unknown): string => safeJson(value, 2);

/** So many characters are handed on at once. */
const pieceLength = 1 << 18;

/**
 * The same form in pieces, for a document whose last value is a long list: each item is made, written and let go, so
 * that 100,000 of them need no memory of their own.
 */
export function* jsonPieces(
	head: Readonly<Record<string, unknown>>,
	key: string,
	items: Iterable<unknown>,
): Generator<string> {
	const empty = jsonText({ ...head, [key]: [] });
	let piece = empty.slice(0, -']\n}'.length);
	let isFirst = true;
	for (const item of items) {
		piece += `${isFirst ? '' : ','}\n    ${jsonText(item).replaceAll('\n', '\n    ')}`;
		isFirst = false;
		if (piece.length < pieceLength) continue;
		yield piece;
		piece = '';
	}
	yield `${piece}${isFirst ? '' : '\n  '}]\n}\n`;
}

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
