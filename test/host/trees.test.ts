import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DisposableStore } from '../../src/editor/disposableStore.js';
import { RowTree } from '../../src/editor/views/rowTree.js';
import type { TreeRow } from '../../src/editor/viewModels/treeRow.js';
import { StatusItem } from '../../src/editor/status/statusItem.js';
import { tooltipMarkdown } from '../../src/editor/status/tooltipMarkdown.js';
import { budgetFacts } from '../unit/editor/budgetFacts.js';

const row: TreeRow = {
	id: 'budget',
	label: 'November',
	description: '$314.02 of $500  63 %',
	icon: 'pulse',
	iconColor: 'charts.blue',
	tooltip: ['billed', 'resets 1 Dec'],
	spoken: 'November: $314.02 of $500, billed',
	context: 'budget',
	isExpanded: true,
	children: [{ id: 'model', label: 'Sonnet 5.5', spoken: 'Sonnet 5.5: $201.10' }],
};

describe('trees', () => {
	it('make items with a stable id, a sentence for a screen reader, and what menus ask for', () => {
		const tree = new RowTree();
		tree.setRows([row]);
		const [shown] = tree.getChildren();
		assert.ok(shown);
		const item = tree.getTreeItem(shown);
		assert.equal(item.id, 'budget');
		assert.equal(item.label, 'November');
		assert.equal(item.description, '$314.02 of $500  63 %');
		assert.equal(item.accessibilityInformation?.label, 'November: $314.02 of $500, billed');
		assert.equal(item.contextValue, 'budget');
		assert.equal(item.tooltip, 'billed\nresets 1 Dec');
		assert.equal(item.collapsibleState, vscode.TreeItemCollapsibleState.Expanded);
		assert.ok(item.iconPath instanceof vscode.ThemeIcon);
		const [child] = tree.getChildren(shown);
		assert.ok(child);
		assert.equal(tree.getTreeItem(child).collapsibleState, vscode.TreeItemCollapsibleState.None);
		tree.dispose();
	});

	it('are drawn anew only when a row changed', () => {
		const tree = new RowTree();
		let drawn = 0;
		const listening = tree.onDidChangeTreeData(() => drawn++);
		tree.setRows([row]);
		tree.setRows([structuredClone(row)]);
		assert.equal(drawn, 1);
		tree.setRows([{ ...row, description: '$315' }]);
		assert.equal(drawn, 2);
		listening.dispose();
		tree.dispose();
	});
});

describe('the status item', () => {
	it('takes every state without an error, and can be made and disposed again and again', () => {
		for (const state of [
			'ok',
			'warning',
			'critical',
			'over',
			'unlimited',
			'included-only',
			'unknown',
		] as const) {
			const item = new StatusItem();
			item.show(null, null);
			item.show(null, 'The ledger cannot be read.');
			item.show(budgetFacts({ state }), null);
			item.show(budgetFacts({ state }), 'The ledger cannot be read.');
			item.dispose();
			item.dispose();
		}
	});

	it('has a tooltip that runs nothing but four commands of its own, whatever the figures say', () => {
		const rows = [{ heading: 'This branch', lines: ['[x](command:workbench.action.quit) <b>|`$(alert)`'] }];
		const { value, isTrusted } = tooltipMarkdown(rows, 'spoken', 'Trouble [y](command:z)');
		const enabled = typeof isTrusted === 'object' ? isTrusted.enabledCommands : [];
		assert.deepEqual(enabled, [
			'outlay.openSidebar',
			'outlay.showReport',
			'outlay.changeModel',
			'outlay.askForMore',
		]);
		const links = [...value.matchAll(/(?<!\\)\]\(command:([\w.]+)/g)].map(([, id]) => id);
		assert.deepEqual(links, enabled);
	});
});

describe('what the extension owns', () => {
	it('is let go of once, in the reverse order, and what comes late at once', () => {
		const order: string[] = [];
		const store = new DisposableStore();
		store.add({ dispose: () => order.push('first') });
		store.add({ dispose: () => order.push('second') });
		store.dispose();
		store.dispose();
		store.add({ dispose: () => order.push('late') });
		assert.deepEqual(order, ['second', 'first', 'late']);
	});
});
