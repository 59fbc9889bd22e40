import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../disposableStore.js';

/** The part of the git extension's public API (version 1) that Outlay uses. */
export interface GitRepository {
	readonly rootUri: vscode.Uri;
	readonly state: {
		readonly HEAD: { readonly name?: string; readonly commit?: string } | undefined;
		readonly onDidChange: vscode.Event<void>;
	};
}
interface GitApi {
	readonly repositories: readonly GitRepository[];
	readonly onDidOpenRepository: vscode.Event<GitRepository>;
	readonly onDidCloseRepository: vscode.Event<GitRepository>;
}
interface GitExtension {
	readonly enabled: boolean;
	readonly onDidChangeEnablement: vscode.Event<boolean>;
	getAPI(version: 1): GitApi;
}

/**
 * The repositories that VS Code knows: several in a workspace, worktrees and submodules too. Follows the git extension
 * being disabled and enabled; without it there are none, and Outlay falls back to the workspace's folders.
 */
export class GitRepositories implements Disposable {
	readonly #store = new DisposableStore();
	readonly #api = new DisposableStore();
	readonly #changed = new vscode.EventEmitter<void>();
	/** Fires when a repository opens, closes, or its HEAD or state changes. */
	readonly onDidChange = this.#changed.event;
	#repositories: () => readonly GitRepository[] = () => [];

	/** The git extension may be absent, disabled by `git.enabled`, or not yet active. */
	async connect(): Promise<void> {
		const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
		if (extension === undefined) return;
		const git = await extension.activate();
		const follow = (isEnabled: boolean): void => {
			this.#api.clear();
			if (isEnabled) this.#follow(git.getAPI(1));
			else this.#repositories = () => [];
			this.#changed.fire();
		};
		this.#store.add(git.onDidChangeEnablement(follow));
		follow(git.enabled);
	}

	#follow(api: GitApi): void {
		this.#repositories = () => api.repositories;
		const watch = (repository: GitRepository): void => {
			this.#api.add(repository.state.onDidChange(() => this.#changed.fire()));
		};
		api.repositories.forEach(watch);
		this.#api.add(
			api.onDidOpenRepository((repository) => {
				watch(repository);
				this.#changed.fire();
			}),
		);
		this.#api.add(api.onDidCloseRepository(() => this.#changed.fire()));
	}

	/** Open repositories; the git extension hands out fresh wrappers, so compare by `rootUri`. */
	get all(): readonly GitRepository[] {
		return this.#repositories();
	}

	dispose(): void {
		this.#store.dispose();
		this.#api.dispose();
		this.#changed.dispose();
	}
}
