import { bridgeOf } from '../core/links/bridge.js';
import type { LinkReason } from '../core/links/link.js';
import { linkSessions as judge, type LinkResult } from '../core/links/linkSessions.js';
import { isNotedDayIn, onDays, type NotedSession } from '../core/links/notedSpend.js';
import { checkTimezone, parseInstantMs } from '../core/period.js';
import type { PullRequest } from '../core/pullRequest.js';
import type { PriceBook } from '../core/usage/priceBook.js';
import type { SessionEvent } from '../core/usage/session.js';
import { gatherActivity } from './activity.js';
import type { OutlayContext } from './context.js';
import { notedSessions } from './notedSessions.js';
import { gatherPullRequests, pullRequestSourceOf } from './pullRequests.js';
import { repositoriesOf } from './repositories.js';
import {
	activityIndex,
	foldersOf,
	gatherFacts,
	type Activity,
	type GatheredFacts,
} from './repositoryFacts.js';
import type { LinkInput } from '../core/links/facts.js';
import { gatherUsage, type GatheredUsage } from './usage.js';

/** What to link, and how. */
export interface LinkOptions {
	readonly pullRequests: readonly PullRequest[];
	/** Usage that was gathered before; gathered here without it. */
	readonly usage?: Pick<GatheredUsage, 'sessions'> & Pick<LinkInput, 'calls'>;
	/** What sessions did, when it was gathered before; gathered here without it. */
	readonly events?: readonly SessionEvent[];
	/** What is known of the repositories, when it was gathered before; gathered here without it. */
	readonly facts?: ReadonlyMap<string, GatheredFacts>;
	/** Reasons to leave out, to measure the others. */
	readonly ignore?: readonly LinkReason[];
	/** Notes to read; default `refs/notes/ai` and `refs/notes/outlay`. */
	readonly noteRefs?: readonly string[];
	/** True where contributions by Anthropic's rule are asked for. Default false. */
	readonly withContributions?: boolean;
	/** True where it is asked what the calls behind each link used. Default false. */
	readonly withWork?: boolean;
}

/** Links with the facts they rest on, by repository name. */
export interface GatheredLinks extends LinkResult {
	/** Sessions that notes tell of and no transcript; not part of `sessions` and `bridge`. */
	readonly noted: readonly NotedSession[];
	readonly facts: ReadonlyMap<string, GatheredFacts>;
	readonly events: readonly SessionEvent[];
}

/**
 * Links the sessions of the transcripts to commits and pull requests of the context's repositories. Reads what is
 * new in transcripts and repositories and remembers it.
 */
export async function linkSessions(context: OutlayContext, options: LinkOptions): Promise<GatheredLinks> {
	const usage = options.usage ?? (await gatherUsage(context));
	const events = options.events ?? (await gatherActivity(context));
	const repositories = await repositoriesOf(context);
	const { pullRequests, noteRefs } = options;
	const { sessions } = usage;
	const facts =
		options.facts ??
		(await gatherLinkFacts(context, {
			...{ sessions, events, pullRequests },
			...(noteRefs === undefined ? {} : { noteRefs }),
		}));
	const result = judge({
		sessions: usage.sessions,
		calls: usage.calls,
		events,
		repositories: [...facts.values()].map((one) => one.facts),
		folders: await foldersOf(context, repositories, usage.sessions),
		ignore: new Set(options.ignore),
		withContributions: options.withContributions ?? false,
		withWork: options.withWork ?? false,
	});
	const noted = options.ignore?.includes('note') === true ? [] : notedSessions(context, facts, sessions);
	return { ...result, facts, events, noted };
}

/** What links rest on besides the calls, of each of the context's repositories by its name. */
export async function gatherLinkFacts(
	context: OutlayContext,
	activity: Activity,
): Promise<ReadonlyMap<string, GatheredFacts>> {
	const facts = new Map<string, GatheredFacts>();
	const index = activityIndex(activity);
	for (const repository of await repositoriesOf(context)) {
		facts.set(repository.name, await gatherFacts(context, repository, index));
	}
	return facts;
}

/** A wish for links, as a face puts it. */
export interface InspectLinksOptions {
	readonly ignore: readonly LinkReason[];
	/** `github`, `git` or a file; null for git. */
	readonly prs: string | null;
	/** Only spend of this span; ISO date or time, null for no bound. */
	readonly since: string | null;
	readonly until: string | null;
	/** IANA zone; null for UTC. */
	readonly timezone: string | null;
}

/** Links, those from notes among the sessions and in the bridge, and whose prices their amounts are counted at. */
export interface InspectedLinks extends GatheredLinks {
	readonly priceBasis: PriceBook['basis'];
}

/** Links of all sessions, with the pull requests of the named source. */
export async function inspectLinks(
	context: OutlayContext,
	options: InspectLinksOptions,
): Promise<InspectedLinks> {
	const timezone = checkTimezone(options.timezone ?? 'UTC');
	const period = {
		sinceMs: options.since === null ? 0 : parseInstantMs(options.since, timezone, '--since'),
		untilMs:
			options.until === null ? Number.MAX_SAFE_INTEGER : parseInstantMs(options.until, timezone, '--until'),
		timezone,
	};
	const usage = await gatherUsage(context, { period });
	const found = await gatherPullRequests(context, { prs: pullRequestSourceOf(options.prs ?? 'git'), period });
	context.problems.push(...found.problems);
	const links = await linkSessions(context, {
		pullRequests: found.pullRequests,
		usage,
		ignore: options.ignore,
	});
	const noted = links.noted.flatMap((session) => onDays(session, isNotedDayIn(period)) ?? []);
	const repositories = [...links.facts.values()].map(({ facts }) => facts);
	const sessions = [...links.sessions, ...noted];
	return {
		...links,
		noted,
		sessions,
		bridge: bridgeOf(sessions, repositories),
		priceBasis: usage.prices.basis,
	};
}
