import type { PersonConfig } from '../config.js';
import { oncePerText } from '../oncePerText.js';
import { accountKind, bareLogin, emailKind, isForgeAddress, noreplyAccount } from './accounts.js';
import type { PeopleDirectory, Person } from './person.js';

/** Everything that says something about who is who. */
export interface DirectoryInputs {
	/** People of the config: what it says always wins. */
	readonly config: readonly PersonConfig[];
	/** Authors, committers and co-authors seen in git, as written. */
	readonly gitIdentities: readonly { readonly name: string; readonly email: string }[];
	/** `.mailmap` as git applies it: an address as written, and the one it stands for. */
	readonly mailmap: readonly {
		readonly email: string;
		readonly properEmail: string;
		readonly properName: string;
	}[];
	/** Accounts seen on the forge. */
	readonly accounts: readonly { readonly login: string; readonly isBot: boolean }[];
	/** The forge's own word that a commit address belongs to an account. */
	readonly pairs: readonly { readonly email: string; readonly login: string }[];
	/** E-mails of Claude accounts that spent something. */
	readonly anthropicEmails: readonly string[];
}

/** Identities that belong together; `owner` is the config's person, if any. */
interface Group {
	readonly identities: Set<string>;
	owner: PersonConfig | null;
}

const emailKey = (email: string): string => `email:${email.trim().toLowerCase()}`;
const loginKey = (login: string): string => `login:${bareLogin(login)}`;

/**
 * Joins identities into people. Only statements join: the config, git's mailmap, the forge's pairing of a commit
 * address with an account, a private e-mail that names its account, an equal e-mail. Names never join: two people
 * may share one. A statement that would merge two people of the config, or an address the forge pairs with several
 * accounts, is a conflict: it is listed and joins nothing.
 */
class Joiner {
	readonly #groups = new Map<string, Group>();
	readonly conflicts = new Map<string, Set<string>>();

	groupOf(identity: string): Group {
		let group = this.#groups.get(identity);
		if (group === undefined) {
			group = { identities: new Set([identity]), owner: null };
			this.#groups.set(identity, group);
		}
		return group;
	}

	has(identity: string): boolean {
		return this.#groups.has(identity);
	}

	/** Gives an identity to a person of the config; a second claimant is a conflict, and nobody has it. */
	claim(identity: string, person: PersonConfig, anchor: string): void {
		const group = this.groupOf(identity);
		if (group.owner !== null && group.owner !== person) {
			this.conflict(identity, [group.owner.name, person.name]);
			return;
		}
		group.owner = person;
		this.join(anchor, identity);
	}

	join(one: string, two: string): void {
		const left = this.groupOf(one);
		const right = this.groupOf(two);
		if (left === right) return;
		if (left.owner !== null && right.owner !== null && left.owner !== right.owner) {
			this.conflict(two, [left.owner.name, right.owner.name]);
			return;
		}
		const [large, small] = left.identities.size >= right.identities.size ? [left, right] : [right, left];
		large.owner ??= small.owner;
		for (const identity of small.identities) {
			large.identities.add(identity);
			this.#groups.set(identity, large);
		}
	}

	conflict(identity: string, personIds: readonly string[]): void {
		const known = this.conflicts.get(identity) ?? new Set();
		for (const personId of personIds) known.add(personId);
		this.conflicts.set(identity, known);
	}

	get groups(): Set<Group> {
		return new Set(this.#groups.values());
	}
}

/** Builds the directory; see `Joiner` for the rule. The order of the inputs does not matter. */
export function buildDirectory(inputs: DirectoryInputs): PeopleDirectory {
	const joiner = new Joiner();
	const names = namesOf(inputs);
	for (const person of inputs.config) claimAll(joiner, person);
	for (const { email } of inputs.gitIdentities) addEmail(joiner, email);
	joinMailmap(joiner, inputs.mailmap);
	for (const { login } of inputs.accounts) joiner.groupOf(loginKey(login));
	joinAccountIds(joiner, inputs);
	joinPairs(joiner, inputs.pairs);
	for (const email of inputs.anthropicEmails) joiner.groupOf(emailKey(email));
	const bots = new Set(inputs.accounts.filter(({ isBot }) => isBot).map(({ login }) => bareLogin(login)));
	const people = [...joiner.groups]
		.map((group) => personOf(group, names, bots))
		.sort((one, two) => (one.personId < two.personId ? -1 : one.personId > two.personId ? 1 : 0));
	return directoryOf(people, joiner, inputs);
}

function claimAll(joiner: Joiner, person: PersonConfig): void {
	const identities = [
		...person.githubLogins.map(loginKey),
		...person.emails.map(emailKey),
		...person.anthropicEmails.map(emailKey),
	];
	const [anchor] = identities;
	if (anchor === undefined) return;
	for (const identity of identities) joiner.claim(identity, person, anchor);
}

/** An e-mail, with the account its private form names. The forge's own address names nobody. */
function addEmail(joiner: Joiner, email: string): void {
	if (email.trim() === '' || isForgeAddress(email)) return;
	joiner.groupOf(emailKey(email));
	const account = noreplyAccount(email);
	if (account !== null) joiner.join(loginKey(account.login), emailKey(email));
}

/**
 * Whom the mailmap says an address stands for. It may give one address to several people, by the names beside it: then
 * it is nobody's, unless all of them are one person by other lines.
 */
function joinMailmap(joiner: Joiner, mailmap: DirectoryInputs['mailmap']): void {
	const properOf = new Map<string, Set<string>>();
	for (const { email, properEmail } of mailmap) {
		addEmail(joiner, properEmail);
		addEmail(joiner, email);
		const known = properOf.get(emailKey(email)) ?? new Set<string>();
		properOf.set(emailKey(email), known.add(emailKey(properEmail)));
	}
	const shared: (readonly [email: string, proper: readonly string[]])[] = [];
	for (const [email, proper] of [...properOf].sort(([one], [two]) => (one < two ? -1 : 1))) {
		const [only = email, ...others] = proper;
		if (others.length > 0) shared.push([email, [...proper].sort()]);
		else joiner.join(only, email);
	}
	for (const [email, proper] of shared) {
		const groups = new Set(proper.map((one) => joiner.groupOf(one)));
		const [first = email] = proper;
		if (groups.size === 1) joiner.join(first, email);
		else if (joiner.groupOf(email).owner === null) joiner.conflict(email, proper.map(bare));
	}
}

/** A renamed account keeps its number: private e-mails with one number are one person. */
function joinAccountIds(joiner: Joiner, inputs: DirectoryInputs): void {
	const first = new Map<string, string>();
	for (const email of emailsIn(inputs)) {
		const id = noreplyAccount(email)?.id ?? null;
		if (id === null) continue;
		const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
		const known = first.get(`${id}@${domain}`);
		if (known === undefined) first.set(`${id}@${domain}`, email);
		else joiner.join(emailKey(known), emailKey(email));
	}
}

/** The forge's pairs, sorted so that the input's order decides nothing. */
function joinPairs(joiner: Joiner, pairs: DirectoryInputs['pairs']): void {
	const logins = new Map<string, Set<string>>();
	for (const { email, login } of pairs) {
		if (isForgeAddress(email) || email.trim() === '') continue;
		const known = logins.get(emailKey(email)) ?? new Set();
		known.add(bareLogin(login));
		logins.set(emailKey(email), known);
	}
	for (const [email, paired] of [...logins].sort(([one], [two]) => (one < two ? -1 : 1))) {
		joiner.groupOf(email);
		for (const login of paired) joiner.groupOf(loginKey(login));
		const [only] = paired;
		if (paired.size === 1 && only !== undefined) joiner.join(email, loginKey(only));
		else if (joiner.groupOf(email).owner === null) joiner.conflict(email, [...paired].sort());
	}
}

function emailsIn(inputs: DirectoryInputs): string[] {
	const all = [
		...inputs.gitIdentities.map(({ email }) => email),
		...inputs.pairs.map(({ email }) => email),
		...inputs.config.flatMap(({ emails }) => emails),
	];
	return [...new Set(all)].sort();
}

/** The name to show for an e-mail: the mailmap's; else the first of its spellings by the alphabet, in whatever order they came. */
function namesOf(inputs: DirectoryInputs): ReadonlyMap<string, string> {
	const names = new Map<string, string>();
	for (const { email, name } of inputs.gitIdentities) {
		const key = emailKey(email);
		const known = names.get(key);
		if (name !== '' && (known === undefined || name < known)) names.set(key, name);
	}
	const proper = inputs.mailmap
		.filter(({ properName }) => properName !== '')
		.sort((one, two) => (one.properName < two.properName ? 1 : -1));
	for (const { email, properEmail, properName } of proper) {
		names.set(emailKey(email), properName);
		names.set(emailKey(properEmail), properName);
	}
	return names;
}

function personOf(group: Group, names: ReadonlyMap<string, string>, bots: ReadonlySet<string>): Person {
	const identities = [...group.identities].sort();
	const of = (prefix: string): string[] =>
		identities.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
	const emails = of('email:');
	const logins = of('login:');
	const named = emails.map((email) => names.get(emailKey(email))).find((name) => name !== undefined);
	const first = logins[0] ?? emails[0] ?? '';
	const kinds = [
		...logins.map((login) => accountKind(login, bots.has(login))),
		...emails.map((email) => emailKind(email)),
	];
	return {
		personId: group.owner?.name ?? first,
		name: group.owner?.name ?? named ?? first,
		emails,
		logins,
		team: group.owner?.team ?? null,
		kind: group.owner !== null ? 'developer' : kindOf(kinds),
	};
}

/** One human sign is not enough to make an agent's account a developer; one agent's sign makes it an agent. */
function kindOf(kinds: readonly Person['kind'][]): Person['kind'] {
	if (kinds.includes('agent')) return 'agent';
	return kinds.includes('bot') ? 'bot' : 'developer';
}

function directoryOf(people: readonly Person[], joiner: Joiner, inputs: DirectoryInputs): PeopleDirectory {
	const byIdentity = new Map<string, Person>();
	for (const person of people) {
		for (const email of person.emails) byIdentity.set(emailKey(email), person);
		for (const login of person.logins) byIdentity.set(loginKey(login), person);
	}
	const contested = new Set(
		[...joiner.conflicts].filter(([, ids]) => ids.size > 1).map(([identity]) => identity),
	);
	const find = (identity: string): Person | null =>
		contested.has(identity) ? null : (byIdentity.get(identity) ?? null);
	return {
		people,
		byEmail: oncePerText((email) => (isForgeAddress(email) ? null : find(emailKey(email)))),
		byLogin: oncePerText((login) => find(loginKey(login))),
		conflicts: [...joiner.conflicts]
			.map(([identity, ids]) => ({ identity: bare(identity), personIds: [...ids].sort() }))
			.sort((one, two) => (one.identity < two.identity ? -1 : 1)),
		strangers: strangersOf(people, inputs),
	};
}

const bare = (identity: string): string => identity.slice(identity.indexOf(':') + 1);

/**
 * Spending Claude accounts that no commit, account or config entry knows; and, once the config names people, the
 * developers it does not name.
 */
function strangersOf(people: readonly Person[], inputs: DirectoryInputs): string[] {
	const spenders = new Set(inputs.anthropicEmails.map((email) => email.trim().toLowerCase()));
	const known = new Set([
		...inputs.gitIdentities.map(({ email }) => email.trim().toLowerCase()),
		...inputs.mailmap.flatMap(({ email, properEmail }) => [email.toLowerCase(), properEmail.toLowerCase()]),
		...inputs.pairs.map(({ email }) => email.trim().toLowerCase()),
	]);
	const configured = new Set(inputs.config.map(({ name }) => name));
	return people
		.filter(({ kind, personId }) => kind === 'developer' && !configured.has(personId))
		.filter(
			({ logins, emails }) =>
				inputs.config.length > 0 ||
				(logins.length === 0 && emails.every((email) => spenders.has(email) && !known.has(email))),
		)
		.map(({ personId }) => personId);
}
