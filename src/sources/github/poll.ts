import { restPullRequests } from './answers.js';
import { givenUp } from './completion.js';
import { noteIdentity } from './identity.js';
import { checked, patiently, pause } from './patience.js';
import { ownerAndName, type Run } from './run.js';

/** One REST request for the pull request touched last, conditional on its ETag (a 304 costs nothing). */
export async function poll(
	run: Run,
	etag: string | null,
): Promise<{ isUnchanged: boolean; etag: string | null }> {
	const [owner, name] = ownerAndName(run.options.repo);
	const parameters = {
		owner,
		repo: name,
		state: 'all',
		sort: 'updated',
		direction: 'desc',
		per_page: 1,
		headers: etag === null ? {} : { 'if-none-match': etag },
	};
	for (let tries = 1; ; tries++) {
		const outcome = await patiently(run.patience, () =>
			run.options.client.get('/repos/{owner}/{repo}/pulls', parameters),
		);
		if ('answer' in outcome) {
			const { status, headers, data } = outcome.answer;
			if (status !== 304) await noteFirst(run, data);
			const answered = headers['etag'];
			return { isUnchanged: status === 304, etag: typeof answered === 'string' ? answered : null };
		}
		const why = 'overload' in outcome ? outcome.overload : 'it refused the request';
		if (tries >= 3) throw givenUp(run.patience, why);
		await pause(run.patience.unitMs * 2 ** tries, run.options.signal);
	}
}

/** Takes in who the repository is, where the list holds at least one pull request. */
async function noteFirst(run: Run, data: unknown): Promise<void> {
	const [first] = checked(run.patience, restPullRequests, data);
	if (first === undefined) return;
	const { id, full_name: nameWithOwner, archived } = first.base.repo;
	await noteIdentity(run, { id, nameWithOwner, isArchived: archived ?? false });
}
