import { OutlayError } from '../core/errors.js';
import type { GithubSync } from '../core/githubSync.js';
import type { AnthropicPart, SyncOutcome, WholeSync } from '../core/wholeSync.js';
import { keyVariables } from '../sources/anthropic/credential.js';
import type { OutlayContext } from './context.js';
import { endpointFor, signInOf, type GithubRepository } from './github.js';
import { repositoriesOf } from './repositories.js';
import { syncAnthropic } from './syncAnthropic.js';
import { syncEach } from './syncGithub.js';
import { syncLocal } from './syncLocal.js';

/**
 * Brings everything up to date that this person may read: the transcripts of this machine, pull requests where a GitHub
 * is signed in to, the organization's side where a key is set. A part that fails holds up no other. Throws `cancelled`.
 */
export async function syncAll(context: OutlayContext): Promise<WholeSync> {
	return {
		local: await outcomeOf(context, async () => ({ kind: 'done', done: await syncLocal(context) })),
		github: await outcomeOf(context, () => githubOf(context)),
		anthropic: await outcomeOf(context, () => anthropicOf(context)),
	};
}

async function outcomeOf<Done>(
	context: OutlayContext,
	work: () => Promise<SyncOutcome<Done>>,
): Promise<SyncOutcome<Done>> {
	try {
		return await work();
	} catch (error) {
		if (context.signal.aborted) throw new OutlayError('cancelled', 'Cancelled.', { cause: error });
		if (!OutlayError.is(error) || error.reason === 'cancelled') throw error;
		return { kind: 'failed', error };
	}
}

async function githubOf(context: OutlayContext): Promise<SyncOutcome<readonly GithubSync[]>> {
	const repositories = await repositoriesOf(context);
	const signIn = signInOf(context);
	const readable: GithubRepository[] = [];
	let onGithub = 0;
	for (const repository of repositories) {
		const endpoint = endpointFor(context, repository);
		if (endpoint === null) continue;
		onGithub++;
		if ((await signIn.token(endpoint.host, false)) !== null) readable.push({ repository, endpoint });
	}
	if (readable.length > 0) {
		return { kind: 'done', done: await syncEach(context, await context.ledger(), readable, {}) };
	}
	return {
		kind: 'skipped',
		why:
			repositories.length === 0
				? 'no repository here; name one with --repo'
				: onGithub === 0
					? 'no repository here is on a GitHub'
					: 'not signed in; set GITHUB_TOKEN or run gh auth login',
	};
}

async function anthropicOf(context: OutlayContext): Promise<SyncOutcome<readonly AnthropicPart[]>> {
	const names = [keyVariables.enterprise, keyVariables.console];
	if (names.every((name) => (context.env[name] ?? '') === '')) {
		return { kind: 'skipped', why: `no key in ${names.join(' or ')}` };
	}
	return { kind: 'done', done: (await syncAnthropic(context)).parts };
}
