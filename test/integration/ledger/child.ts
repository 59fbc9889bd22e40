import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { compact, type CompactionStep } from '../../../src/ledger/compaction.js';
import { openLedger } from '../../../src/ledger/openLedger.js';
import { watchFileOperations } from './fileOperations.js';
import { callRow } from './rows.js';

/** What a child process is asked to do; see `processes.ts`. */
export type Job =
	| {
			readonly role: 'writer';
			readonly dir: string;
			readonly name: string;
			readonly writes: number;
			readonly pauseMs: number;
			/** Added to the clock, to make it jump in the middle. */
			readonly clockJumpMs?: number;
			/** Stay open afterwards until killed. */
			readonly stay?: boolean;
			/** Follow other processes while writing. */
			readonly watch?: boolean;
	  }
	| {
			readonly role: 'compactor';
			readonly dir: string;
			readonly rounds: number;
			readonly killAt?: CompactionStep;
			/** Die before the n-th operation that changes the disk, counted from 1; see `fileOperations.ts`. */
			readonly killBefore?: number;
			/** Stop here until the file appears. */
			readonly holdAt?: CompactionStep;
			readonly holdMs?: number;
	  };

/** One line to the parent, at once: a killed process must not take an acknowledgement with it. */
const say = (line: string): void => void writeSync(1, `${line}\n`);

async function writeCalls(job: Extract<Job, { role: 'writer' }>): Promise<void> {
	let jump = 0;
	const ledger = await openLedger({ dir: job.dir, orgId: 'local', now: () => Date.now() + jump });
	if (job.watch === true)
		ledger.watch(
			() => undefined,
			(error) => say(`watch ${String(error)}`),
		);
	say('open');
	for (let index = 0; index < job.writes; index++) {
		if (index === Math.floor(job.writes / 2)) jump = job.clockJumpMs ?? 0;
		const callId = `${job.name}-${index}`;
		const cursor = { orgId: 'local', source: 'test', key: job.name, value: String(index) };
		try {
			await ledger.write({ call: [callRow(callId)], cursor: [cursor] });
			say(`ack ${callId}`);
		} catch (error) {
			say(`refused ${callId} ${error instanceof Error ? error.message : ''}`);
		}
		if (job.pauseMs > 0) await pause(job.pauseMs);
	}
	say('written');
	if (job.stay === true) await pause(60_000);
	await ledger.close();
	for (const { code } of ledger.problems) say(`problem ${code}`);
}

async function compactRounds(job: Extract<Job, { role: 'compactor' }>): Promise<void> {
	say('open');
	if (job.killBefore !== undefined) {
		let operations = 0;
		let isSaying = false;
		await watchFileOperations((operation) => {
			// Saying so is itself a write.
			if (isSaying || ++operations < (job.killBefore ?? 0)) return;
			isSaying = true;
			say(`before ${operation}`);
			process.kill(process.pid, 'SIGKILL');
		});
	}
	for (let round = 0; round < job.rounds; round++) {
		const { outcome, problems } = await compact({
			dir: job.dir,
			nowMs: Date.now(),
			// So few calls are not worth packing, but packing is what is to be interrupted.
			sealFrom: 4,
			atStep: async (step) => {
				if (step === job.killAt) process.kill(process.pid, 'SIGKILL');
				if (step !== job.holdAt) return;
				say(`at ${step}`);
				await pause(job.holdMs ?? 0);
			},
		});
		say(`compacted ${outcome}`);
		for (const { code } of problems) say(`problem ${code}`);
		await pause(5);
	}
}

const job = JSON.parse(process.argv[2] ?? '') as Job;
void (job.role === 'writer' ? writeCalls(job) : compactRounds(job)).catch((error: unknown) => {
	say(`failed ${String(error)}`);
	process.exitCode = 1;
});
