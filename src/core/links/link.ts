import type { LinkWork } from './linkWork.js';

/** Why a session is held to have worked on a commit or pull request, strongest first. */
export const linkReasons = [
	'commit-sha',
	'git-operation',
	'note',
	'pr-link',
	'pr-url',
	'branch',
	'edited-lines',
	'edited-files',
	'time',
] as const;
export type LinkReason = (typeof linkReasons)[number];

/** How the session's spend was divided over its links. */
export type SplitRule = 'whole' | 'turns' | 'matched-lines' | 'equal' | 'recorded';

/** One session's link to a commit and, where it landed in one, a pull request. */
export interface Link {
	readonly sessionId: string;
	readonly repo: string;
	readonly pullRequest: number | null;
	readonly commit: string | null;
	/** The part of the session's spend that this link carries. */
	readonly shareMicros: number;
	readonly strength: 'high' | 'medium' | 'low';
	readonly reasons: readonly LinkReason[];
	readonly split: SplitRule;
	/** What the calls behind the share used; only where it was asked for. */
	readonly work?: LinkWork;
}

/** How many calls of a session there are, and of how many the final output count was never written. */
export interface RecordedCalls {
	readonly calls: number;
	readonly partialOutputCalls: number;
}

/** One session with all its links; `shareMicros` of the links plus `unlinkedMicros` is `costMicros`, exactly. */
export interface SessionLinks {
	readonly sessionId: string;
	/** `owner/name`, or null when the session's repository could not be determined. */
	readonly repo: string | null;
	readonly costMicros: number;
	readonly links: readonly Link[];
	readonly unlinkedMicros: number;
	/** What all its calls used; only where it was asked for. */
	readonly work?: LinkWork;
	/** Its calls, and those whose output is a floor; absent where only notes tell of it. */
	readonly recorded?: RecordedCalls;
	/** True: known from notes on commits only; nobody's transcript of it is at hand. */
	readonly isNoted?: boolean;
}

/** Where all the money went: the four parts sum to `totalMicros` to the micro-dollar. */
export interface Bridge {
	readonly totalMicros: number;
	readonly mergedMicros: number;
	readonly openMicros: number;
	readonly closedMicros: number;
	readonly unlinkedMicros: number;
}
