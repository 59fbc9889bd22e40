import type { UsageInspection } from '../../../src/core/usage/usageInspection.js';
import type { UsageGroup } from '../../../src/core/usage/usageTable.js';
import type { GatheredUsage } from '../../../src/outlay/usage.js';
import type { Files } from './transcripts.js';

/** What came of a case, for closer looks. */
export interface Look {
	readonly usage: GatheredUsage;
	/** `inspect usage` by some groups, in a zone (UTC without one). */
	readonly inspect: (groups: readonly UsageGroup[], timezone?: string) => Promise<UsageInspection>;
	/** What `inspect usage` prints. */
	readonly text: () => Promise<string>;
}

/** Transcripts with what must be counted in them. */
export interface Case {
	/** Name under which the case is known; null for one of our own. */
	readonly id?: string;
	readonly what: string;
	readonly files: Files;
	/** Claude folders in the test's folder; that folder itself without any. */
	readonly claudeDirs?: readonly string[];
	readonly dollars: number;
	readonly calls: number;
	readonly check?: (look: Look) => void | Promise<void>;
}
