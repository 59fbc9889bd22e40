import * as vscode from 'vscode';
import { registerCommands } from './editor/commands.js';
import { reportPanelType } from './editor/ids.js';
import { Session } from './editor/session.js';
import { StatusItem } from './editor/status/statusItem.js';

let session: Session | null = null;

/** What `activate` hands to whoever asks VS Code for this extension: how heavy it was. */
export interface Weight {
	/** Its own work during activation. */
	readonly activationMs: number;
	/** Resolves once the first budget has been read. */
	settled(): Promise<void>;
}

/** Entry point of the editor: wiring only. Everything but the status bar item waits until VS Code has started. */
export function activate(context: vscode.ExtensionContext): Weight {
	const started = performance.now();
	const log = vscode.window.createOutputChannel('Outlay', { log: true });
	const status = new StatusItem();
	const made = new Session(context, log, status);
	session = made;
	context.subscriptions.push(
		log,
		status,
		made,
		registerCommands(made),
		vscode.window.registerWebviewPanelSerializer(reportPanelType, {
			async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
				const { ReportPanel } = await import('./editor/reportPanel/reportPanel.js');
				ReportPanel.restore(made.panelHost, panel, state);
			},
		}),
	);
	const activationMs = performance.now() - started;
	log.info(`Activated in ${activationMs.toFixed(1)} ms.`);
	setTimeout(() => void made.start(), 0);
	return { activationMs, settled: () => made.facts.settled };
}

/** VS Code waits for this when a window closes or the extension is disabled. */
export async function deactivate(): Promise<void> {
	await session?.close();
	session = null;
}
