import { messageOf, OutlayError } from '../core/errors.js';
import type { Ledger } from '../ledger/ledger.js';
import { writeSweep } from '../ledger/orgRecords.js';
import { isMissingEndpoint } from '../sources/anthropic/anthropicClient.js';
import { failureBehind } from '../sources/anthropic/apiError.js';
import type { OutlayContext } from './context.js';

/** What became of one part of the sync. */
export interface SyncedPart {
	readonly part: string;
	readonly state: 'done' | 'skipped' | 'failed';
	/** Rows read. */
	readonly rows: number;
	/** Why it was skipped or failed; null when done. */
	readonly why: string | null;
}

/** One run of `sync anthropic`. */
export interface SyncJob {
	readonly context: OutlayContext;
	readonly ledger: Ledger;
	readonly nowMs: number;
	readonly sinceDay: string;
	readonly untilDay: string;
	readonly parts: SyncedPart[];
}

/**
 * Runs one part; what fails is written down and the others go on. An endpoint that this organization does not have, or
 * for which the key lacks the scope, is skipped. A key that is not accepted ends the run.
 */
export async function runPart(job: SyncJob, name: string, work: () => Promise<number>): Promise<void> {
	job.context.signal.throwIfAborted();
	job.context.progress.report({ what: `Anthropic: ${name}`, done: job.parts.length, total: null });
	try {
		job.parts.push({ part: name, state: 'done', rows: await work(), why: null });
	} catch (error) {
		job.context.signal.throwIfAborted();
		if (!OutlayError.is(error, 'environment')) throw error;
		const isForbidden = failureBehind(error)?.status === 403;
		const state = isForbidden || isMissingEndpoint(error) ? 'skipped' : 'failed';
		const why = [messageOf(error), error.hint ?? ''].join(' ').trim();
		job.parts.push({ part: name, state, rows: 0, why });
		job.context.problems.push({ code: `anthropic.${state}`, what: `${name}: ${why}` });
		if (failureBehind(error)?.status === 401) throw error;
	}
}

/** Writes a whole reading of one kind and gives how many there are. */
export async function keepSweep<Value>(
	job: SyncJob,
	kind: Parameters<typeof writeSweep>[1],
	values: readonly Value[],
	keyOf: (value: Value) => string,
): Promise<number> {
	await writeSweep(job.ledger, kind, job.nowMs, values, keyOf);
	return values.length;
}
