import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CompactionResult } from './compaction.js';
import { ledgerPaths } from './ledgerPaths.js';
import { releaseLockOf } from './lock.js';

/** What the other process is told. */
export interface CompactionRequest {
	readonly dir: string;
	readonly nowMs: number;
	readonly token: string;
}

/** What it answers: what it did, or why it could not. */
export type CompactionAnswer = { readonly result: CompactionResult } | { readonly failure: string };

const bundled = join(__dirname, 'ledger-compaction.worker.js');

/** The program as built, or its source when running from source. An editor's own executable has to be told to be Node. */
function start(request: CompactionRequest): ChildProcess {
	const isBuilt = existsSync(bundled);
	return fork(isBuilt ? bundled : join(__dirname, 'compaction.worker.ts'), [JSON.stringify(request)], {
		execArgv: isBuilt ? [] : ['--require', 'tsx/cjs'],
		stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
		env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
		...(isBuilt ? { cwd: __dirname } : {}),
	});
}

/**
 * Compacts in a process of its own, so that an editor window waits for nothing and has its memory back afterwards: of
 * a thread's, the system allocator keeps most. Throws when it fails or dies; then the spool still holds everything.
 */
export async function compactBeside(dir: string, nowMs: number): Promise<CompactionResult> {
	const token = randomUUID();
	const child = start({ dir, nowMs, token });
	let answer: CompactionAnswer | null = null;
	child.once('message', (message) => {
		answer = message as CompactionAnswer;
	});
	try {
		// Not `exit`: the answer may still be on its way then.
		const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
		return resultOf(answer, signal ?? `code ${code}`);
	} finally {
		await releaseLockOf(ledgerPaths(dir).lock, token);
	}
}

function resultOf(answer: CompactionAnswer | null, end: string): CompactionResult {
	if (answer === null) throw new Error(`The compaction ended with ${end}.`);
	if ('failure' in answer) throw new Error(answer.failure);
	return answer.result;
}
