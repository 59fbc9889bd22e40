import { OutlayError } from '../core/errors.js';
import { comparablePath, foldersAround } from '../core/links/paths.js';
import type { PricedCall } from '../core/usage/call.js';
import type { Session } from '../core/usage/session.js';
import type { OutlayContext } from './context.js';
import { ownEmail } from './reportFilters.js';
import { repositoriesOf } from './repositories.js';
import { foldersOf } from './repositoryFacts.js';

/** Folders above a working folder that are asked for their repository. */
const levels = 8;

/**
 * Gives the repository of a call: that of its working folder, or of the nearest folder above it that is known. A
 * folder that does not exist on this machine, and in none that does, has none.
 */
export async function repositoryOfCalls(
	context: OutlayContext,
	sessions: readonly Session[],
): Promise<(call: Pick<PricedCall, 'cwd'>) => string | null> {
	const folders = await foldersOf(context, await repositoriesOf(context), sessions);
	const known = new Map<string, string | null>();
	for (const [cwd, repo] of folders) known.set(comparablePath(cwd), repo);
	return ({ cwd }) => {
		if (cwd === null) return null;
		for (const folder of foldersAround(comparablePath(cwd), levels)) {
			const repo = known.get(folder);
			if (repo !== undefined) return repo;
		}
		return null;
	};
}

/**
 * True when the transcripts of this machine are wanted. They are its user's own: `author` is `me` or one of the
 * user's names, and `team` is the team that the config puts the user in. Throws a usage error for a team that the
 * config does not know.
 */
export async function wantsOwnUsage(
	context: OutlayContext,
	filter: { readonly team: string | null; readonly author: string | null },
): Promise<boolean> {
	const { people, teams } = context.config;
	const { team, author } = filter;
	if (team === null && (author === null || author === 'me')) return true;
	const isTeam = teams.some(({ name }) => name === team) || people.some((person) => person.team === team);
	if (team !== null && !isTeam) {
		throw new OutlayError('usage', `No team is called "${team}".`, {
			hint: 'Teams are named in outlay.config.json, under teams or people.',
		});
	}
	const email = (await ownEmail(context)).toLowerCase();
	const me = people.find((person) => person.emails.some((one) => one.toLowerCase() === email));
	const names = [email, me?.name, ...(me?.emails ?? []), ...(me?.githubLogins ?? [])];
	const isAuthor =
		author === null || author === 'me' || names.some((name) => name?.toLowerCase() === author.toLowerCase());
	return isAuthor && (team === null || me?.team === team);
}
