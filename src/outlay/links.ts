import type { LinkReason } from '../core/links/link.js';
import { linkSessions as judge, type LinkResult } from '../core/links/linkSessions.js';
import type { PullRequest } from '../core/pullRequest.js';
import { gatherActivity } from './activity.js';
import type { OutlayContext } from './context.js';
import { repositoriesOf } from './repositories.js';
import { foldersOf, gatherFacts, type GatheredFacts } from './repositoryFacts.js';
import { gatherUsage, type GatheredUsage } from './usage.js';

/** What to link, and how. */
export interface LinkOptions {
	readonly pullRequests: readonly PullRequest[];
	/** Usage that was gathered before; gathered here without it. */
	readonly usage?: Pick<GatheredUsage, 'calls' | 'sessions'>;
	/** Reasons to leave out, to measure the others. */
	readonly ignore?: readonly LinkReason[];
	/** Notes to read; default `refs/notes/ai` and `refs/notes/outlay`. */
	readonly noteRefs?: readonly string[];
}

/** Links with the facts they rest on, by repository name. */
export interface GatheredLinks extends LinkResult {
	readonly facts: ReadonlyMap<string, GatheredFacts>;
}

/**
 * Links the sessions of the transcripts to commits and pull requests of the context's repositories. Reads what is
 * new in transcripts and repositories and remembers it.
 */
export async function linkSessions(context: OutlayContext, options: LinkOptions): Promise<GatheredLinks> {
	const usage = options.usage ?? (await gatherUsage(context));
	const events = await gatherActivity(context);
	const repositories = await repositoriesOf(context);
	const facts = new Map<string, GatheredFacts>();
	for (const repository of repositories) {
		const { sessions } = usage;
		const { pullRequests, noteRefs } = options;
		const activity = { sessions, events, pullRequests, ...(noteRefs === undefined ? {} : { noteRefs }) };
		facts.set(repository.name, await gatherFacts(context, repository, activity));
	}
	const result = judge({
		sessions: usage.sessions,
		calls: usage.calls,
		events,
		repositories: [...facts.values()].map((one) => one.facts),
		folders: await foldersOf(context, repositories, usage.sessions),
		ignore: new Set(options.ignore),
	});
	return { ...result, facts };
}
