import * as vscode from 'vscode';
import type { Disposable } from '../disposableStore.js';
import type { TreeRow } from '../viewModels/treeRow.js';

/** A tree that shows rows as they are given. */
export class RowTree implements vscode.TreeDataProvider<TreeRow>, Disposable {
	readonly #changed = new vscode.EventEmitter<void>();
	readonly onDidChangeTreeData = this.#changed.event;
	#rows: readonly TreeRow[] = [];
	#shown = '[]';

	/** Shows these rows; the same rows again change nothing. */
	setRows(rows: readonly TreeRow[]): void {
		const state = JSON.stringify(rows);
		if (state === this.#shown) return;
		this.#shown = state;
		this.#rows = rows;
		this.#changed.fire();
	}

	getChildren(row?: TreeRow): TreeRow[] {
		return [...(row === undefined ? this.#rows : (row.children ?? []))];
	}

	getTreeItem(row: TreeRow): vscode.TreeItem {
		const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
		const hasChildren = (row.children?.length ?? 0) > 0;
		const item = new vscode.TreeItem(
			row.label,
			hasChildren ? (row.isExpanded === true ? Expanded : Collapsed) : None,
		);
		item.id = row.id;
		item.accessibilityInformation = { label: row.spoken };
		if (row.description !== undefined) item.description = row.description;
		if (row.icon !== undefined) {
			const color = row.iconColor === undefined ? undefined : new vscode.ThemeColor(row.iconColor);
			item.iconPath = new vscode.ThemeIcon(row.icon, color);
		}
		if (row.tooltip !== undefined) item.tooltip = row.tooltip.join('\n');
		if (row.context !== undefined) item.contextValue = row.context;
		return item;
	}

	dispose(): void {
		this.#changed.dispose();
	}
}
