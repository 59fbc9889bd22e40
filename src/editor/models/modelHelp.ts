import * as vscode from 'vscode';
import { OutlayError } from '../../core/errors.js';
import type { Claims } from '../claims.js';
import { commandIds, contextKeys, modelMemoryKey } from '../ids.js';
import { modelLabel } from '../viewModels/modelLabels.js';
import type { BudgetFacts } from '../viewModels/statusView.js';
import { localWorkspaceFolders } from '../workspaceSetup.js';
import { hasSmaller, modelChoices } from './modelChoices.js';
import { modelFileOf, readText, removeText, writeText, type ModelFile } from './modelFile.js';
import { withModel, withoutChange, type SettingChange } from './modelSetting.js';

/** A change as the workspace remembers it. */
interface Remembered extends SettingChange {
	/** Address of the workspace folder. */
	readonly folder: string;
	/** `.claude` was made for it. */
	readonly madeFolder: boolean;
}
const mostRemembered = 10;

/**
 * Helps to change the model for this workspace: writes `model` to `.claude/settings.local.json`, the documented place
 * for one person's choice in one project, shows what it wrote, and can take it back, the last change first.
 */
export class ModelHelp {
	readonly #memory: vscode.Memento;
	readonly #claims: Claims;
	readonly #isWanted: () => boolean;

	constructor(memory: vscode.Memento, claims: Claims, isWanted: () => boolean) {
		this.#memory = memory;
		this.#claims = claims;
		this.#isWanted = isWanted;
	}

	/** One quiet suggestion a period, over all windows, when the model is outside the entitlement or the limit is near. */
	async suggest({ status, entitlement }: BudgetFacts): Promise<void> {
		const t = vscode.l10n.t;
		const model = entitlement.current;
		if (model === null || !this.#isWanted() || localWorkspaceFolders().length === 0) return;
		const isForbidden = entitlement.currentAllowed === false;
		const isNear = status.state === 'critical' || status.state === 'over';
		if (!isForbidden && !isNear) return;
		const choices = modelChoices(entitlement, model, t);
		if (isForbidden ? choices.length === 0 : !hasSmaller(choices, model)) return;
		const reason = isForbidden ? `forbidden:${model}` : 'near';
		const claim = `model:${status.window.startMs}:${status.period}:${reason}`;
		if (!(await this.#claims.claim(claim))) return;
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
		const entitlement = facts?.entitlement ?? null;
		const choices = modelChoices(entitlement, entitlement?.current ?? null, t);
		if (choices.length === 0) {
			void vscode.window.showInformationMessage(t('Your entitlement names no other model.'));
			return;
		}
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
		const place = modelFileOf(folder.uri);
		const change = withModel(await readText(place), picked.value, { name: place.file.fsPath, t });
		const madeFolder = await writeText(place, change.after);
		await this.#remember([...this.#changes, { ...change, folder: folder.uri.toString(), madeFolder }]);
		await this.#confirm(place, picked.value, entitlement?.defaultBy ?? null);
	}

	async #confirm({ file }: ModelFile, model: string, defaultBy: string | null): Promise<void> {
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

	/** Takes the last change back, and then the one before. */
	async undo(): Promise<void> {
		const t = vscode.l10n.t;
		const changes = this.#changes;
		const change = changes.at(-1);
		if (change === undefined) {
			void vscode.window.showInformationMessage(t('Outlay has changed no model in this workspace.'));
			return;
		}
		const place = modelFileOf(vscode.Uri.parse(change.folder));
		const undone = withoutChange(await readText(place), change, { name: place.file.fsPath, t });
		if (undone.kind === 'restored') {
			if (undone.text === null) await removeText(place, change.madeFolder);
			else await writeText(place, undone.text);
		}
		await this.#remember(changes.slice(0, -1));
		const said =
			undone.kind === 'restored'
				? t('The model setting is as it was.')
				: t('The model was changed since by somebody else, so it was left as it is.');
		vscode.window.setStatusBarMessage(said, 5000);
	}

	get #changes(): readonly Remembered[] {
		return this.#memory.get<Remembered[]>(modelMemoryKey, []);
	}

	async #remember(changes: readonly Remembered[]): Promise<void> {
		const kept = changes.length === 0 ? undefined : changes.slice(-mostRemembered);
		await this.#memory.update(modelMemoryKey, kept);
		await vscode.commands.executeCommand('setContext', contextKeys.canUndoModel, kept !== undefined);
	}
}

async function pickFolder(): Promise<vscode.WorkspaceFolder | undefined> {
	const t = vscode.l10n.t;
	const folders = localWorkspaceFolders();
	if (folders.length === 0) {
		const what = t("No folder on this machine's disk is open, so there is no workspace to set a model for.");
		throw new OutlayError('usage', what, { hint: t('Open a folder first.') });
	}
	if (folders.length === 1) return folders[0];
	const picked = await vscode.window.showQuickPick(
		folders.map((folder) => ({ label: folder.name, description: folder.uri.fsPath, folder })),
		{ title: t('Model for which folder?') },
	);
	return picked?.folder;
}
