import * as vscode from 'vscode';
import type { Reader } from './viewModels/translate.js';

/** The user as the view models know them, now. */
export function currentReader(): Reader {
	return {
		t: (message, ...args) => vscode.l10n.t(message, ...args),
		locale: vscode.env.language,
		timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
		nowMs: Date.now(),
	};
}
