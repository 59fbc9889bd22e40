import { basename } from 'node:path';
import * as vscode from 'vscode';
import { OutlayError } from '../../core/errors.js';
import type { EngineClient } from '../engine/engineClient.js';
import { sentenceOf } from '../failures.js';
import { hookMemoryKey } from '../ids.js';
import type { Tagging } from '../settings.js';

/** What keeping the hooks needs to know. */
export interface TrailerHookOptions {
	readonly engine: EngineClient;
	readonly log: vscode.LogOutputChannel;
	/** Remembers over windows and versions in which work trees the editor installed a hook. */
	readonly memory: vscode.Memento;
	/** File through which hooks find the extension; its own folder changes with every version. */
	readonly namedIn: string;
	readonly taggingOf: (root: string) => Tagging;
}

/**
 * Keeps the commit message hook where `outlay.tagging` is `trailer`, and takes it away where it is no longer: only the
 * hooks that the editor itself installed. Says what it did, with a way back.
 */
export class TrailerHooks {
	readonly #options: TrailerHookOptions;
	/** Looked at in this window: renewed, or refused for a reason that was told. */
	readonly #settled = new Set<string>();
	#last: Promise<void> = Promise.resolve();

	constructor(options: TrailerHookOptions) {
		this.#options = options;
	}

	/** Makes the hooks of these work trees as the setting wants them; one run after the other. */
	keep(roots: readonly string[]): Promise<void> {
		this.#last = this.#last.then(async () => {
			for (const root of roots) await this.#keepOne(root);
		});
		return this.#last;
	}

	get #installed(): readonly string[] {
		return this.#options.memory.get<string[]>(hookMemoryKey, []);
	}

	async #keepOne(root: string): Promise<void> {
		const { log, taggingOf } = this.#options;
		const isWanted = taggingOf(root) === 'trailer';
		const isOurs = this.#installed.includes(root);
		try {
			if (isWanted && !this.#settled.has(root)) await this.#install(root, isOurs);
			if (!isWanted && isOurs) await this.#remove(root);
			if (!isWanted) this.#settled.delete(root);
		} catch (error) {
			if (OutlayError.is(error, 'cancelled')) return;
			this.#settled.add(root);
			log.warn(`Commit hook: ${sentenceOf(error)}`);
			const what = vscode.l10n.t(
				'The commit hook of {0} was not changed: {1}',
				basename(root),
				sentenceOf(error),
			);
			void vscode.window.showWarningMessage(what);
		}
	}

	/** Also renews one that is there: the extension may have been updated. */
	async #install(root: string, isKnown: boolean): Promise<void> {
		const t = vscode.l10n.t;
		const { engine, log, memory, namedIn } = this.#options;
		const { file, hasOther } = await engine.call('hook', { repo: root, action: 'install', namedIn });
		this.#settled.add(root);
		log.info(`The commit hook of ${root} is ${file}.`);
		if (isKnown) return;
		await memory.update(hookMemoryKey, [...this.#installed, root]);
		const after = hasOther ? ` ${t('The hook that was there runs first.')}` : '';
		const what = t(
			'Installed a commit hook in {0}: commits that Claude Code worked on get an "Assisted-by:" line before you confirm the message.',
			basename(root),
		);
		void this.#tell(root, file, `${what}${after}`);
	}

	async #tell(root: string, file: string, message: string): Promise<void> {
		const t = vscode.l10n.t;
		const show = t('Show hook');
		const undo = t('Undo');
		const choice = await vscode.window.showInformationMessage(message, show, undo);
		if (choice === show) await vscode.window.showTextDocument(vscode.Uri.file(file));
		if (choice === undo) {
			const settings = vscode.workspace.getConfiguration('outlay', vscode.Uri.file(root));
			const { WorkspaceFolder, Workspace } = vscode.ConfigurationTarget;
			const isOneOfSeveral = vscode.workspace.workspaceFile !== undefined;
			await settings.update('tagging', 'off', isOneOfSeveral ? WorkspaceFolder : Workspace);
		}
	}

	async #remove(root: string): Promise<void> {
		const { engine, memory, namedIn } = this.#options;
		await engine.call('hook', { repo: root, action: 'uninstall', namedIn });
		const rest = this.#installed.filter((one) => one !== root);
		await memory.update(hookMemoryKey, rest.length === 0 ? undefined : rest);
		const what = vscode.l10n.t('Removed the commit hook from {0}', basename(root));
		vscode.window.setStatusBarMessage(what, 6000);
	}
}
