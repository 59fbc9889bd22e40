import { existsSync } from 'node:fs';
import {
	chmod,
	chown,
	mkdir,
	mkdtemp,
	open,
	readFile,
	readdir,
	rename,
	rm,
	unlink,
	writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { compact, compactionSteps, type CompactionStep } from '../../../src/ledger/compaction.js';
import { footerBytes, parseFooter } from '../../../src/ledger/imageFooter.js';
import { formatTrailer } from '../../../src/ledger/imageTrailer.js';
import { ledgerPaths } from '../../../src/ledger/ledgerPaths.js';
import { schemaVersion } from '../../../src/ledger/schemaVersion.js';
import { acknowledged, lostIn, start, type Running } from './processes.js';

/** What became of the acknowledged writes of one run. */
export interface FaultResult {
	readonly acknowledged: number;
	readonly lost: readonly string[];
	/** Codes of the problems that the ledger itself named. */
	readonly problems: readonly string[];
	/** Writes that were refused, so not counted as acknowledged. */
	readonly refused: number;
	/** Lines of all children. */
	readonly said: readonly string[];
	/** Files in quarantine. */
	readonly quarantined: number;
}

/** A fault, the way the ledger gets over it, and one run of it in a new folder. */
export interface Fault {
	readonly name: string;
	readonly recoveredBy: string;
	/** True when nothing but the loss is to be judged. */
	readonly isPlain?: boolean;
	/** Undoes what the run did outside the folder. */
	readonly cleanUp?: (dir: string) => void;
	readonly run: (dir: string) => Promise<readonly Running[]>;
}

const writer = (dir: string, name: string, over: object = {}): Running =>
	start({ role: 'writer', dir, name, writes: 60, pauseMs: 2, ...over });
const compactor = (dir: string, over: object = {}): Running =>
	start({ role: 'compactor', dir, rounds: 40, ...over });
const ended = (runs: readonly Running[]): Promise<unknown> => Promise.all(runs.map((run) => run.ended));

/** Runs one fault in a folder of its own and looks what a ledger opened afterwards still has. */
export async function runFault(fault: Fault): Promise<FaultResult> {
	const root = await mkdtemp(join(tmpdir(), 'outlay-fault-'));
	const dir = join(root, 'ledger');
	try {
		const runs = await fault.run(dir);
		const ids = acknowledged(runs);
		const { lost, problems } = await lostIn(dir, ids);
		const said = runs.flatMap(({ lines }) => lines);
		const refused = said.filter((line) => line.startsWith('refused ')).length;
		const quarantined = await filesIn(ledgerPaths(dir).quarantine);
		return { acknowledged: ids.length, lost, problems, refused, said, quarantined: quarantined.length };
	} finally {
		fault.cleanUp?.(dir);
		await rm(root, { recursive: true, force: true });
	}
}

function filesIn(dir: string): Promise<string[]> | string[] {
	return existsSync(dir) ? readdir(dir) : [];
}

/** Four writers and two compactors; then `after` does its worst while they run. */
async function crowd(dir: string, during: (runs: Running[]) => Promise<void>): Promise<Running[]> {
	const runs = [1, 2, 3, 4].map((n) => writer(dir, `w${n}`));
	runs.push(compactor(dir), compactor(dir));
	await during(runs);
	await ended(runs);
	return runs;
}

async function killSomeAtRandom(runs: readonly Running[]): Promise<void> {
	await Promise.all(
		runs.map(async ({ said, child }, index) => {
			if (index % 2 === 1) return;
			await said('open');
			await pause(Math.random() * 250);
			child.kill('SIGKILL');
		}),
	);
}

/** Changes bytes of a file in place. */
async function change(path: string, edit: (bytes: Buffer) => void): Promise<void> {
	const bytes = await readFile(path);
	edit(bytes);
	await writeFile(path, bytes);
}

const flip = (bytes: Buffer, at: number): void => {
	bytes[at] = (bytes[at] ?? 0) ^ 0x04;
};

async function eachSpoolFile(dir: string, edit: (bytes: Buffer) => void): Promise<void> {
	const { spool } = ledgerPaths(dir);
	for (const name of await readdir(spool)) await change(join(spool, name), edit);
}

/** Two writers one after the other, each followed by a compaction: an image, one before it, and a spool. */
async function settled(dir: string): Promise<Running[]> {
	const runs: Running[] = [];
	for (const name of ['a', 'b']) {
		const run = writer(dir, name, { pauseMs: 0 });
		await run.ended;
		await compact({ dir, nowMs: Date.now() });
		runs.push(run);
	}
	const last = writer(dir, 'c', { pauseMs: 0 });
	await last.ended;
	return [...runs, last];
}

const killedAt = (step: CompactionStep): Fault => ({
	name: `SIGKILL of a compactor at "${step}"`,
	recoveredBy: 'next compactor takes the dead one’s lock; image is replaced whole or not at all',
	run: (dir: string): Promise<Running[]> =>
		crowd(dir, async (runs) => {
			await Promise.all(runs.slice(0, 4).map(({ said }) => said('ack')));
			const killed = compactor(dir, { killAt: step, rounds: 200 });
			runs.push(killed);
			await killed.ended;
		}),
});

/** For a superuser: lets the child that runs as nobody read what is in the folder. */
async function giveToNobody(dir: string): Promise<void> {
	if (process.getuid?.() !== 0) return;
	await chmod(dirname(dir), 0o755);
	for (const name of ['.', ...(await readdir(dir, { recursive: true }))]) {
		await chown(join(dir, name), 65534, 65534);
	}
}

/** Marks the image as written by a later version. */
export async function makeNewer(dir: string): Promise<void> {
	const path = ledgerPaths(dir).image;
	const bytes = await readFile(path);
	const footer = parseFooter(bytes.subarray(-footerBytes));
	const once = footerBytes + (footer?.length ?? 0);
	const end = bytes.length - 2 * once;
	const trailer = JSON.parse(bytes.subarray(end + once, -footerBytes).toString()) as Parameters<
		typeof formatTrailer
	>[0];
	const newer = formatTrailer({ ...trailer, version: schemaVersion + 1, generation: trailer.generation + 1 });
	await writeFile(path, Buffer.concat([bytes.subarray(0, end), newer]));
}

/** Puts the image back to this version, as an update of the program would. */
async function makeCurrent(dir: string): Promise<void> {
	const path = ledgerPaths(dir).image;
	const bytes = await readFile(path);
	const footer = parseFooter(bytes.subarray(-footerBytes));
	const once = footerBytes + (footer?.length ?? 0);
	const end = bytes.length - 2 * once;
	const trailer = JSON.parse(bytes.subarray(end + once, -footerBytes).toString()) as Parameters<
		typeof formatTrailer
	>[0];
	await writeFile(
		path,
		Buffer.concat([bytes.subarray(0, end), formatTrailer({ ...trailer, version: schemaVersion })]),
	);
}

export const faults: readonly Fault[] = [
	{
		name: 'four writers and two compactors at once',
		isPlain: true,
		recoveredBy: 'a spool file each; nobody writes to another’s file',
		run: (dir: string): Promise<Running[]> => crowd(dir, () => Promise.resolve()),
	},
	{
		name: 'SIGKILL of two writers and a compactor at random moments',
		isPlain: true,
		recoveredBy: 'spool flushed before each acknowledgement',
		run: (dir: string): Promise<Running[]> => crowd(dir, killSomeAtRandom),
	},
	...compactionSteps.map(killedAt),
	{
		name: 'torn last line in every spool file',
		isPlain: true,
		recoveredBy: 'checksum: a line without its end was never acknowledged, and is passed over',
		run: async (dir: string): Promise<Running[]> => {
			const runs = await settled(dir);
			const { spool } = ledgerPaths(dir);
			for (const name of await readdir(spool)) {
				const handle = await open(join(spool, name), 'a');
				await handle.write('0badc0de 9999 {"version":2,"stamp":1,"tab');
				await handle.close();
			}
			return runs;
		},
	},
	{
		name: 'one flipped byte in every tenth spool line, before any compaction',
		recoveredBy: 'mended from the line’s own checksum',
		run: async (dir: string): Promise<Running[]> => {
			const run = writer(dir, 'a', { pauseMs: 0 });
			await run.ended;
			await eachSpoolFile(dir, (bytes) => {
				let line = 0;
				for (let at = 0; at < bytes.length - 1; at++) {
					if (bytes[at] === 0x0a && ++line % 10 === 0) flip(bytes, at + 1 + ((line * 37) % 300));
				}
			});
			return [run];
		},
	},
	{
		name: 'flipped bytes in the image',
		recoveredBy: 'image set aside; previous image and spool',
		run: async (dir: string): Promise<Running[]> => {
			const runs = await settled(dir);
			await change(ledgerPaths(dir).image, (bytes) => {
				for (let at = 5000; at < bytes.length; at += 4096) flip(bytes, at);
			});
			await compact({ dir, nowMs: Date.now() });
			return runs;
		},
	},
	{
		name: 'a bit flipped in the image, another in the one before, and no spool left',
		recoveredBy: 'both set aside; each wrong page from the other image or by its own checksum',
		run: async (dir: string): Promise<Running[]> => {
			const runs = await settled(dir);
			const { image, previous, spool } = ledgerPaths(dir);
			const always = { always: true, run: () => Promise.resolve(false) };
			for (let round = 0; round < 2; round++) await compact({ dir, nowMs: Date.now(), maintenance: always });
			for (const name of await readdir(spool)) await unlink(join(spool, name));
			for (const path of [image, previous]) {
				await change(path, (bytes) => flip(bytes, Math.floor(Math.random() * bytes.length)));
			}
			await compact({ dir, nowMs: Date.now() });
			return runs;
		},
	},
	{
		name: 'image cut short, previous image flipped',
		recoveredBy: 'both set aside; whole spool (kept until two images hold it)',
		run: async (dir: string): Promise<Running[]> => {
			const runs = await settled(dir);
			const handle = await open(ledgerPaths(dir).image, 'r+');
			await handle.truncate(9000);
			await handle.close();
			await change(ledgerPaths(dir).previous, (bytes) => bytes.fill(0x55, 0, 8192));
			await compact({ dir, nowMs: Date.now() });
			return runs;
		},
	},
	{
		name: 'disk full (limit on file size) while writing',
		recoveredBy: 'write refused, half line cut off; everything acknowledged is there',
		run: async (dir: string): Promise<Running[]> => {
			await mkdir(dir, { recursive: true });
			const small = start(
				{ role: 'writer', dir, name: 'full', writes: 400, pauseMs: 0 },
				{ fileLimitKib: 64 },
			);
			const other = writer(dir, 'other');
			await ended([small, other]);
			return [small, other];
		},
	},
	{
		name: 'folder made read-only',
		recoveredBy: 'opens for reading; writes refused with a reason',
		run: async (dir: string): Promise<Running[]> => {
			const runs = await settled(dir);
			const { spool } = ledgerPaths(dir);
			await giveToNobody(dir);
			await Promise.all([chmod(dir, 0o555), chmod(spool, 0o555)]);
			const late = start({ role: 'writer', dir, name: 'late', writes: 5, pauseMs: 0 }, { asNobody: true });
			await late.ended;
			await Promise.all([chmod(dir, 0o755), chmod(spool, 0o755)]);
			return [...runs, late];
		},
	},
	...[-86_400_000, 10 * 365 * 86_400_000].map((clockJumpMs) => ({
		isPlain: true,
		name: `clock jumps ${clockJumpMs < 0 ? 'back a day' : 'ahead ten years'} in the middle`,
		recoveredBy: 'stamps only ever grow; age never decides about a lock',
		run: (dir: string): Promise<Running[]> =>
			crowd(dir, (runs) => {
				runs.push(writer(dir, 'jump', { clockJumpMs }));
				return Promise.resolve();
			}),
	})),
	{
		name: 'image replaced by a newer version while running, then updated',
		recoveredBy: 'old program leaves the image alone and says so; its spool is taken in later',
		run: async (dir: string): Promise<Running[]> => {
			const runs = await settled(dir);
			const old = writer(dir, 'old', { writes: 100, pauseMs: 30, watch: true });
			await old.said('ack');
			await makeNewer(dir);
			await old.ended;
			await makeCurrent(dir);
			return [...runs, old];
		},
	},
	{
		name: 'two host names in one folder',
		recoveredBy: 'no compaction while both write; both read the spool',
		run: async (dir: string): Promise<Running[]> => {
			const runs = await settled(dir);
			const { spool } = ledgerPaths(dir);
			const [name = ''] = await readdir(spool);
			const other = name.replace(/^[^~]+/, 'other-laptop').replace(/~\d+~/, '~4242~');
			await writeFile(join(spool, other), await readFile(join(spool, name)));
			const more = compactor(dir, { rounds: 3 });
			const late = writer(dir, 'late');
			await ended([more, late]);
			return [...runs, more, late];
		},
	},
	{
		name: 'laptop sleeps (SIGSTOP) in the middle of a compaction and of writing',
		isPlain: true,
		recoveredBy: 'a silent owner keeps its lock; on waking it checks before it replaces',
		run: (dir: string): Promise<Running[]> =>
			crowd(dir, async (runs) => {
				const sleeper = compactor(dir, { rounds: 3, holdAt: 'flushed', holdMs: 50 });
				await sleeper.said('at flushed').catch(() => undefined);
				const asleep = [sleeper, ...runs.slice(0, 2)];
				for (const { child } of asleep) child.kill('SIGSTOP');
				await pause(1500);
				for (const { child } of asleep) child.kill('SIGCONT');
				runs.push(sleeper);
			}),
	},
	{
		name: 'folder deleted while two windows run',
		isPlain: true,
		recoveredBy: 'each copies its deleted file, still open; memory is written as a new image',
		run: async (dir: string): Promise<Running[]> => {
			const before = await settled(dir);
			const runs = ['x', 'y'].map((name) => writer(dir, name, { writes: 80, pauseMs: 20, watch: true }));
			await Promise.all(runs.map(({ said }) => said('ack')));
			await pause(600);
			await rename(dir, `${dir}-gone`);
			await rm(`${dir}-gone`, { recursive: true, force: true });
			await ended(runs);
			return [...before, ...runs];
		},
	},
];

/** A named fault, for a test. */
export function faultNamed(start: string): Fault {
	const found = faults.find(({ name }) => name.startsWith(start));
	if (found === undefined) throw new Error(`There is no fault "${start}".`);
	return found;
}
