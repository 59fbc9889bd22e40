import * as vscode from 'vscode';
import { commandIds } from './editor/ids.js';
import { createStatusItem } from './editor/statusItem.js';

/** Entry point of the editor: wiring only. */
export function activate(context: vscode.ExtensionContext): void {
	const log = vscode.window.createOutputChannel('Outlay', { log: true });
	context.subscriptions.push(
		log,
		createStatusItem(),
		vscode.commands.registerCommand(commandIds.showLog, () => log.show()),
	);
}
