// The fault table of the ledger: every fault several times with real processes, and what became of what was
// acknowledged. `npm run bench -- ledgerFaults [runs] [part of a name]`
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { faults, runFault, type Fault } from '../integration/ledger/faults.js';
import { start } from '../integration/ledger/processes.js';

const runs = Number(process.argv[2] ?? 3);
const part = process.argv[3] ?? '';

/** A file system of one mebibyte, where the machine lets us make one. */
const fullDisk: Fault = {
	name: 'disk full (file system of 1 MiB) while two write and one compacts',
	recoveredBy: 'writes refused with a reason; after making room all goes on',
	cleanUp: (dir) => void spawnSync('umount', ['--lazy', join(dir, '..')]),
	run: async (dir) => {
		const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', join(dir, '..')]);
		if (mounted.status !== 0) return [];
		const writers = ['a', 'b'].map((name) => start({ role: 'writer', dir, name, writes: 1500, pauseMs: 0 }));
		const compactor = start({ role: 'compactor', dir, rounds: 20 });
		await Promise.all([...writers, compactor].map(({ ended }) => ended));
		return [...writers, compactor];
	},
};

async function table(): Promise<void> {
	console.log('| fault | runs | acknowledged | refused | lost | set aside | recovered how |');
	console.log('|---|---|---|---|---|---|---|');
	let lostInAll = 0;
	for (const fault of [...faults, fullDisk].filter(({ name }) => name.includes(part))) {
		const total = { acknowledged: 0, refused: 0, lost: 0, quarantined: 0 };
		for (let run = 0; run < runs; run++) {
			const result = await runFault(fault);
			total.acknowledged += result.acknowledged;
			total.refused += result.refused;
			total.lost += result.lost.length;
			total.quarantined += result.quarantined;
		}
		lostInAll += total.lost;
		const { acknowledged, refused, lost, quarantined } = total;
		console.log(
			`| ${fault.name} | ${runs} | ${acknowledged} | ${refused} | ${lost} | ${quarantined} | ${fault.recoveredBy} |`,
		);
	}
	process.exitCode = lostInAll === 0 ? 0 : 1;
}

/** Mounts are only seen by this process and its children, and gone with it, when it runs in a namespace of its own. */
function inOwnNamespace(): boolean {
	if (process.env['OUTLAY_OWN_MOUNTS'] === '1' || process.getuid?.() !== 0) return true;
	const { status, error } = spawnSync(
		'unshare',
		['--mount', process.execPath, ...process.execArgv, ...process.argv.slice(1)],
		{ stdio: 'inherit', env: { ...process.env, OUTLAY_OWN_MOUNTS: '1' } },
	);
	process.exitCode = status ?? 1;
	return error !== undefined;
}

if (inOwnNamespace()) void table();
