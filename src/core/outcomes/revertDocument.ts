import type { RevertVerdict } from './revertVerdict.js';

/** `outlay.reverts/1`: each revert, what it undid, the rule that found it, and the net state of the original. */
export function revertsDocument(reverts: readonly RevertVerdict[]): object {
	return {
		schema: 'outlay.reverts/1',
		reverts: reverts.map((revert) => ({
			repo: revert.repo,
			commit: revert.commit,
			at: new Date(revert.atMs).toISOString(),
			reverts: revert.reverts,
			pullRequest: revert.pullRequest,
			revertsPullRequest: revert.revertsPullRequest,
			rule: revert.rule,
			net: revert.net,
			depth: revert.depth,
			isPartial: revert.isPartial,
			isOops: revert.isOops,
			why: revert.why,
		})),
	};
}
