import type { Commit } from '../commit.js';
import type { Evidence } from './evidence.js';
import { evidenceOfIdentity } from './identity.js';
import { evidenceOfMessage, type EvidencePattern } from './message.js';
import { unionOf } from './union.js';

/** Evidence that a commit carries itself: message, author, committer. */
export function evidenceOfCommit(commit: Commit, patterns: readonly EvidencePattern[] = []): Evidence[] {
	return unionOf([
		...evidenceOfIdentity({ name: commit.authorName, email: commit.authorEmail }, 'author'),
		...evidenceOfIdentity({ name: commit.committerName, email: commit.committerEmail }, 'committer'),
		...evidenceOfMessage(commit.message, commit.authoredAtMs, patterns),
	]);
}
