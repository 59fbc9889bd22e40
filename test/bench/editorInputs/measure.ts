import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Session, type Profiler } from 'node:inspector/promises';
import * as vscode from 'vscode';

/** What one extension host did. Times in milliseconds, shares in percent of one core. */
export interface HostWeight {
	/** Own work of `activate`; null without the extension. */
	readonly activationMs: number | null;
	/** Until the first budget stood. */
	readonly readMs: number | null;
	/** The longest turn of the host's event loop, whoever filled it, on the clock. */
	readonly longestTurnMs: number;
	/** The longest that Outlay's code, or a message of its thread, held one turn. */
	readonly longestOwnMs: number;
	/** Processor time of the whole process, workers included, while nothing happened. */
	readonly idlePercent: number;
	/**
	 * The threads that came after the host had started, which is the engine's, over the same rest: processor time and how
	 * often they were woken. Linux counts both for each thread, so what other extensions do is not among them.
	 */
	readonly threadsRest: { readonly threads: number; readonly cpuMs: number; readonly wakeUps: number };
	/** How often a timer of Outlay's code ran in the host's own thread during the rest. */
	readonly ownTimers: number;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Pull requests and commits follow the last change by a minute. */
const settleMs = 70_000;
const idleMs = 60_000;
const watchMs = 15_000;
/** The clock of the profiler's samples. */
const microsNow = (): number => Number(process.hrtime.bigint() / 1000n);

/** Threads of this process. */
const threadIds = (): string[] => readdirSync('/proc/self/task');

/** Processor time and wake-ups of some threads since they began, as Linux counts them. */
function threadUse(ids: readonly string[]): { cpuMs: number; wakeUps: number } {
	let [cpuMs, wakeUps] = [0, 0];
	for (const id of ids) {
		const [ranNs = '0'] = readFileSync(`/proc/self/task/${id}/schedstat`, 'utf8').split(' ');
		const status = readFileSync(`/proc/self/task/${id}/status`, 'utf8');
		cpuMs += Number(ranNs) / 1e6;
		wakeUps += Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0);
	}
	return { cpuMs, wakeUps };
}

/** Counts timers that Outlay's code starts from now on and that run; call the result for the count so far. */
function countOwnTimers(folder: string): () => number {
	let ran = 0;
	for (const name of ['setTimeout', 'setInterval'] as const) {
		const usual = globalThis[name] as (...given: unknown[]) => unknown;
		const counted = (work: (...given: unknown[]) => unknown, ...rest: unknown[]): unknown => {
			const isOwn = (new Error().stack ?? '').includes(folder);
			return usual(
				(...given: unknown[]) => {
					if (isOwn) ran++;
					return work(...given);
				},
				...rest,
			);
		};
		Object.assign(globalThis, { [name]: Object.assign(counted, usual) });
	}
	return () => ran;
}

/** Notes when each turn of the event loop begins; call the result for the turns. */
function watchTurns(): () => number[] {
	const turns = [microsNow()];
	let timer: NodeJS.Timeout;
	const look = (): void => {
		turns.push(microsNow());
		timer = setTimeout(look, 1);
	};
	timer = setTimeout(look, 1);
	return () => {
		clearTimeout(timer);
		return turns;
	};
}

/** Nodes of the call tree in which Outlay's files, or Node's delivery of a thread's messages, are running. */
function ownNodes({ nodes }: Profiler.Profile, folder: string): Set<number> {
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const own = new Set<number>();
	const mark = (id: number, isBelowOwn: boolean): void => {
		const node = byId.get(id);
		if (node === undefined) return;
		const isOwn =
			isBelowOwn || node.callFrame.url.includes(folder) || node.callFrame.url.includes('messageport');
		if (isOwn) own.add(id);
		for (const child of node.children ?? []) mark(child, isOwn);
	};
	const [root] = nodes;
	if (root !== undefined) mark(root.id, false);
	return own;
}

/** The most time that samples of own code take within one turn. */
function longestOwn(profile: Profiler.Profile, turns: readonly number[], folder: string): number {
	const own = ownNodes(profile, folder);
	const perTurn = new Map<number, number>();
	let [at, turn] = [profile.startTime, 0];
	for (const [index, sample] of (profile.samples ?? []).entries()) {
		const took = profile.timeDeltas?.[index] ?? 0;
		at += took;
		while (turn + 1 < turns.length && (turns[turn + 1] ?? 0) <= at) turn++;
		if (own.has(sample)) perTurn.set(turn, (perTurn.get(turn) ?? 0) + took);
	}
	return Math.max(0, ...perTurn.values()) / 1000;
}

/** Runs inside the extension host: watches it while the history is read, then sits still. */
export async function run(): Promise<void> {
	const extension = vscode.extensions.getExtension<{ activationMs: number; settled(): Promise<void> }>(
		'outlay.outlay',
	);
	const early = new Set(threadIds());
	const timersOf = countOwnTimers(`${extension?.extensionPath ?? 'none'}/dist/`);
	const session = new Session();
	session.connect();
	await session.post('Profiler.enable');
	await session.post('Profiler.setSamplingInterval', { interval: 500 });
	await session.post('Profiler.start');
	const turnsOf = watchTurns();
	const started = performance.now();
	const weight = await extension?.activate();
	await weight?.settled();
	const readMs = performance.now() - started;
	await wait(Math.max(0, watchMs - readMs));
	const turns = turnsOf();
	const { profile } = await session.post('Profiler.stop');
	await session.post('Profiler.disable');
	session.disconnect();
	await wait(settleMs);
	const before = process.cpuUsage();
	const timersBefore = timersOf();
	const late = threadIds().filter((id) => !early.has(id));
	const threadsBefore = threadUse(late);
	await wait(idleMs);
	const { user, system } = process.cpuUsage(before);
	const threadsAfter = threadUse(late);
	const measured: HostWeight = {
		activationMs: weight?.activationMs ?? null,
		readMs: weight === undefined ? null : readMs,
		longestTurnMs: Math.max(...turns.map((at, index) => (turns[index + 1] ?? at) - at)) / 1000,
		longestOwnMs: longestOwn(profile, turns, `${extension?.extensionPath ?? 'none'}/dist/`),
		idlePercent: (user + system) / 10 / idleMs,
		threadsRest: {
			threads: late.length,
			cpuMs: threadsAfter.cpuMs - threadsBefore.cpuMs,
			wakeUps: threadsAfter.wakeUps - threadsBefore.wakeUps,
		},
		ownTimers: timersOf() - timersBefore,
	};
	const file = process.env['OUTLAY_TEST_RESULT'];
	if (file !== undefined) writeFileSync(file, JSON.stringify(measured));
}
