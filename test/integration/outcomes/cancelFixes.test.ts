import assert from 'node:assert/strict';
import { OutlayError } from '../../../src/core/errors.js';
import { openLedger } from '../../../src/ledger/openLedger.js';
import { openMemoryLedger } from '../../../src/ledger/memoryLedger.js';
import { inspectFixes } from '../../../src/outlay/inspectFixes.js';
import { openContext } from '../../../src/outlay/openContext.js';
import { MadeRepository } from '../git/madeRepository.js';

const start = Date.UTC(2026, 2, 1) / 1000;
const fixCount = 24;
const cancelAfter = 7;

interface Step {
	readonly done: number;
	readonly total: number | null;
}

describe('cancelling while many fixes are blamed', () => {
	let repository: MadeRepository;
	let fixes: string[];
	before(() => {
		repository = new MadeRepository();
		repository.commit({ message: 'base', files: { 'a.c': 'int a = 0;\n' }, at: start });
		fixes = Array.from({ length: fixCount }, (_, index) =>
			repository.commit({
				message: `fix ${index}`,
				files: { 'a.c': `int a = ${index + 1};\n` },
				at: start + (index + 1) * 3600,
			}),
		);
	});
	after(() => repository.remove());

	/** One run with its own context, as one command has; cancelled when it reports `cancelAt` fixes. */
	async function run(dir: string | null, cancelAt: number | null) {
		const steps: Step[] = [];
		const cancel = new AbortController();
		const context = await openContext({
			...{ cwd: repository.folder, home: repository.folder, env: process.env },
			...{ repos: [repository.folder], claudeDirs: [], ledger: false, configFile: null },
			...{ mayRunGit: true, readsTranscripts: false, now: () => start * 1000, signal: cancel.signal },
			progress: {
				report: ({ what, done, total }) => {
					if (what !== 'Blaming fixes') return;
					steps.push({ done, total });
					if (done === cancelAt) cancel.abort(new OutlayError('cancelled', 'Cancelled.'));
				},
			},
			log: { info: () => undefined, warn: () => undefined },
		});
		const ledger =
			dir === null
				? await openMemoryLedger('local')
				: await openLedger({ dir, orgId: 'local', now: () => start * 1000 });
		const remembering = { ...context, remembers: dir !== null, ledger: () => Promise.resolve(ledger) };
		try {
			const verdicts = await inspectFixes(remembering, { fixes, windowDays: 30 }).catch(
				(error: unknown) => error,
			);
			return { steps, verdicts };
		} finally {
			await ledger.close();
			await context.close();
		}
	}

	it('reports every step, keeps what was found, and the next run asks only for the rest', async () => {
		const dir = `${repository.folder}/.git/ledger`;
		const cancelled = await run(dir, cancelAfter);
		assert.ok(OutlayError.is(cancelled.verdicts, 'cancelled'), String(cancelled.verdicts));
		const reached = cancelled.steps.at(-1)?.done ?? 0;
		assert.ok(reached >= cancelAfter && reached < fixCount, `cancelled at ${reached}`);
		assert.deepEqual(
			cancelled.steps,
			Array.from({ length: reached }, (_, index) => ({ done: index + 1, total: fixCount })),
		);
		const resumed = await run(dir, null);
		assert.deepEqual(
			resumed.steps.map(({ done }) => done),
			Array.from({ length: fixCount - reached }, (_, index) => reached + index + 1),
		);
		const atOnce = await run(null, null);
		assert.equal(atOnce.steps.length, fixCount);
		assert.deepEqual(resumed.verdicts, atOnce.verdicts);
	});
});
