/** One human, or one bot or agent, behind e-mails and logins. */
export interface Person {
	/** Stable id inside this ledger: the config's name, else the first login or e-mail that made them known. */
	readonly personId: string;
	readonly name: string;
	readonly emails: readonly string[];
	readonly logins: readonly string[];
	readonly team: string | null;
	readonly kind: 'developer' | 'bot' | 'agent';
}

/** Everybody that is known, with the questions the rules ask. Built by `core/people/directory.ts`. */
export interface PeopleDirectory {
	readonly people: readonly Person[];
	byEmail(email: string): Person | null;
	byLogin(login: string): Person | null;
	/** Identities that two people claim, or nobody does; listed for the user, never guessed. */
	readonly conflicts: readonly { readonly identity: string; readonly personIds: readonly string[] }[];
	readonly strangers: readonly string[];
}
