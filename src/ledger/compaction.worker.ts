import { setPriority } from 'node:os';
import { messageOf } from '../core/errors.js';
import type { CompactionAnswer, CompactionRequest } from './compactBeside.js';
import { compact } from './compaction.js';

async function answerTo(request: CompactionRequest): Promise<CompactionAnswer> {
	try {
		return { result: await compact(request) };
	} catch (error) {
		return { failure: messageOf(error) };
	}
}

/** Compacts behind everybody who is waited for; answers if whoever asked is still there. */
async function work(request: CompactionRequest): Promise<void> {
	setPriority(10);
	const answer = await answerTo(request);
	if (process.connected) process.send?.(answer, () => process.disconnect());
}

void work(JSON.parse(process.argv[2] ?? '') as CompactionRequest);
