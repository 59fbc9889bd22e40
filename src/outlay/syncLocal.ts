import type { LocalSync } from '../core/wholeSync.js';
import { syncActivity } from './activity.js';
import type { OutlayContext } from './context.js';
import { syncUsage } from './syncUsage.js';

/**
 * Brings the ledger up to date with this machine's transcripts: what was used, and what sessions did to files and git.
 * Claude Code deletes transcripts after 30 days; what was read once stays. Reads only what is new.
 */
export async function syncLocal(context: OutlayContext): Promise<LocalSync> {
	const { counts, calls, sessions } = await syncUsage(context);
	await syncActivity(context);
	const { files, rejectedLines } = counts;
	return { files, rejectedLines, calls: calls.length, sessions: sessions.length };
}
