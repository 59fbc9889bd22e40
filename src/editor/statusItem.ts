import * as vscode from 'vscode';
import { commandIds, statusItemId } from './ids.js';

/** Creates the one status bar item. */
export function createStatusItem(): vscode.StatusBarItem {
	const item = vscode.window.createStatusBarItem(statusItemId, vscode.StatusBarAlignment.Right, 90);
	item.name = vscode.l10n.t('Outlay budget');
	item.text = '$(pulse) Outlay';
	item.command = commandIds.showLog;
	item.show();
	return item;
}
