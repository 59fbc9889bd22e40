import type { Problem } from '../core/problem.js';

/** What is shown of a ledger; the ledger's own `LedgerInfo` has these and more. */
export interface ShownLedger {
	readonly dir: string;
	readonly version: number | null;
	readonly imageBytes: number;
	readonly spoolFiles: number;
	readonly spoolBytes: number;
	readonly pendingBytes: number;
	readonly derivedBytes: number;
	readonly rows: Readonly<Record<string, number>>;
	readonly settings: { readonly rollUpAfterDays: number | null };
	readonly quarantined: readonly string[];
	readonly advice: string | null;
	readonly problems: readonly Problem[];
}

const size = (bytes: number): string =>
	bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

const count = (rows: number): string => rows.toLocaleString('en-US');

/** `outlay ledger info` for people. */
export function ledgerInfoText(info: ShownLedger): string {
	const { rollUpAfterDays } = info.settings;
	const kept = rollUpAfterDays === null ? 'for ever' : `${rollUpAfterDays} days, then by quarter hour`;
	const lines = [
		`Ledger            ${info.dir}`,
		`Image             ${size(info.imageBytes)}${info.version === null ? '' : `, schema ${info.version}`}`,
		`Spool             ${size(info.spoolBytes)} in ${info.spoolFiles} files, ${size(info.pendingBytes)} not in the image yet`,
		`Made anew at need ${size(info.derivedBytes)} of git histories and sums of usage`,
		`Calls kept        ${kept}`,
		...Object.entries(info.rows)
			.filter(([, rows]) => rows > 0)
			.map(([table, rows]) => `  ${table.padEnd(15)} ${count(rows)}`),
		...info.quarantined.map((file) => `Set aside         ${file}`),
		...(info.advice === null ? [] : [info.advice]),
		...info.problems.map(({ what, file }) => (file === undefined ? what : `${what} (${file})`)),
	];
	return lines.join('\n');
}

/** `outlay ledger check` for people. */
export function ledgerCheckText(dir: string, problems: readonly Problem[]): string {
	if (problems.length === 0) return `The ledger in ${dir} is sound.`;
	return problems.map(({ what, file }) => (file === undefined ? what : `${what} (${file})`)).join('\n');
}

/** `outlay ledger erase` for people. */
export function erasureText(erasure: {
	readonly rows: Readonly<Record<string, number>>;
	readonly stillOpen: number;
	readonly quarantined: readonly string[];
}): string {
	const rows = Object.entries(erasure.rows);
	const lines =
		rows.length === 0
			? ['Nothing about this person was found.']
			: rows.map(([table, number]) => `Erased ${count(number)} rows of ${table}.`);
	if (erasure.stillOpen > 0) {
		lines.push(
			`${erasure.stillOpen} spool files are in use by open windows, which remove them within seconds.`,
		);
	}
	for (const file of erasure.quarantined) {
		lines.push(`Damaged data that was set aside may name the person; look and delete it yourself: ${file}`);
	}
	lines.push('Transcripts of Claude Code that are still on this machine will be read again.');
	return lines.join('\n');
}
