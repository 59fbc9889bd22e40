import * as vscode from 'vscode';
import { OutlayError } from '../../core/errors.js';
import type { EngineClient } from '../engine/engineClient.js';
import type { TagPreview } from '../engine/engineProtocol.js';
import { sentenceOf } from '../failures.js';
import type { HeadMove } from '../git/headChanges.js';
import { currentReader } from '../reader.js';
import type { Tagging } from '../settings.js';
import { tagSentence } from '../viewModels/tagSentence.js';

/** What tagging needs to know. */
export interface TaggerOptions {
	readonly engine: EngineClient;
	readonly log: vscode.LogOutputChannel;
	readonly taggingOf: (root: string) => Tagging;
	readonly recorded: () => void;
}

/**
 * Notices commits, whoever made them, and records session evidence on them as the user has chosen: not at all, after
 * asking, or at once. A note is written beside the commit; the commit itself is never changed.
 */
export class CommitTagger {
	readonly #options: TaggerOptions;
	/** Commits that were offered already, in this window. */
	readonly #offered = new Set<string>();

	constructor(options: TaggerOptions) {
		this.#options = options;
	}

	/** Looks at HEAD moves; moves that were no commit of just now have no preview. Failures go to the log alone. */
	async moved(moves: readonly HeadMove[]): Promise<void> {
		for (const { root, from, to } of moves) {
			const tagging = this.#options.taggingOf(root);
			// With trailers the hook has spoken before the commit was made.
			if (tagging === 'off' || tagging === 'trailer') continue;
			try {
				const previews = await this.#options.engine.call('previewTags', { repo: root, from, to });
				const fresh = previews.filter(
					({ sha, evidence, isTagged }) => evidence !== null && !isTagged && !this.#offered.has(sha),
				);
				fresh.forEach(({ sha }) => this.#offered.add(sha));
				for (const preview of fresh) {
					if (tagging === 'note') await this.record(root, preview.sha);
				}
				if (tagging === 'suggest' && fresh.length > 0) void this.#offer(root, fresh);
			} catch (error) {
				if (!OutlayError.is(error, 'cancelled')) this.#options.log.warn(`Tagging: ${sentenceOf(error)}`);
			}
		}
	}

	async #offer(root: string, previews: readonly TagPreview[]): Promise<void> {
		const t = vscode.l10n.t;
		const [first] = previews;
		if (first === undefined) return;
		const record = t('Record');
		const never = t("Don't ask again");
		const sentence = first.evidence === null ? '' : tagSentence(first.evidence, currentReader());
		const what =
			previews.length === 1
				? t('Commit {0} has session evidence. A note would record: {1}', first.sha.slice(0, 7), sentence)
				: t(
						'{0} commits have session evidence. Notes would record, for the first: {1}',
						previews.length,
						sentence,
					);
		const choice = await vscode.window.showInformationMessage(what, record, never);
		if (choice === record) {
			try {
				for (const { sha } of previews) await this.record(root, sha);
			} catch (error) {
				this.#options.log.error(error instanceof Error ? error : String(error));
				void vscode.window.showErrorMessage(sentenceOf(error));
			}
		}
		if (choice === never) {
			const settings = vscode.workspace.getConfiguration('outlay', vscode.Uri.file(root));
			await settings.update('tagging', 'off', vscode.ConfigurationTarget.Workspace);
		}
	}

	/** Records the evidence on one commit and says where. */
	async record(root: string, sha: string): Promise<void> {
		const { where } = await this.#options.engine.call('tag', { repo: root, sha });
		if (where === null) {
			const none = vscode.l10n.t('Commit {0} has no session evidence to record.', sha.slice(0, 7));
			throw new OutlayError('usage', none);
		}
		vscode.window.setStatusBarMessage(vscode.l10n.t('Recorded on {0} in {1}', sha.slice(0, 7), where), 6000);
		this.#options.recorded();
	}
}
