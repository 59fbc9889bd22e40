import type { Evidence } from '../evidence/evidence.js';
import type { PullRequestTextFacts } from '../pullRequest.js';

const sha = '[0-9a-f]{7,64}';
const reference = String.raw`(?:https?:\/\/[^\s/]+\/([\w.-]+\/[\w.-]+)\/pull\/|([\w.-]+\/[\w.-]+)?#|GH-)(\d+)`;
const revertsPullRequest = new RegExp(String.raw`^Reverts ${reference}`, 'gim');
const revertsCommits = new RegExp(
	String.raw`^This reverts commits?\s+(${sha}(?:[\s,]+(?:and\s+)?${sha})*)`,
	'gim',
);
const causePhrase = String.raw`(?:caused|introduced|broken|broke|regressed)\s+(?:by|in|since|with)`;
const regressionPhrase = String.raw`regression\s+(?:from|of|in|since|introduced\s+(?:by|in))`;
const followUpPhrase = String.raw`follow-?\s?up\s+fix\s+(?:for|to|of)`;
const commitWord = String.raw`(?:(?:PR|pull request|commit|change|revision)\s+)?`;
const cause = new RegExp(
	String.raw`\b(?:${causePhrase}|${regressionPhrase}|${followUpPhrase})\s+${commitWord}(?:${reference}|(${sha})\b)`,
	'gi',
);
const fixesTrailer = new RegExp(String.raw`^Fixes:\s+(${sha})\b`, 'gim');
const requestedBy = /^(?:\*\*)?Requested by:?(?:\*\*)?:?\s+@([A-Za-z\d](?:[A-Za-z\d-]{0,38}))\b/im;
/** Longest text that is searched; GitHub's own limit for a body is 65,536 characters. */
const maxText = 262_144;

/** A pull request as a text names it; `repo` null where it says `#n` alone. */
interface PullRequestReference {
	readonly repo: string | null;
	readonly number: number;
}

/** What a text names as a cause: a pull request, or the SHA of a commit. */
export type CauseSign = PullRequestReference | string;

/** What one text says, whichever repository it belongs to. */
export interface TextSigns {
	readonly reverts: readonly PullRequestReference[];
	readonly revertsShas: readonly string[];
	readonly causes: readonly CauseSign[];
	readonly requestedBy: string | null;
}

/** Facts of one text. */
interface TextFacts {
	readonly revertsNumbers: number[];
	readonly revertsShas: string[];
	readonly namedCauses: (number | string)[];
	readonly requestedBy: string | null;
}

/**
 * Reads what the rules R1, R2 and T2 need from a body or commit message. Everything is anchored at line starts or
 * causal words, so "see #12" says nothing. Templates' HTML comments do not count.
 */
export function textSignsOf(text: string): TextSigns {
	const clean = text
		.slice(0, maxText)
		.replaceAll('\r\n', '\n')
		.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '');
	const causes = [...clean.matchAll(cause)].map((match) => referenceIn(match) ?? shaOf(match[4]));
	const fixes = [...clean.matchAll(fixesTrailer)].map((match) => shaOf(match[1]));
	return {
		reverts: [...clean.matchAll(revertsPullRequest)].flatMap((match) => referenceIn(match) ?? []),
		revertsShas: distinct(
			[...clean.matchAll(revertsCommits)].flatMap(
				(match) => (match[1] ?? '').toLowerCase().match(new RegExp(sha, 'g')) ?? [],
			),
		),
		causes: [...causes, ...fixes].filter((sign) => sign !== null),
		requestedBy: requestedBy.exec(clean)?.[1]?.toLowerCase() ?? null,
	};
}

/** A pull request, by address, `owner/name#n`, `#n` or `GH-n`. */
function referenceIn(match: RegExpMatchArray): PullRequestReference | null {
	if (match[3] === undefined) return null;
	return { repo: (match[1] ?? match[2])?.toLowerCase() ?? null, number: Number(match[3]) };
}

/**
 * Pull request numbers and SHAs among named causes; references to other repositories are left out.
 *
 * @param names every `owner/name` of the repository that `#n` means, former ones included, lower-cased
 */
export function namedCausesOf(
	causes: readonly CauseSign[],
	...names: readonly string[]
): (number | string)[] {
	return distinct(causes.map((sign) => (typeof sign === 'string' ? sign : numberIn(sign, names))));
}

const numberIn = ({ repo, number }: PullRequestReference, names: readonly string[]): number | null =>
	repo === null || names.includes(repo) ? number : null;

/**
 * The facts of a text in one repository.
 *
 * @param names every `owner/name` of the repository that `#n` means, former ones included, lower-cased
 */
export function textFactsOf(text: string, ...names: readonly string[]): TextFacts {
	const { reverts, revertsShas, causes, requestedBy: requester } = textSignsOf(text);
	return {
		revertsNumbers: distinct(reverts.map((reference) => numberIn(reference, names))),
		revertsShas: [...revertsShas],
		namedCauses: namedCausesOf(causes, ...names),
		requestedBy: requester,
	};
}

const anyReference = new RegExp(String.raw`(?<![\w/])${reference}\b`, 'gi');

/**
 * Numbers of one repository that a text cites in any way (`#12`, `GH-12`, `owner/name#12`, a link to the pull request);
 * quotes in code are left out.
 *
 * @param names every `owner/name` of the repository, lower-cased
 */
export function citedNumbers(text: string, ...names: readonly string[]): number[] {
	const clean = text
		.slice(0, maxText)
		.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '')
		.replaceAll(/```[\s\S]*?(?:```|$)|`[^`\n]*`/g, ' ');
	return distinct(
		[...clean.matchAll(anyReference)].map((match) => {
			const named = match[1] ?? match[2];
			return named !== undefined && !names.includes(named.toLowerCase()) ? null : Number(match[3]);
		}),
	);
}

/** Facts of a pull request: its body, and the messages of its head commits. */
export function pullRequestFacts(
	body: string,
	messages: readonly string[],
	names: readonly string[],
	bodyEvidence: readonly Evidence[],
): PullRequestTextFacts {
	const ofBody = textFactsOf(body, ...names);
	const ofMessages = messages.map((message) => textFactsOf(message, ...names));
	return {
		evidence: bodyEvidence,
		revertsNumbers: ofBody.revertsNumbers,
		revertsShas: distinct([ofBody, ...ofMessages].flatMap(({ revertsShas }) => revertsShas)),
		namedCauses: distinct([ofBody, ...ofMessages].flatMap(({ namedCauses }) => namedCauses)),
		requestedBy: ofBody.requestedBy,
	};
}

/** A hexadecimal word that is not a plain number. */
function shaOf(word: string | undefined): string | null {
	return word === undefined || /^\d+$/.test(word) ? null : word.toLowerCase();
}

function distinct<Value>(values: readonly (Value | null)[]): Value[] {
	return [...new Set(values.filter((value): value is Value => value !== null))];
}
