import { backUpLedger, restoreLedger } from '../ledger/backup.js';
import { ledgerDirOf } from '../ledger/ledgerDir.js';
import { checkLedger, ledgerInfo, unlockLedger, type LedgerInfo } from '../ledger/ledgerInfo.js';
import { ledgerPaths } from '../ledger/ledgerPaths.js';
import { writeLedgerSettings } from '../ledger/ledgerSettings.js';
import { erasePerson, exportPerson, type Erasure } from '../ledger/personData.js';
import type { PersonRows } from '../ledger/personRows.js';
import { pseudonymOf, pseudonymSalt } from '../ledger/pseudonyms.js';
import type { Problem } from '../core/problem.js';

/** Which ledger, and when. */
export interface LedgerPlace {
	/** Folder; null for the default one. */
	readonly dir: string | null;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly home: string;
	readonly nowMs: number;
}

/** What can be done to a ledger as a whole. Everything works while other windows have it open. */
export interface LedgerTools {
	readonly dir: string;
	info(): Promise<LedgerInfo>;
	/** Every byte looked at; with `unlock`, a lock that nobody here holds is removed first. */
	check(unlock: boolean): Promise<Problem[]>;
	backUp(file: string): Promise<void>;
	restore(file: string): Promise<void>;
	/** Null keeps every call for ever. */
	retain(rollUpAfterDays: number | null): Promise<void>;
	exportPerson(identities: readonly string[]): Promise<PersonRows>;
	erasePerson(identities: readonly string[]): Promise<Erasure>;
	/** Names people for an export that is shared. */
	pseudonyms(): Promise<(identity: string) => string>;
}

/** The tools for one ledger. */
export function ledgerTools({ dir: named, env, home, nowMs }: LedgerPlace): LedgerTools {
	const dir = named ?? ledgerDirOf(env, home, process.platform);
	return {
		dir,
		info: () => ledgerInfo(dir),
		check: async (unlock) => {
			if (unlock) await unlockLedger(dir);
			return checkLedger(dir);
		},
		backUp: (file) => backUpLedger(dir, file),
		restore: (file) => restoreLedger(dir, file, nowMs),
		retain: (rollUpAfterDays) => writeLedgerSettings(ledgerPaths(dir), { rollUpAfterDays }),
		exportPerson: (identities) => exportPerson(dir, identities),
		erasePerson: (identities) => erasePerson(dir, identities, nowMs),
		pseudonyms: async () => {
			const salt = await pseudonymSalt(env, home, process.platform);
			return (identity) => pseudonymOf(salt, identity);
		},
	};
}
