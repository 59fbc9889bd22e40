import type { Commit } from './commit.js';
import { evidenceOfCommit } from './evidence/commitEvidence.js';
import type { Evidence } from './evidence/evidence.js';
import type { EvidencePattern } from './evidence/message.js';
import { isBaseMerge, landingMarkOf, type LandingMark } from './pullRequests/landingMark.js';
import { textSignsOf, type CauseSign } from './pullRequests/textFacts.js';

/** Rises when messages are digested in another way, so that what was digested before is not taken for it. */
export const historyDigestVersion = 2;

/** What the rules need from the message of a commit. */
interface MessageDigest {
	/** First line of the message, trimmed. */
	readonly subject: string;
	/** Evidence in message and identities. */
	readonly evidence: readonly Evidence[];
	/** What the message says about the pull request it landed. */
	readonly mark: LandingMark | null;
	/** SHAs after `This reverts commit` (rule R1). */
	readonly revertsShas: readonly string[];
	/** What the message names as the cause of what it repairs (tier T2). */
	readonly causes: readonly CauseSign[];
}

/**
 * A commit of a long history. Its message is digested where it is read and let go, so that 100,000 commits fit into
 * little memory.
 */
export interface HistoryCommit extends MessageDigest, Omit<Commit, 'message' | 'committerName'> {
	/** It only brought the base branch into a head branch. */
	readonly isBaseMerge: boolean;
}

/** A copy of plain data that shares no text with its origin: engines keep a whole message alive for any slice of it. */
export function untied<Value>(value: Value): Value {
	return JSON.parse(JSON.stringify(value)) as Value;
}

/** Digests the commits of one history. Texts that repeat (names, addresses, SHAs of parents) are kept once. */
export class HistoryDigest {
	readonly #patterns: readonly EvidencePattern[];
	readonly #texts = new Map<string, string>();

	constructor(patterns: readonly EvidencePattern[] = []) {
		this.#patterns = patterns;
	}

	of(commit: Commit): HistoryCommit {
		const { subject, evidence, mark, revertsShas, causes } = this.#messageOf(commit);
		// One literal, without a spread: engines give that a form four times as small.
		return {
			sha: this.#once(commit.sha),
			parents: commit.parents.map((parent) => this.#once(parent)),
			authorName: this.#once(commit.authorName),
			authorEmail: this.#once(commit.authorEmail),
			authoredAtMs: commit.authoredAtMs,
			committerEmail: this.#once(commit.committerEmail),
			committedAtMs: commit.committedAtMs,
			subject,
			evidence: orNone(evidence),
			mark,
			isBaseMerge: isBaseMerge(commit.message),
			revertsShas: orNone(revertsShas),
			causes: orNone(causes),
		};
	}

	#messageOf(commit: Commit): MessageDigest {
		const { message, parents } = commit;
		const signs = textSignsOf(message);
		const digest: MessageDigest = {
			subject: (message.split('\n', 1)[0] ?? '').trim(),
			evidence: evidenceOfCommit(commit, this.#patterns),
			mark: landingMarkOf(message, parents.length),
			revertsShas: message.includes('This reverts commit') ? signs.revertsShas : [],
			causes: signs.causes,
		};
		return untied(digest);
	}

	#once(text: string): string {
		const known = this.#texts.get(text);
		if (known === undefined) this.#texts.set(text, text);
		return known ?? text;
	}
}

const none: readonly never[] = [];
const orNone = <Value>(list: readonly Value[]): readonly Value[] => (list.length === 0 ? none : list);
