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
	/**
	 * What the message says about the pull request it landed. A number alone is that of a squash whose subject is the title
	 * with `(#n)` behind it, as most of a long history are: `landingMarkIn` puts it into words again.
	 */
	readonly mark: LandingMark | number | null;
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

const subjectOf = (title: string, number: number): string => `${title} (#${number})`;

/** A mark, as its number alone where that and the subject tell the rest. */
function shortMark(mark: LandingMark | null, subject: string): LandingMark | number | null {
	const isPlain =
		mark?.kind === 'squash' && mark.headRef === null && subjectOf(mark.title, mark.number) === subject;
	return isPlain ? mark.number : mark;
}

/** What the message of a commit says about the pull request it landed, in full. */
export function landingMarkIn({
	mark,
	subject,
}: Pick<HistoryCommit, 'mark' | 'subject'>): LandingMark | null {
	if (typeof mark !== 'number') return mark;
	const title = subject.slice(0, subject.length - subjectOf('', mark).length);
	return { number: mark, headRef: null, title, kind: 'squash' };
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
		const subject = (message.split('\n', 1)[0] ?? '').trim();
		const digest: MessageDigest = {
			subject,
			evidence: evidenceOfCommit(commit, this.#patterns),
			mark: shortMark(landingMarkOf(message, parents.length), subject),
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
