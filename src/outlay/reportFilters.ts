import { OutlayError } from '../core/errors.js';
import type { PeopleDirectory } from '../core/people/person.js';
import type { JudgedPullRequest, ReportFilters, SpendSlice } from '../core/report/inputs.js';
import { modelMatcher } from '../core/usage/usageFilter.js';
import { Git } from '../sources/git/git.js';
import type { OutlayContext } from './context.js';

/** What the filters let through. */
export interface ReportFilter {
	keepsSpend(slice: Pick<SpendSlice, 'personId' | 'model' | 'product'>): boolean;
	keepsPullRequest(judged: JudgedPullRequest): boolean;
	keepsPerson(personId: string): boolean;
	/** The filters as the report prints them: `me` is a person id by now. */
	readonly filters: ReportFilters;
}

/**
 * Spend is filtered by team, person, model and product; pull requests by team and person only, since a pull request
 * has no model. Throws a usage error for a team or person that is not known.
 */
export async function reportFilterOf(
	context: OutlayContext,
	filters: ReportFilters,
	people: PeopleDirectory,
): Promise<ReportFilter> {
	const author = filters.author === null ? null : await personOf(context, filters.author, people);
	const { team, product } = filters;
	if (
		team !== null &&
		!context.config.teams.some(({ name }) => name === team) &&
		!people.people.some((one) => one.team === team)
	) {
		throw new OutlayError('usage', `No team is called "${team}".`, {
			hint: 'Teams are named in outlay.config.json, under teams or people.',
		});
	}
	const teamOf = new Map(people.people.map((person) => [person.personId, person.team]));
	const matchesModel = filters.model === null ? null : modelMatcher(filters.model);
	return {
		filters: { ...filters, author },
		keepsSpend: (slice) =>
			(author === null || slice.personId === author) &&
			(team === null || (slice.personId !== null && teamOf.get(slice.personId) === team)) &&
			(matchesModel === null || matchesModel(slice.model)) &&
			(product === null || wordsOf(slice.product ?? '').includes(wordsOf(product))),
		keepsPerson: (personId) =>
			(author === null || personId === author) && (team === null || teamOf.get(personId) === team),
		keepsPullRequest: (judged) =>
			(author === null || judged.personId === author) && (team === null || judged.team === team),
	};
}

/** Transcripts write `claude-code`, the vendor's report `claude_code`. */
const wordsOf = (product: string): string => product.toLowerCase().replaceAll('_', '-');

/** The person that `--author` names: an e-mail, a login, a name, or `me` by git's `user.email`. */
async function personOf(context: OutlayContext, author: string, people: PeopleDirectory): Promise<string> {
	const wanted = author === 'me' ? await ownEmail(context) : author;
	const found =
		people.byEmail(wanted) ??
		people.byLogin(wanted) ??
		people.people.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
	if (found === undefined) {
		throw new OutlayError('usage', `Nobody is known as "${wanted}".`, {
			hint: 'Name an e-mail, a login or a name that git, the pull requests or outlay.config.json know.',
		});
	}
	return found.personId;
}

/** E-mail of the user of this machine, as git has it for the first repository. Throws when git does not know. */
export async function ownEmail(context: OutlayContext): Promise<string> {
	const folder = context.repos[0];
	const email =
		folder === undefined || !context.mayRunGit
			? null
			: await new Git(folder, { env: context.env, signal: context.signal }).textOrNull([
					'config',
					'--get',
					'user.email',
				]);
	if (email === null || email.trim() === '') {
		throw new OutlayError('usage', 'git does not know who "me" is.', {
			hint: 'Set it with: git config user.email you@example.com',
		});
	}
	return email.trim();
}
