import { activeDevelopersOf } from '../core/outcomes/mergedPerDeveloper.js';
import type { HistoryCommit } from '../core/history.js';
import { countedDoubts } from '../core/people/doubts.js';
import type { PeopleDirectory } from '../core/people/person.js';
import { dayIn, isIn, resolvePeriod, statedPeriod, type Period, type PeriodRequest } from '../core/period.js';
import type { PullRequest } from '../core/pullRequest.js';
import { ByPullRequest } from '../core/pullRequests/byPullRequest.js';
import { commitsBySha } from '../core/pullRequests/commitIndex.js';
import type { ReportFilters, ReportInputs, SpendSlice } from '../core/report/inputs.js';
import { keptLinks } from '../core/report/keptLinks.js';
import { gatherActivity } from './activity.js';
import type { OutlayContext } from './context.js';
import { gatherBilled } from './billedUses.js';
import { dataEndOf } from './dataEnd.js';
import { judgeCoverage, type CoverageOptions } from './coverage.js';
import { coverageSources } from './coverageSources.js';
import { judgeDefects } from './defects.js';
import { forgeUrlOf } from './github.js';
import {
	judgePullRequest,
	revertingPullRequests,
	type CreditedPullRequest,
	type Findings,
} from './judgePullRequests.js';
import { readLandedChanges, type LandedChange } from './landedChanges.js';
import { linkedWorkOf, type LinkedWork } from './linkedWork.js';
import { gatherLinkFacts } from './links.js';
import { gatherPeople } from './people.js';
import { chosenPullRequestSource, gatherPullRequests } from './pullRequests.js';
import { revertsOf } from './reverts.js';
import { reportFilterOf } from './reportFilters.js';
import { pullRequestsIn, repositoriesOf, type Repository } from './repositories.js';
import { notedInstants } from './notedSessions.js';
import { notedSlices } from './notedSlices.js';
import { sessionOwners, type WorkOwners } from './sessionOwners.js';
import { cutSpend, type CutSpend, type SessionOwner } from './spendSlices.js';
import { beginUsageColumns, type UsageColumns } from './usageColumns.js';

/** A defect counts within 30 days after the merge; see the definitions in the README. */
const defectWindowDays = 30;

/** What is asked of a report. */
export interface ReportRequest extends PeriodRequest {
	/** `github`, `git`, a file; null for the best one at hand. */
	readonly prs: string | null;
	/** Coverage reports: files, or folders with one report a commit. */
	readonly coverage: readonly string[];
	readonly filters: ReportFilters;
}

/** What the sources gave, before the filters. */
interface Gathered {
	readonly usage: UsageColumns;
	readonly spend: CutSpend;
	readonly period: Period;
	readonly repositories: readonly Repository[];
	readonly pullRequests: readonly PullRequest[];
	readonly source: string;
	readonly people: PeopleDirectory;
	readonly linked: LinkedWork;
	readonly findings: Findings;
	readonly use: KnownUse;
}

/** Reads every source, lets every rule judge, and hands over what the report is computed from. */
export async function gatherReportInputs(
	context: OutlayContext,
	request: ReportRequest,
): Promise<ReportInputs> {
	const gathered = await gather(context, request);
	const { period, findings, linked, people } = gathered;
	const credited = linked.reported.map((pullRequest) => judgePullRequest(pullRequest, findings));
	const owners = await ownersOf(gathered, credited);
	const filter = await reportFilterOf(context, request.filters, people);
	const owned = sessionOwners(linked.sessions, owners);
	const allSpend = spendOf(gathered, owned);
	const spend = allSpend.filter((slice) => filter.keepsSpend(slice));
	const histories = await Promise.all(gathered.repositories.map(({ history }) => history()));
	const commits = histories.flatMap((history) =>
		history.filter(({ committedAtMs }) => isIn(period, committedAtMs)),
	);
	const developers = activeDevelopersOf(credited.map(mergeOf), commits, people, period);
	return {
		period,
		generatedAtMs: context.now(),
		dataEndMs: findings.dataEndMs,
		repos: reposOf(gathered),
		spend,
		links: keptLinks(linked.sessions, allSpend, spend),
		pullRequests: credited
			.map(({ judged }) => judged)
			.filter((judged) => filter.keepsPullRequest(judged))
			.filter(({ pullRequest }) => concerns(pullRequest, period)),
		reverts: findings.reverts,
		activeDevelopers: developers.filter((person) => filter.keepsPerson(person)),
		pullRequestSource: gathered.source,
		problems: context.problems,
		clientCostMicros: gathered.usage.clientCostMicros,
		firstUseAtMs: gathered.use.firstAtMs,
		unknownSpend: unknownSpendOf(gathered.use, period),
		notedPrices: [...new Set(linked.noted.map(({ prices }) => prices))],
		billed: await gatherBilled(context, period, people, (use) => filter.keepsSpend(use)),
		managedPricing: gathered.usage.managedPricing,
		people: people.people
			.filter(({ personId }) => filter.keepsPerson(personId))
			.map(({ personId, team }) => ({ personId, team })),
		filters: filter.filters,
		commitCounts: linked.commitCounts(period),
		forgeUrls: new Map(
			gathered.repositories.flatMap((repository) => {
				const url = forgeUrlOf(context, repository);
				return url === null ? [] : [[repository.name, url]];
			}),
		),
		landedCommits: gathered.repositories.length === 0 ? null : landedIn(histories),
	};
}

async function gather(context: OutlayContext, request: ReportRequest): Promise<Gathered> {
	openLedgerBeside(context);
	// Git first: starting a process takes the longer the more memory this one has.
	const opened = await repositoriesOf(context);
	context.callsAhead?.begin();
	const listed = opened.slice(0, listedAtOnce).map(({ paths }) => paths());
	await Promise.all([...listed, readInTurn(opened)]);
	const notedMs = await notedInstants(context);
	const nowMs = context.now();
	const begun = await beginUsageColumns(context, statedPeriod(request, nowMs));
	const events = await gatherActivity(context);
	// Only a period without a beginning hangs on the calls; everything else is gathered while a thread is at them.
	const firstMs = request.since === null ? knownUse(await begun.columns(), notedMs).firstAtMs : null;
	const found = await gatherBesideCalls(context, request, resolvePeriod(request, { nowMs, firstMs }));
	const { repositories, pullRequests, people, dataEndMs, reverts } = found;
	const { sessions } = begun;
	const facts = await gatherLinkFacts(context, { sessions, events, pullRequests });
	const usage = await begun.columns();
	const use = knownUse(usage, notedMs);
	if (use.firstAtMs === null) sayThatNoneIsKnown(context);
	const lastMs = Math.max(
		dataEndMs,
		usage.calls.lastAtMs(nowMs) ?? 0,
		...notedMs.filter((atMs) => atMs <= nowMs),
	);
	const period = resolvePeriod(request, { nowMs, firstMs: use.firstAtMs, lastMs });
	// Linking asks for costs only, and takes much room itself.
	const spend = cutSpend(usage.calls, period, usage.cut);
	usage.calls.forgetCounts();
	const linked = await linkedWorkOf(context, { usage, events, pullRequests, facts, period });
	const { reported } = linked;
	const findings: Findings = {
		people,
		dataEndMs,
		evidence: linked.evidence,
		aiLines: linked.aiLines,
		changes: await changesOf(context, repositories, pullRequests, reported),
		reverts,
		reverting: revertingPullRequests(reverts),
		defects: found.defects,
		coverage: await coverageOf(context, request.coverage, { pullRequests, reported }),
		defaultBranches: new Map(
			repositories.flatMap(({ name, branch }) => (branch.name === null ? [] : [[name, branch.name]])),
		),
	};
	return {
		usage,
		use,
		period,
		spend,
		repositories,
		pullRequests,
		source: found.source,
		people,
		linked,
		findings,
	};
}

function sayThatNoneIsKnown({ claudeDirs, problems }: OutlayContext): void {
	const searched = claudeDirs.length === 0 ? 'nowhere to look' : `looked in ${claudeDirs.join(', ')}`;
	const what = `No Claude Code use is known (${searched}), so no spend is known. Name the folder with --claude-dir, or fetch the notes of those who tag their commits: outlay tag --fetch.`;
	problems.push({ code: 'usage.none', what });
}

/** What hangs on no call, around a period whose end may still be found to lie earlier. */
async function gatherBesideCalls(context: OutlayContext, request: ReportRequest, period: Period) {
	const prs = await chosenPullRequestSource(context, request.prs);
	const { pullRequests, source, problems, coversUntilMs } = await gatherPullRequests(context, {
		prs,
		period,
	});
	context.problems.push(...problems);
	const repositories = await repositoriesOf(context);
	const dataEndMs = await dataEndOf(repositories, pullRequests, coversUntilMs, context.now());
	const people = await gatherPeople(context, pullRequests);
	context.problems.push(...countedDoubts(people));
	const reverts = await revertsOf(context, pullRequests);
	const windowDays = defectWindowDays;
	return {
		...{ pullRequests, source, repositories, dataEndMs, people, reverts },
		defects: await judgeDefects(context, { pullRequests, reverts, dataEndMs, windowDays }),
	};
}

/** Children that list a repository's files beside each other. */
const listedAtOnce = 16;

/** One history after the other: what reading one leaves behind is gone before the next. */
async function readInTurn(repositories: readonly Repository[]): Promise<void> {
	for (const { history, paths } of repositories) await Promise.all([history(), paths()]);
}

/** While git is at work, the image is read and the engine made ready. Who asks for the ledger hears what is wrong with it. */
function openLedgerBeside(context: OutlayContext): void {
	if (context.remembers) context.ledger().catch(() => undefined);
}

/** First and last instant at which Claude Code is known to have been used, from transcripts and notes. */
interface KnownUse {
	readonly firstAtMs: number | null;
	readonly lastAtMs: number | null;
}

function knownUse({ calls }: UsageColumns, notedMs: readonly number[]): KnownUse {
	const firsts = [calls.firstAtMs(), ...notedMs].filter((atMs) => atMs !== null);
	const lasts = [calls.lastAtMs(Number.MAX_SAFE_INTEGER), ...notedMs].filter((atMs) => atMs !== null);
	if (firsts.length === 0) return { firstAtMs: null, lastAtMs: null };
	return { firstAtMs: Math.min(...firsts), lastAtMs: Math.max(...lasts) };
}

/**
 * Why no spend of the period can be known; null when the known use reaches into it, or lies on both sides of it. Nothing
 * tells a period after the last known use from one whose transcripts were never read.
 */
function unknownSpendOf(
	{ firstAtMs, lastAtMs }: KnownUse,
	{ sinceMs, untilMs, timezone }: Period,
): string | null {
	if (firstAtMs === null || lastAtMs === null) return 'no Claude Code use is known';
	const dayOf = dayIn(timezone);
	if (firstAtMs >= untilMs) return `no Claude Code use is known before ${dayOf(firstAtMs)}`;
	return lastAtMs < sinceMs ? `no Claude Code use is known after ${dayOf(lastAtMs)}` : null;
}

/** Coverage change by pull request; nothing is read when neither the request nor the ledger has reports. */
async function coverageOf(
	context: OutlayContext,
	places: readonly string[],
	of: Pick<CoverageOptions, 'pullRequests' | 'reported'>,
): Promise<Findings['coverage']> {
	return judgeCoverage(context, { ...of, sources: await coverageSources(context, places) });
}

/** A pull request is in the report when it was merged in the period, or is not merged and could carry its spend. */
function concerns(pullRequest: PullRequest, period: Period): boolean {
	if (pullRequest.mergedAtMs !== null) return pullRequest.mergedAtMs < period.untilMs;
	const { createdAtMs } = pullRequest;
	return createdAtMs === null || createdAtMs < period.untilMs;
}

function spendOf(
	{ spend, period, linked }: Gathered,
	owned: ReadonlyMap<string, SessionOwner>,
): SpendSlice[] {
	const elsewhere = new Set(linked.elsewhere);
	const slices = spend.slices((sessionId) => (elsewhere.has(sessionId) ? null : owned.get(sessionId)));
	return [...slices, ...notedSlices(linked.noted, period, owned)];
}

/** Whether some default branch reaches a commit. */
function landedIn(histories: readonly (readonly HistoryCommit[])[]): { has(sha: string): boolean } {
	const indexes = histories.map((history) => commitsBySha(history));
	return { has: (sha) => indexes.some((bySha) => bySha.has(sha)) };
}

/** Who the linked work counts for: a pull request's credit, a bare commit's author. */
async function ownersOf(
	{ repositories, people, linked: { sessions } }: Gathered,
	credited: readonly CreditedPullRequest[],
): Promise<WorkOwners> {
	const personOf = new ByPullRequest<string | null>();
	for (const { judged, credit } of credited) personOf.set(judged.pullRequest, credit.personId);
	const linked = new Set(
		sessions.flatMap(({ links }) => links.flatMap(({ commit }) => (commit === null ? [] : [commit]))),
	);
	const byCommit = new Map<string, string | null>();
	for (const { name, history } of repositories) {
		for (const { sha, authorEmail } of await history()) {
			if (!linked.has(sha)) continue;
			const person = people.byEmail(authorEmail);
			byCommit.set(`${name} ${sha}`, person?.kind === 'developer' ? person.personId : null);
		}
	}
	return {
		ofPullRequest: (repo, number) => personOf.get({ repo, number }) ?? null,
		ofCommit: (repo, sha) => byCommit.get(`${repo} ${sha}`) ?? null,
	};
}

const mergeOf = ({
	judged,
	credit,
}: CreditedPullRequest): Parameters<typeof activeDevelopersOf>[0][number] => ({
	pullRequest: judged.pullRequest,
	credit,
	isRevert: judged.isRevert,
	isOnDefaultBranch: judged.isOnDefaultBranch ?? true,
});

async function changesOf(
	context: OutlayContext,
	repositories: readonly Repository[],
	pullRequests: readonly PullRequest[],
	reported: readonly PullRequest[],
): Promise<ByPullRequest<LandedChange>> {
	const changes = new ByPullRequest<LandedChange>();
	for (const repository of repositories) {
		const own = pullRequestsIn(pullRequests, repository.name);
		const wanted = new Set(pullRequestsIn(reported, repository.name).map(({ number }) => number));
		const sizes = await readLandedChanges(context, repository, own, wanted);
		for (const [number, change] of sizes) changes.set({ repo: repository.name, number }, change);
	}
	return changes;
}

const reposOf = ({ repositories, pullRequests }: Gathered): string[] =>
	[...new Set([...repositories.map(({ name }) => name), ...pullRequests.map(({ repo }) => repo)])].sort();
