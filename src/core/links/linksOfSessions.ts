import type { Candidate } from './candidates.js';
import type { LinkInput } from './facts.js';
import { laterEdit } from './laterEdit.js';
import type { Link, SessionLinks } from './link.js';
import type { LinkedSession } from './linkedSession.js';
import { orderedReasons } from './reasons.js';
import type { PathRepository, RepositoryFolders } from './repositoryFolders.js';
import { totalOf } from './sessionCalls.js';
import { splitSpend, type Split } from './splitSpend.js';

/** What the spend of every session is divided by. */
interface Around {
	readonly baseBranches: ReadonlyMap<string, ReadonlySet<string>>;
	readonly repoOf: (cwd: string) => PathRepository | null;
	readonly grain: 'cost' | 'work';
}

/** The links of sessions with their spend, in their order; those that belong elsewhere are left out. */
export function linksOfSessions(
	sessions: readonly LinkedSession[],
	{ repositories, withWork }: Pick<LinkInput, 'repositories' | 'withWork'>,
	folders: RepositoryFolders,
): SessionLinks[] {
	const around: Around = {
		baseBranches: new Map(repositories.map(({ repo, baseBranches }) => [repo, baseBranches])),
		repoOf: (cwd) => folders.of(cwd),
		grain: withWork === true ? 'work' : 'cost',
	};
	const found: SessionLinks[] = [];
	for (const session of sessions) if (!session.home.isElsewhere) found.push(linksOf(session, around));
	return found;
}

function linksOf(session: LinkedSession, { baseBranches, repoOf, grain }: Around): SessionLinks {
	const { sessionId, calls, linked, home } = session;
	const split = splitSpend(
		calls,
		linked,
		{
			baseBranches: baseBranches.get(home.repo ?? '') ?? noBranches,
			laterEditMs: session.hasEdits ? laterEdit(calls, linked, session.events) : null,
			repoOf,
		},
		grain,
	);
	const links = linked.map((candidate, index) => linkOf(sessionId, candidate, split, index));
	const partialOutputCalls = totalOf(calls, 'partialOutputCalls');
	const found: SessionLinks = {
		sessionId,
		repo: home.repo ?? links[0]?.repo ?? null,
		costMicros: split.totalMicros,
		links,
		unlinkedMicros: split.unlinkedMicros,
		recorded: { calls: totalOf(calls, 'calls'), partialOutputCalls },
	};
	return split.work === null ? found : { ...found, work: split.work.whole };
}

/** The link of one of a session's candidates, which carries the share of its place. */
function linkOf(
	sessionId: string,
	{ repo, pullRequest, commit, strength, reasons }: Candidate,
	{ shares, rule, work }: Split,
	index: number,
): Link {
	const link: Link = {
		sessionId,
		repo,
		pullRequest,
		commit,
		shareMicros: shares[index] ?? 0,
		strength,
		reasons: orderedReasons(reasons),
		split: rule,
	};
	return work === null ? link : { ...link, work: work.shares[index] ?? [] };
}

const noBranches: ReadonlySet<string> = new Set<string>();
