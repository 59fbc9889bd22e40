import type { ExtensionContext } from 'vscode';

/** Entry point of the editor: wiring only. */
export function activate(_context: ExtensionContext): void {
	return;
}
