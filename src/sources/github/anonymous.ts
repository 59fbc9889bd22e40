import { digestPullRequest } from '../pullRequests/digest.js';
import { restPullRequests, type RestPullRequest } from './answers.js';
import { givenUp } from './completion.js';
import { otherNamesOf } from './identity.js';
import { checked, patiently, pause } from './patience.js';
import { poll } from './poll.js';
import { ownerAndName, saveStep, type Run } from './run.js';
import { lineOfRest } from './toLine.js';

const overlapMs = 10 * 60_000;
const perPage = 100;
const maxTries = 4;

/**
 * Reads a public repository without sign-in, from the REST list: GraphQL needs a token. Authors, times, labels and
 * merge commits are there; reviews, commits and draft spans are not known, and there are 60 requests an hour. The first
 * fill goes by creation date, oldest first, so that a saved page number stays true. False: nothing changed.
 */
export async function syncAnonymously(run: Run): Promise<boolean> {
	const isFilled = run.state.backfill.isDone;
	const polled = await poll(run, isFilled ? run.state.etag : null);
	if (polled.isUnchanged) return false;
	const startedAtMs = run.options.client.serverNowMs;
	if (!isFilled) {
		const started = run.state.backfill.startedAtMs ?? startedAtMs;
		run.state = { ...run.state, backfill: { ...run.state.backfill, startedAtMs: started } };
		await fill(run);
		run.state = {
			...run.state,
			backfill: { isDone: true, cursor: null, startedAtMs: started },
			watermarkMs: started - overlapMs,
		};
	}
	await readUpdated(run, run.state.watermarkMs ?? 0);
	run.state = {
		...run.state,
		watermarkMs: startedAtMs - overlapMs,
		etag: polled.etag,
		finishedAtMs: run.options.client.serverNowMs,
	};
	await saveStep(run, [], []);
	return true;
}

async function fill(run: Run): Promise<void> {
	for (;;) {
		const page = Number(run.state.backfill.cursor ?? '1');
		const found = await readPage(run, { sort: 'created', direction: 'asc', page });
		const backfill = { ...run.state.backfill, cursor: String(page + 1) };
		run.state = { ...run.state, backfill, done: run.state.done + found.length };
		await keep(run, found);
		run.pace.step(run.state.done, null);
		if (found.length < perPage) return;
	}
}

/** Newest updates first, back to the watermark. A page that shifts while it is read repeats rows, it skips none. */
async function readUpdated(run: Run, watermarkMs: number): Promise<void> {
	for (let page = 1; ; page++) {
		const found = await readPage(run, { sort: 'updated', direction: 'desc', page });
		const fresh = found.filter(({ updated_at: updatedAt }) => Date.parse(updatedAt) >= watermarkMs);
		await keep(run, fresh);
		if (fresh.length < found.length || found.length < perPage) return;
	}
}

async function keep(run: Run, found: readonly RestPullRequest[]): Promise<void> {
	const { storedAs, patterns } = run.options;
	const names = otherNamesOf(run);
	const rows = found.map((one) => digestPullRequest(lineOfRest(storedAs, one), 'github', patterns, names));
	await saveStep(run, rows, []);
}

async function readPage(
	run: Run,
	order: { readonly sort: string; readonly direction: string; readonly page: number },
): Promise<RestPullRequest[]> {
	const [owner, repo] = ownerAndName(run.options.repo);
	const parameters = { owner, repo, state: 'all', per_page: perPage, ...order };
	for (let tries = 1; ; tries++) {
		const outcome = await patiently(run.patience, () =>
			run.options.client.get('/repos/{owner}/{repo}/pulls', parameters),
		);
		if ('answer' in outcome) return checked(run.patience, restPullRequests, outcome.answer.data);
		const why = 'overload' in outcome ? outcome.overload : 'it refused the request';
		if (tries >= maxTries) throw givenUp(run.patience, why);
		await pause(run.patience.unitMs * 2 ** tries, run.options.signal);
	}
}
