import { oncePerText } from '../oncePerText.js';
import { bareLogin, noreplyAccount } from '../people/accounts.js';
import type { PeopleDirectory, Person } from '../people/person.js';
import type { PullRequest } from '../pullRequest.js';

/** Who a login or an e-mail is, as far as it is known. */
export interface Identity {
	/** The account, spelled one way; of an e-mail, the one that a forge's private address names. */
	readonly login: string | null;
	readonly person: Person | null;
}

/** Identities by the spelling of a login or an e-mail, each worked out once. */
export interface Identities {
	readonly ofLogin: (login: string) => Identity;
	readonly ofEmail: (email: string) => Identity;
}

const known = new WeakMap<PeopleDirectory, Identities>();

/** The identities of a directory: ten thousand pull requests name the same few hundred. */
export function identitiesOf(people: PeopleDirectory): Identities {
	let identities = known.get(people);
	if (identities === undefined) {
		identities = {
			ofLogin: oncePerText((login) => ({ login: bareLogin(login), person: people.byLogin(login) })),
			ofEmail: oncePerText((email) => {
				const login = noreplyAccount(email)?.login;
				return { login: login === undefined ? null : bareLogin(login), person: people.byEmail(email) };
			}),
		};
		known.set(people, identities);
	}
	return identities;
}

/** Everybody who wrote a pull request: its author and the authors, co-authors and committers of its own commits. */
export function ownAuthors(
	{ author, commits }: PullRequest,
	{ ofLogin, ofEmail }: Identities,
): readonly Identity[] {
	// Most pull requests have many commits of one person, whose identities are looked up once. So few in number are
	// found sooner in a list than in a set.
	const logins: string[] = [];
	const emails: string[] = [];
	addNew(logins, author?.login);
	for (const commit of commits) {
		if (commit.isBaseMerge) continue;
		addNew(logins, commit.authorLogin);
		addNew(logins, commit.committerLogin);
		addNew(emails, commit.authorEmail);
		addNew(emails, commit.committerEmail);
		if (commit.coAuthorEmails.length > 0) for (const email of commit.coAuthorEmails) addNew(emails, email);
	}
	const own = logins.map(ofLogin);
	for (const email of emails) own.push(ofEmail(email));
	return own;
}

/** Adds a text that is known and not yet in the list. Records of an earlier version have no login of a committer. */
function addNew(list: string[], text: string | null | undefined): void {
	if (typeof text === 'string' && !list.includes(text)) list.push(text);
}

/** Whether two identities are one account or one person. */
export function isSame(one: Identity, two: Identity): boolean {
	return (
		(one.login !== null && one.login === two.login) ||
		(one.person !== null && one.person.personId === two.person?.personId)
	);
}
