import type { GatheredUsage } from '../../../src/outlay/usage.js';
import type { Files } from './transcripts.js';

/** Transcripts with what must be counted in them. */
export interface Case {
	readonly what: string;
	readonly files: Files;
	readonly dollars: number;
	readonly calls: number;
	readonly check?: (usage: GatheredUsage) => void;
}
