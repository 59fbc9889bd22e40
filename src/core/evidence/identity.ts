import type { Evidence } from './evidence.js';
import { toolOfAccount, toolOfEmail } from './tools.js';

/** Somebody that a commit or pull request names: as git knows them (name, e-mail), as the forge does (login), or both. */
export interface Identity {
	readonly name?: string | null;
	readonly email?: string | null;
	readonly login?: string | null;
	/** What the forge says of the account. */
	readonly isBot?: boolean;
}

/**
 * Evidence in who made something. `role` is what is shown as the place, e.g. `author`, `committer`. Only addresses
 * and accounts that belong to a tool count, and Aider's own mark, the name ending in `(aider)`.
 */
export function evidenceOfIdentity(identity: Identity, role: string): Evidence[] {
	const { name, email, login, isBot } = identity;
	let tool = email ? toolOfEmail(email) : null;
	if (tool === null && login) tool = toolOfAccount(login, isBot === true);
	if (tool === null && name && /\(aider\)\s*$/.test(name)) tool = 'aider';
	if (tool === null) return [];
	const shown = name && /\[bot\]$/.test(name) ? `${role} ${name}` : role;
	return [{ kind: 'bot', tool, model: null, strength: 'high', where: shown }];
}
