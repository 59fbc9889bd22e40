import { OutlayError } from '../../core/errors.js';
import { syncAnonymously } from './anonymous.js';
import { OtherRepository, renamed } from './identity.js';
import { readPage } from './pages.js';
import { finishPending, hasPending, keep, save } from './pendingWork.js';
import { poll } from './poll.js';
import { startRun, type Run, type SyncOptions, type SyncResult } from './run.js';
import { freshState } from './syncState.js';

/** What GraphQL's pages are read again for, in case something changed while they were read. */
const overlapMs = 10 * 60_000;

/**
 * Brings one repository's pull requests up to date.
 *
 * The first fill goes by creation date, newest first, with the cursor saved after each page: creation never changes, so
 * nothing is skipped. After it, each sync goes by update date, newest first, back to the watermark. A row that is
 * touched while a scan runs jumps to the side already read; therefore the next watermark is the scan's start less ten
 * minutes, by the server's clock. Before a scan one conditional REST request asks whether anything changed at all.
 * Each page is saved with its state in one step, so an interruption anywhere loses at most the page in flight.
 *
 * When the name turns out to stand for another repository than the rows, nothing is saved and the result says so.
 * Throws `environment` with what was read kept, or `cancelled`.
 */
export async function syncPullRequests(options: SyncOptions): Promise<SyncResult> {
	const run = startRun(options);
	const isSignedIn = await options.client.signIn();
	if (!isSignedIn && options.state?.isAnonymous === false) throw signedOut(options);
	if (run.state.isAnonymous === isSignedIn) {
		const { repositoryId, names, isArchived } = run.state;
		run.state = { ...freshState, isAnonymous: !isSignedIn, repositoryId, names, isArchived };
	}
	let isChanged = false;
	let otherRepositoryId: number | null = null;
	try {
		if (isSignedIn && !run.state.backfill.isDone) await backfill(run);
		isChanged = isSignedIn ? await update(run) : await syncAnonymously(run);
	} catch (error) {
		if (!(error instanceof OtherRepository)) throw error;
		otherRepositoryId = error.repositoryId;
	}
	return {
		...run.patience.counters,
		written: run.written,
		isUnchanged: !isChanged,
		isAnonymous: !isSignedIn,
		isArchived: run.state.isArchived,
		problems: otherRepositoryId === null ? renamed(run) : [],
		otherRepositoryId,
	};
}

/** Without sign-in only a part is readable; it must not replace what was read whole. */
function signedOut({ client, repo }: SyncOptions): OutlayError {
	return new OutlayError(
		'environment',
		`Not signed in to ${client.endpoint.host}; ${repo} stays as it was last read.`,
		{
			hint:
				client.signInCommand === null
					? 'Set GITHUB_TOKEN, or run gh auth login.'
					: `Run ${client.signInCommand}.`,
		},
	);
}

/** The first fill. */
async function backfill(run: Run): Promise<void> {
	if (run.state.backfill.startedAtMs === null) {
		// The poll tells the server's clock before the first page.
		await poll(run, null);
		const startedAtMs = run.options.client.serverNowMs;
		run.state = { ...run.state, backfill: { isDone: false, cursor: null, startedAtMs }, done: 0 };
	}
	for (;;) {
		const { cursor, startedAtMs } = run.state.backfill;
		const page = await readPage(run, 'CREATED_AT', cursor);
		if (page === 'restart') {
			run.state = { ...run.state, backfill: { isDone: false, cursor: null, startedAtMs }, done: 0 };
			continue;
		}
		const { nodes, pageInfo, totalCount } = page;
		run.state = {
			...run.state,
			backfill: { isDone: false, cursor: pageInfo.endCursor ?? cursor, startedAtMs },
			done: run.state.done + nodes.length,
		};
		await keep(run, nodes);
		run.pace.step(run.state.done, totalCount);
		if (!pageInfo.hasNextPage) break;
	}
	await finishPending(run);
	const watermarkMs = (run.state.backfill.startedAtMs ?? 0) - overlapMs;
	run.state = { ...run.state, backfill: { ...run.state.backfill, isDone: true, cursor: null }, watermarkMs };
	await save(run, [], []);
}

/** The scan by update date; false when the idle poll says that there is nothing to do. */
async function update(run: Run): Promise<boolean> {
	const isResumed = run.state.scan !== null || hasPending(run);
	const polled = await poll(run, isResumed ? null : run.state.etag);
	if (polled.isUnchanged) return false;
	run.state = {
		...run.state,
		scan: run.state.scan ?? { cursor: null, startedAtMs: run.options.client.serverNowMs },
		done: run.state.scan === null ? 0 : run.state.done,
	};
	const watermarkMs = run.state.watermarkMs ?? 0;
	for (;;) {
		const { cursor, startedAtMs } = run.state.scan ?? { cursor: null, startedAtMs: 0 };
		const page = await readPage(run, 'UPDATED_AT', cursor);
		if (page === 'restart') {
			run.state = { ...run.state, scan: { cursor: null, startedAtMs }, done: 0 };
			continue;
		}
		const fresh = page.nodes.filter(({ updatedAt }) => Date.parse(updatedAt) >= watermarkMs);
		const done = run.state.done + fresh.length;
		run.state = { ...run.state, scan: { cursor: page.pageInfo.endCursor ?? cursor, startedAtMs }, done };
		await keep(run, fresh);
		run.pace.step(done, null);
		if (fresh.length < page.nodes.length || !page.pageInfo.hasNextPage) break;
	}
	await finishPending(run);
	run.state = {
		...run.state,
		watermarkMs: (run.state.scan?.startedAtMs ?? 0) - overlapMs,
		scan: null,
		etag: isResumed ? null : polled.etag,
		finishedAtMs: run.options.client.serverNowMs,
	};
	await save(run, [], []);
	return true;
}
