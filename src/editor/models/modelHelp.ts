import * as vscode from 'vscode';
import { OutlayError } from '../../core/errors.js';
import type { Claims } from '../claims.js';
import { commandIds, contextKeys } from '../ids.js';
import { modelLabel } from '../viewModels/modelLabels.js';
import type { BudgetFacts } from '../viewModels/statusView.js';
import { modelChoices } from './modelChoices.js';
import { withModel, withoutChange, type SettingChange } from './modelSetting.js';

interface Remembered extends SettingChange {
	readonly file: string;
}
const memoryKey = 'outlay.modelChange';

/**
 * Helps to change the model for this workspace: writes `model` to `.claude/settings.local.json`, the documented place
 * for one person's choice in one project, shows what it wrote, and can take it back.
 */
export class ModelHelp {
	readonly #memory: vscode.Memento;
	readonly #claims: Claims;
	readonly #isWanted: () => boolean;

	constructor(memory: vscode.Memento, claims: Claims, isWanted: () => boolean) {
		this.#memory = memory;
		this.#claims = claims;
		this.#isWanted = isWanted;
		void this.#tellUndo();
	}

	/** One quiet suggestion a period when the model in use is outside the entitlement or the limit is near. */
	async suggest({ status, entitlement }: BudgetFacts): Promise<void> {
		const t = vscode.l10n.t;
		const model = entitlement.current;
		if (model === null || !this.#isWanted() || vscode.workspace.workspaceFolders === undefined) return;
		const isForbidden = entitlement.currentAllowed === false;
		const isNear = status.state === 'critical' || status.state === 'over';
		if (!isForbidden && !isNear) return;
		if (modelChoices(entitlement, model).length === 0) return;
		const reason = isForbidden ? `forbidden:${model}` : status.state;
		if (!(await this.#claims.claim(`model:${status.window.startMs}:${reason}`))) return;
		const message = isForbidden
			? t('{0} is not in your entitlement. Change the model for this workspace?', modelLabel(model))
			: t('The limit is near. A smaller model than {0} makes it last longer.', modelLabel(model));
		const change = t('Change model…');
		const never = t("Don't show again");
		const choice = await vscode.window.showInformationMessage(message, change, never);
		if (choice === change) await vscode.commands.executeCommand(commandIds.changeModel);
		if (choice === never) {
			const settings = vscode.workspace.getConfiguration('outlay');
			await settings.update('modelSuggestions', false, vscode.ConfigurationTarget.Global);
		}
	}

	/** Lets the user pick a model, writes it, and shows what was written. */
	async change(facts: BudgetFacts | null): Promise<void> {
		const t = vscode.l10n.t;
		const folder = await pickFolder();
		if (folder === undefined) return;
		const file = vscode.Uri.joinPath(folder.uri, '.claude', 'settings.local.json');
		const entitlement = facts?.entitlement ?? null;
		const choices = modelChoices(entitlement, entitlement?.current ?? null);
		const picked = await vscode.window.showQuickPick(
			choices.map(({ value, why }) => ({ label: modelLabel(value), description: value, detail: why, value })),
			{
				title: t('Model for {0}', folder.name),
				placeHolder: t(
					'Writes "model" to .claude/settings.local.json; new Claude Code sessions here start on it',
				),
			},
		);
		if (picked === undefined) return;
		const change = withModel(await readText(file), picked.value, file.fsPath);
		await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(change.after));
		await this.#memory.update(memoryKey, { ...change, file: file.toString() } satisfies Remembered);
		await this.#tellUndo();
		await this.#confirm(file, picked.value, entitlement?.defaultBy ?? null);
	}

	async #confirm(file: vscode.Uri, model: string, defaultBy: string | null): Promise<void> {
		const t = vscode.l10n.t;
		const show = t('Show file');
		const undo = t('Undo');
		const isOverruled = defaultBy === 'ANTHROPIC_MODEL' || defaultBy?.includes('managed') === true;
		const caution = isOverruled ? ` ${t('{0} still comes first.', defaultBy)}` : '';
		const message = `${t('Wrote "model": "{0}" to .claude/settings.local.json.', model)}${caution}`;
		const choice = await vscode.window.showInformationMessage(message, show, undo);
		if (choice === show) await vscode.window.showTextDocument(file);
		if (choice === undo) await this.undo();
	}

	/** Takes the last change back. */
	async undo(): Promise<void> {
		const t = vscode.l10n.t;
		const change = this.#memory.get<Remembered>(memoryKey);
		if (change === undefined) {
			void vscode.window.showInformationMessage(t('Outlay has changed no model in this workspace.'));
			return;
		}
		const file = vscode.Uri.parse(change.file);
		const text = withoutChange(await readText(file), change, file.fsPath);
		if (text !== null) await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
		else if ((await readText(file)) !== null) await vscode.workspace.fs.delete(file);
		await this.#memory.update(memoryKey, undefined);
		await this.#tellUndo();
		vscode.window.setStatusBarMessage(t('The model setting is as it was.'), 5000);
	}

	async #tellUndo(): Promise<void> {
		const canUndo = this.#memory.get(memoryKey) !== undefined;
		await vscode.commands.executeCommand('setContext', contextKeys.canUndoModel, canUndo);
	}
}

async function pickFolder(): Promise<vscode.WorkspaceFolder | undefined> {
	const folders = vscode.workspace.workspaceFolders ?? [];
	if (folders.length === 0) {
		throw new OutlayError('usage', 'No folder is open, so there is no workspace to set a model for.', {
			hint: 'Open a folder first.',
		});
	}
	return folders.length === 1 ? folders[0] : vscode.window.showWorkspaceFolderPick();
}

async function readText(file: vscode.Uri): Promise<string | null> {
	try {
		return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
	} catch (error) {
		if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return null;
		throw error;
	}
}
