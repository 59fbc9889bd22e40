import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../disposableStore.js';
import { viewIds } from '../ids.js';
import type { TreeRow } from '../viewModels/treeRow.js';
import { RowTree } from './rowTree.js';

export type ViewName = keyof typeof viewIds;

interface Shown {
	readonly tree: RowTree;
	readonly view: vscode.TreeView<TreeRow>;
}

/** The four trees. A hidden tree is not computed; it asks for its rows when it is opened. */
export class Sidebar implements Disposable {
	readonly #store = new DisposableStore();
	readonly #views: Readonly<Record<ViewName, Shown>>;

	constructor(wanted: (name: ViewName) => void) {
		const make = (name: ViewName): Shown => {
			const tree = this.#store.add(new RowTree());
			const view = this.#store.add(
				vscode.window.createTreeView(viewIds[name], {
					treeDataProvider: tree,
					showCollapseAll: name !== 'budget',
				}),
			);
			this.#store.add(
				view.onDidChangeVisibility(({ visible }) => {
					if (visible) wanted(name);
				}),
			);
			return { tree, view };
		};
		this.#views = {
			budget: make('budget'),
			pullRequests: make('pullRequests'),
			commits: make('commits'),
			insights: make('insights'),
		};
	}

	isVisible(name: ViewName): boolean {
		return this.#views[name].view.visible;
	}

	/** Shows rows; `trouble` is a sentence above them when a part could not be read. */
	show(name: ViewName, rows: readonly TreeRow[], trouble: string | null, description = ''): void {
		const { tree, view } = this.#views[name];
		tree.setRows(rows);
		// An empty message is none. (To delete the property would delete VS Code's setter, and leave the message.)
		view.message = trouble ?? '';
		view.description = description;
	}

	/** What went wrong, above the rows that are still shown. */
	explain(name: ViewName, trouble: string): void {
		this.#views[name].view.message = trouble;
	}

	dispose(): void {
		this.#store.dispose();
	}
}
