import { buildDirectory } from '../core/people/directory.js';
import type { PeopleDirectory } from '../core/people/person.js';
import type { Account, HeadCommit, PullRequest } from '../core/pullRequest.js';
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
	const identities = new Identities();
	for (const { history } of repositories) {
		for (const { authorName, authorEmail } of await history()) identities.add(authorName, authorEmail);
	}
	for (const pullRequest of pullRequests) identities.addPullRequest(pullRequest);
	const { gitIdentities } = identities;
	const mailmaps = await Promise.all(repositories.map(({ git }) => readMailmap(git, gitIdentities)));
	return buildDirectory({
		config: context.config.people,
		gitIdentities,
		mailmap: mailmaps.flat(),
		accounts: identities.accounts,
		pairs: identities.pairs,
		anthropicEmails,
	});
}

/**
 * Who stands in commits and pull requests, each once: a hundred thousand of them name a few hundred people, by texts that
 * are mostly the very same.
 */
class Identities {
	/** E-mails in every spelling, with the names that they stand beside. */
	readonly #names = new Map<string, Set<string>>();
	readonly #accounts = new Map<string, Account>();
	readonly #bots = new Map<string, Account>();
	readonly #logins = new Map<string, Set<string>>();

	add(name: string, email: string): void {
		if (email !== '') addTo(this.#names, email, name);
	}

	addPullRequest({ author, mergedBy, assignees, reviews, commits }: PullRequest): void {
		this.#addAccount(author);
		this.#addAccount(mergedBy);
		for (const assignee of assignees) this.#addAccount(assignee);
		for (const review of reviews ?? []) this.#addAccount(review.author);
		let before: Pick<HeadCommit, 'authorEmail' | 'authorLogin'> | null = null;
		for (const commit of commits) {
			const { authorEmail, authorLogin } = commit;
			// Most pull requests are of one person.
			if (authorEmail !== before?.authorEmail || authorLogin !== before.authorLogin) {
				if (authorEmail !== null) {
					this.add('', authorEmail);
					if (authorLogin !== null) addTo(this.#logins, authorEmail, authorLogin);
				}
				before = commit;
			}
			for (const email of commit.coAuthorEmails) this.add('', email);
		}
	}

	get gitIdentities(): { name: string; email: string }[] {
		const found = new Map<string, { name: string; email: string }>();
		for (const [email, names] of this.#names)
			for (const name of names) found.set(`${name}\n${email.toLowerCase()}`, { name, email });
		return [...found.values()];
	}

	get accounts(): Account[] {
		return [...this.#accounts.values(), ...this.#bots.values()];
	}

	/** What the forge says whose e-mails are. */
	get pairs(): { email: string; login: string }[] {
		return [...this.#logins].flatMap(([email, logins]) => [...logins].map((login) => ({ email, login })));
	}

	#addAccount(account: Account | null): void {
		if (account !== null) (account.isBot ? this.#bots : this.#accounts).set(account.login, account);
	}
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
	const known = sets.get(key);
	if (known === undefined) sets.set(key, new Set([value]));
	else known.add(value);
}
