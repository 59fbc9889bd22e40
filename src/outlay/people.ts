import type { HistoryCommit } from '../core/history.js';
import { buildDirectory } from '../core/people/directory.js';
import type { PeopleDirectory } from '../core/people/person.js';
import type { PullRequest } from '../core/pullRequest.js';
import { readMailmap } from '../sources/git/mailmap.js';
import type { OutlayContext } from './context.js';
import { repositoriesOf } from './repositories.js';

/**
 * Everybody behind the commits, pull requests and Claude accounts at hand.
 *
 * @param anthropicEmails e-mails of Claude accounts that spent something
 */
export async function gatherPeople(
	context: OutlayContext,
	pullRequests: readonly PullRequest[],
	anthropicEmails: readonly string[] = [],
): Promise<PeopleDirectory> {
	const repositories = await repositoriesOf(context);
	const identities = new Map<string, { name: string; email: string }>();
	for (const { history } of repositories) {
		for (const commit of await history()) addIdentity(identities, commit);
	}
	const heads = pullRequests.flatMap(({ commits }) => commits);
	for (const email of heads.flatMap(({ authorEmail, coAuthorEmails }) => [
		authorEmail ?? '',
		...coAuthorEmails,
	])) {
		const known = [...(identities.has(`\n${email}`) ? [] : [email])];
		for (const one of known) if (one !== '') identities.set(`\n${one}`, { name: '', email: one });
	}
	const gitIdentities = [...identities.values()];
	const mailmaps = await Promise.all(repositories.map(({ git }) => readMailmap(git, gitIdentities)));
	return buildDirectory({
		config: context.config.people,
		gitIdentities,
		mailmap: mailmaps.flat(),
		accounts: pullRequests.flatMap(({ author, mergedBy, assignees, reviews }) =>
			[author, mergedBy, ...assignees, ...(reviews ?? []).map((review) => review.author)].filter(
				(account) => account !== null,
			),
		),
		pairs: heads.flatMap(({ authorEmail: email, authorLogin: login }) =>
			email === null || login === null ? [] : [{ email, login }],
		),
		anthropicEmails,
	});
}

function addIdentity(identities: Map<string, { name: string; email: string }>, commit: HistoryCommit): void {
	const { authorName: name, authorEmail: email } = commit;
	if (email !== '') identities.set(`${name}\n${email.toLowerCase()}`, { name, email });
}
