import * as vscode from 'vscode';
import type { BudgetPeriod } from '../core/budget/window.js';
import { settingIds } from './ids.js';

/** What to do with a commit that has session evidence. */
export type Tagging = 'off' | 'suggest' | 'note' | 'trailer';

/** The settings as the code uses them; a value of a wrong type counts as its default. */
export interface Settings {
	readonly tagging: Tagging;
	readonly claudeFolders: readonly string[];
	readonly ledgerFolder: string | null;
	readonly notifications: boolean;
	readonly modelSuggestions: boolean;
	/** The user's own limit in USD; null: none. */
	readonly limit: number | null;
	readonly limitPeriod: BudgetPeriod;
	readonly statusPlace: string | null;
	readonly statusPublicKey: string;
	readonly reportPeriodDays: number;
	/** Null: github.com or the enterprise server VS Code is signed in to. */
	readonly gitHubApiUrl: string | null;
}

const taggings: readonly string[] = ['off', 'suggest', 'note', 'trailer'] satisfies Tagging[];
const budgetPeriods: readonly string[] = ['daily', 'weekly', 'monthly', 'quarterly'] satisfies BudgetPeriod[];
const periods: Readonly<Record<string, number>> = {
	'last 30 days': 30,
	'last 90 days': 90,
	'last 365 days': 365,
};

/** Reads the settings for a folder. `wrong` gets a sentence for each value that cannot be used. */
export function readSettings(scope: vscode.Uri | undefined, wrong: (what: string) => void): Settings {
	const stored = vscode.workspace.getConfiguration('outlay', scope);
	const read = <Value>(id: string, accepts: (value: unknown) => value is Value, otherwise: Value): Value => {
		const value = stored.get<unknown>(id);
		if (value === undefined || value === null || accepts(value)) return value ?? otherwise;
		wrong(
			vscode.l10n.t(
				'The setting outlay.{0} has a value that cannot be used: {1}.',
				id,
				JSON.stringify(value),
			),
		);
		return otherwise;
	};
	const isText = (value: unknown): value is string => typeof value === 'string';
	const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
	const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
	const isTagging = (value: unknown): value is Tagging => isText(value) && taggings.includes(value);
	const isPeriod = (value: unknown): value is string => isText(value) && value in periods;
	const isLimit = (value: unknown): value is number =>
		typeof value === 'number' && Number.isFinite(value) && value >= 0;
	const isBudgetPeriod = (value: unknown): value is BudgetPeriod =>
		isText(value) && budgetPeriods.includes(value);
	const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
	return {
		tagging: read<Tagging>(settingIds.tagging, isTagging, 'off'),
		claudeFolders: read(settingIds.claudeFolders, isTexts, []),
		ledgerFolder: orNull(read(settingIds.ledgerFolder, isText, '')),
		notifications: read(settingIds.notifications, isFlag, true),
		modelSuggestions: read(settingIds.modelSuggestions, isFlag, true),
		limit: read<number | null>(settingIds.limit, isLimit, null),
		limitPeriod: read<BudgetPeriod>(settingIds.limitPeriod, isBudgetPeriod, 'monthly'),
		statusPlace: orNull(read(settingIds.statusPlace, isText, '')),
		statusPublicKey: read(settingIds.statusPublicKey, isText, ''),
		reportPeriodDays: periods[read(settingIds.reportPeriod, isPeriod, 'last 90 days')] ?? 90,
		gitHubApiUrl: orNull(read(settingIds.gitHubApiUrl, isText, '')),
	};
}
