import type { PullRequest } from '../pullRequest.js';
import { evidenceOfBranch, evidenceOfLabels } from './branch.js';
import type { Evidence } from './evidence.js';
import { evidenceOfIdentity } from './identity.js';
import { unionOf } from './union.js';

/** Evidence that a pull request carries itself, without its commits: body, author, head branch, labels. */
export function ownEvidenceOf(pullRequest: PullRequest): Evidence[] {
	const { author, headRef, labels, facts } = pullRequest;
	const ofAuthor =
		author === null ? [] : evidenceOfIdentity({ login: author.login, isBot: author.isBot }, 'author');
	const ofBranch = headRef === null ? [] : evidenceOfBranch(headRef);
	return unionOf(ofAuthor.concat(ofBranch, evidenceOfLabels(labels), facts.evidence));
}

/**
 * All evidence that a pull request has: its body, branch, labels and author, and the union over its commits, those of
 * its head (which a squash hides) and those that landed.
 *
 * @param ofCommit evidence found on a commit besides what the pull request's own record holds: notes, sessions, the
 * landed commit's message and identities
 */
export function evidenceOfPullRequest(
	pullRequest: PullRequest,
	landedShas: readonly string[],
	ofCommit: (sha: string) => readonly Evidence[],
): Evidence[] {
	const found = ownEvidenceOf(pullRequest);
	const add = (evidence: readonly Evidence[]): void => {
		for (const one of evidence) found.push(one);
	};
	for (const { isBaseMerge, evidence } of pullRequest.commits) if (!isBaseMerge) add(evidence);
	for (const { isBaseMerge, sha } of pullRequest.commits) if (!isBaseMerge) add(ofCommit(sha));
	// A commit that is both gives the same evidence again, which the union takes once.
	for (const sha of landedShas) add(ofCommit(sha));
	return unionOf(found);
}
