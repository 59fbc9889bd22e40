import type { Git } from './git.js';
import { hasMailmap } from './repositoryLook.js';

/** An address as commits have it, and whom `.mailmap` says it stands for. */
export interface MailmapEntry {
	readonly email: string;
	readonly properEmail: string;
	readonly properName: string;
}

const contact = /^(.*?)\s*<([^<>]*)>$/;

/**
 * Asks git whom the repository's `.mailmap` makes of some authors (`git check-mailmap`); only those it changes are
 * given back. A repository without a mailmap changes none.
 */
export async function readMailmap(
	git: Git,
	identities: readonly { readonly name: string; readonly email: string }[],
): Promise<MailmapEntry[]> {
	const asked = identities.filter(({ name, email }) => /^[^<>\n]+$/.test(email) && !/[<>\n]/.test(name));
	if (asked.length === 0 || !(await hasMailmap(git))) return [];
	const input = asked.map(({ name, email }) => `${name} <${email}>\n`).join('');
	const answer = await git.text(['check-mailmap', '--stdin'], { input });
	const lines = answer.split('\n');
	return asked.flatMap(({ name, email }, index) => {
		const match = contact.exec((lines[index] ?? '').trim());
		const [, properName = '', properEmail = ''] = match ?? [];
		const isSame = properEmail.toLowerCase() === email.toLowerCase();
		if (match === null || properEmail === '' || (isSame && properName === name.trim())) return [];
		return [{ email, properEmail, properName }];
	});
}
