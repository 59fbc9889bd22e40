import * as vscode from 'vscode';
import { messageOf, OutlayError } from '../../core/errors.js';

/** The settings file that holds one person's choices in one project. */
export interface ModelFile {
	readonly folder: vscode.Uri;
	readonly file: vscode.Uri;
}

export function modelFileOf(workspaceFolder: vscode.Uri): ModelFile {
	const folder = vscode.Uri.joinPath(workspaceFolder, '.claude');
	return { folder, file: vscode.Uri.joinPath(folder, 'settings.local.json') };
}

const isMissing = (error: unknown): boolean =>
	error instanceof vscode.FileSystemError && error.code === 'FileNotFound';

function unusable(file: vscode.Uri, cause: unknown): OutlayError {
	const what = vscode.l10n.t(
		'{0} cannot be used, so nothing was changed: {1}',
		file.fsPath,
		messageOf(cause),
	);
	return new OutlayError('environment', what, {
		hint: vscode.l10n.t('See who owns the file and whether it may be written, then try again.'),
		cause,
	});
}

/** Every character of the file, its byte order mark too; null: there is none. Bytes that are no text are refused. */
export async function readText({ file }: ModelFile): Promise<string | null> {
	try {
		const bytes = await vscode.workspace.fs.readFile(file);
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch (error) {
		if (isMissing(error)) return null;
		throw unusable(file, error);
	}
}

/** Writes the file, with its folder where there is none. True: the folder was made. */
export async function writeText({ folder, file }: ModelFile, text: string): Promise<boolean> {
	try {
		const hadFolder = await isThere(folder);
		await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
		return !hadFolder;
	} catch (error) {
		throw unusable(file, error);
	}
}

/** Removes the file, and its folder if it was made for it and nothing else came into it. */
export async function removeText({ folder, file }: ModelFile, madeFolder: boolean): Promise<void> {
	try {
		if (await isThere(file)) await vscode.workspace.fs.delete(file);
		if (!madeFolder || !(await isThere(folder))) return;
		const rest = await vscode.workspace.fs.readDirectory(folder);
		if (rest.length === 0) await vscode.workspace.fs.delete(folder);
	} catch (error) {
		throw unusable(file, error);
	}
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
	try {
		await vscode.workspace.fs.stat(uri);
		return true;
	} catch (error) {
		if (isMissing(error)) return false;
		throw error;
	}
}
