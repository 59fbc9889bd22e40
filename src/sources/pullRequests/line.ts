import { z } from 'zod';

/**
 * One line of an `outlay.pr/1` file, and the shape that every source of pull requests is brought into before it is
 * digested. Keys may be missing; a missing `reviews` means "not known", an empty list means "none". Further keys
 * are ignored.
 */

const orNull = <Value>(value: Value | null | undefined): Value | null => value ?? null;
const orEmpty = (text: string | null | undefined): string => text ?? '';

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const optionalInstant = instant.nullish().transform(orNull);
const optionalText = z
	.string()
	.nullish()
	.transform((text) => (text === undefined || text === '' ? null : text));
const text = z.string().nullish().transform(orEmpty);
const count = z.number().int().nonnegative().nullish().transform(orNull);
const fullSha = z
	.string()
	.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i, 'must be a full SHA')
	.transform((sha) => sha.toLowerCase());
const optionalSha = fullSha.nullish().transform(orNull);

const account = z
	.object({ login: z.string(), bot: z.boolean().nullish() })
	.nullish()
	.transform((value) =>
		value === null || value === undefined || value.login === ''
			? null
			: { login: value.login, bot: value.bot ?? false },
	);

const reviewState = z
	.string()
	.transform((state) => state.toUpperCase())
	.pipe(z.enum(['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED', 'PENDING']));

const commit = z.object({
	sha: fullSha,
	message: text,
	authorName: optionalText,
	authorEmail: optionalText,
	authorLogin: optionalText,
	authoredAt: optionalInstant,
	committerEmail: optionalText,
	committerLogin: optionalText,
});

const review = z.object({ author: account, state: reviewState, submittedAt: optionalInstant });

const labels = z
	.array(z.string())
	.nullish()
	.transform((names) => names ?? []);

const closedIssue = z.object({ repo: optionalText, number: z.number().int().positive(), labels });

/** Checks one pull request; times become milliseconds since the epoch, missing keys null or empty. */
export const pullRequestLineSchema = z.object({
	repo: z.string().regex(/^[^/\s]+(?:\/[^/\s]+)+$/, 'must be owner/name'),
	number: z.number().int().positive(),
	title: text,
	author: account,
	createdAt: optionalInstant,
	readyAt: optionalInstant,
	draftSpans: z
		.array(z.tuple([instant, instant.nullable()]))
		.nullish()
		.transform((spans) => spans ?? []),
	mergedAt: optionalInstant,
	closedAt: optionalInstant,
	updatedAt: optionalInstant,
	mergedBy: account,
	baseRef: optionalText,
	headRef: optionalText,
	headSha: optionalSha,
	mergeSha: optionalSha,
	commits: z
		.array(commit)
		.nullish()
		.transform((commits) => commits ?? []),
	reviews: z.array(review).nullish().transform(orNull),
	labels,
	closesIssues: z
		.array(closedIssue)
		.nullish()
		.transform((issues) => issues ?? []),
	assignees: z
		.array(account)
		.nullish()
		.transform((accounts) => (accounts ?? []).filter((one) => one !== null)),
	additions: count,
	deletions: count,
	changedFiles: count,
	body: text,
});

/** A pull request with its texts, before digestion. Lives only while it is read. */
export type RawPullRequest = z.output<typeof pullRequestLineSchema>;
