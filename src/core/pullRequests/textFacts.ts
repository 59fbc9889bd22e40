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

/** Facts of one text. Templates' HTML comments do not count. */
interface TextFacts {
	readonly revertsNumbers: number[];
	readonly revertsShas: string[];
	readonly namedCauses: (number | string)[];
	readonly requestedBy: string | null;
}

/**
 * Reads what the rules R1, R2 and T2 need from a body or commit message. References to other repositories are left
 * out. Everything is anchored at line starts or causal words, so "see #12" says nothing.
 *
 * @param names every `owner/name` of the repository that `#n` means, former ones included, lower-cased
 */
export function textFactsOf(text: string, ...names: readonly string[]): TextFacts {
	const clean = text
		.slice(0, maxText)
		.replaceAll('\r\n', '\n')
		.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '');
	const numberOf = (match: RegExpMatchArray): number | null => {
		const named = match[1] ?? match[2];
		if (match[3] === undefined || (named !== undefined && !names.includes(named.toLowerCase()))) return null;
		return Number(match[3]);
	};
	const causes = [...clean.matchAll(cause)].map((match) => numberOf(match) ?? shaOf(match[4]));
	const fixes = [...clean.matchAll(fixesTrailer)].map((match) => shaOf(match[1]));
	return {
		revertsNumbers: distinct([...clean.matchAll(revertsPullRequest)].map(numberOf)),
		revertsShas: distinct(
			[...clean.matchAll(revertsCommits)].flatMap(
				(match) => (match[1] ?? '').toLowerCase().match(new RegExp(sha, 'g')) ?? [],
			),
		),
		namedCauses: distinct([...causes, ...fixes]),
		requestedBy: requestedBy.exec(clean)?.[1]?.toLowerCase() ?? null,
	};
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
