import { basename } from 'node:path';
import * as vscode from 'vscode';
import { OutlayError } from '../core/errors.js';
import { panelFormats, type PanelFormat } from '../core/protocol.js';
import { askForMore } from './askForMore.js';
import { DisposableStore, type Disposable } from './disposableStore.js';
import { attempt } from './failures.js';
import { commandIds, extensionId, viewContainerId, walkthroughId } from './ids.js';
import { currentReader } from './reader.js';
import type { Session } from './session.js';
import { tagSentence } from './viewModels/tagSentence.js';
import type { TreeRow } from './viewModels/treeRow.js';

type Handler = (session: Session, argument: unknown) => Promise<void>;

const idOf = (argument: unknown): string =>
	typeof argument === 'object' && argument !== null && 'id' in argument ? (argument as TreeRow).id : '';

/** Record evidence on the commit of a row, whose id is `<work tree>:<sha>`. */
async function recordEvidence(session: Session, argument: unknown): Promise<void> {
	const id = idOf(argument);
	const at = id.lastIndexOf(':');
	if (at < 1) throw new OutlayError('usage', vscode.l10n.t('Choose a commit in the Commits view first.'));
	const tagger = await session.tagger();
	await tagger.record(id.slice(0, at), id.slice(at + 1));
}

/** The repository of this window; of several, the one the user picks. Null: none was picked. */
async function chosenRepository(session: Session): Promise<string | null> {
	const repos = session.repos();
	const [only] = repos;
	if (only === undefined) {
		throw new OutlayError('usage', vscode.l10n.t('There is no git repository in this window.'));
	}
	if (repos.length === 1) return only;
	const choices = repos.map((repo) => ({ label: basename(repo), description: repo, repo }));
	const picked = await vscode.window.showQuickPick(choices, {
		title: vscode.l10n.t('In which repository?'),
	});
	return picked?.repo ?? null;
}

/** Shows what would be recorded on the newest commit, then records it. */
async function recordLastCommit(session: Session): Promise<void> {
	const t = vscode.l10n.t;
	const repo = await chosenRepository(session);
	if (repo === null) return;
	const previews = await session.engine.call('previewTags', { repo, from: null, to: 'HEAD' });
	const preview = previews[0];
	if (preview === undefined || preview.evidence === null) {
		void vscode.window.showInformationMessage(t('The last commit has no session evidence to record.'));
		return;
	}
	const record = t('Record');
	const question = t(
		'{0} A note would record: {1}',
		preview.sha.slice(0, 7),
		tagSentence(preview.evidence, currentReader()),
	);
	if ((await vscode.window.showInformationMessage(question, record)) !== record) return;
	await (await session.tagger()).record(repo, preview.sha);
}

async function exportReport(session: Session): Promise<void> {
	const picked = await vscode.window.showQuickPick([...panelFormats], {
		title: vscode.l10n.t('Save the report as'),
	});
	if (picked === undefined) return;
	await (await session.openReport()).export(picked as PanelFormat);
}

async function openConfig(session: Session): Promise<void> {
	const repo = await chosenRepository(session);
	if (repo === null) return;
	const file = vscode.Uri.joinPath(vscode.Uri.file(repo), 'outlay.config.json');
	try {
		await vscode.workspace.fs.stat(file);
	} catch (error) {
		if (!(error instanceof vscode.FileSystemError) || error.code !== 'FileNotFound') throw error;
		await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{\n\t"budgets": []\n}\n'));
	}
	await vscode.window.showTextDocument(file);
}

const handlers: Record<keyof typeof commandIds, Handler> = {
	showReport: async (session) => {
		await session.openReport();
	},
	exportReport,
	openSidebar: async () => {
		await vscode.commands.executeCommand(`workbench.view.extension.${viewContainerId}`);
	},
	refresh: (session) => {
		session.refresh();
		return Promise.resolve();
	},
	changeModel: async (session) => (await session.modelHelp()).change(session.facts.budget),
	undoModelChange: async (session) => (await session.modelHelp()).undo(),
	askForMore: (session) => askForMore(session.facts.budget, currentReader()),
	signIn: (session) => session.signIn(),
	syncPullRequests: (session) => session.syncPullRequests(),
	openPullRequest: async (_session, row) => {
		const url = (row as TreeRow | undefined)?.url;
		if (url !== undefined) await vscode.env.openExternal(vscode.Uri.parse(url));
	},
	recordEvidence,
	recordLastCommit,
	dismissInsight: async (session, row) => {
		await session.dismissals.add(idOf(row));
		session.facts.showInsights();
	},
	restoreInsights: async (session) => {
		await session.dismissals.clear();
		session.facts.showInsights();
	},
	openConfig,
	storeStatusKey: async (session) => {
		const key = await vscode.window.showInputBox({
			title: vscode.l10n.t('Key of your organization status'),
			prompt: vscode.l10n.t('Kept in the secret storage of VS Code; never in settings or files.'),
			password: true,
			ignoreFocusOut: true,
		});
		if (key !== undefined && key.trim() !== '') await session.storeStatusKey(key.trim());
	},
	forgetStatusKey: (session) => session.storeStatusKey(null),
	openWalkthrough: async () => {
		await vscode.commands.executeCommand(
			'workbench.action.openWalkthrough',
			`${extensionId}#${walkthroughId}`,
			false,
		);
	},
	showLog: (session) => {
		session.log.show();
		return Promise.resolve();
	},
};

/** Registers every command; a failing one tells the user. */
export function registerCommands(session: Session): Disposable {
	const store = new DisposableStore();
	for (const [name, id] of Object.entries(commandIds)) {
		const handler = handlers[name as keyof typeof commandIds];
		const run = (argument: unknown): Promise<void> => attempt(session.log, () => handler(session, argument));
		store.add(vscode.commands.registerCommand(id, run));
	}
	return store;
}
