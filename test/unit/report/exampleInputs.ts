import type { Evidence } from '../../../src/core/evidence/evidence.js';
import type { SessionLinks } from '../../../src/core/links/link.js';
import { splitMicros } from '../../../src/core/money.js';
import type { DefectVerdict } from '../../../src/core/outcomes/defectVerdict.js';
import type { PullRequest } from '../../../src/core/pullRequest.js';
import type { JudgedPullRequest, ReportInputs, SpendSlice } from '../../../src/core/report/inputs.js';
import { seededRandom } from '../../../src/core/statistics/seededRandom.js';

export const dayMs = 86_400_000;
export const since = Date.parse('2026-08-01T00:00:00Z');
export const until = Date.parse('2026-11-01T00:00:00Z');

export function pullRequest(number: number, changes: Partial<PullRequest> = {}): PullRequest {
	return {
		repo: 'acme/app',
		number,
		title: `Change ${number}`,
		author: { login: 'someone', isBot: false },
		createdAtMs: since,
		draftSpans: [],
		readyAtMs: null,
		mergedAtMs: since + dayMs,
		closedAtMs: since + dayMs,
		updatedAtMs: null,
		mergedBy: null,
		baseRef: 'main',
		headRef: `change-${number}`,
		headSha: null,
		mergeSha: null,
		commits: [],
		reviews: null,
		labels: [],
		closesIssues: [],
		assignees: [],
		additions: null,
		deletions: null,
		changedFiles: null,
		facts: { evidence: [], revertsNumbers: [], revertsShas: [], namedCauses: [], requestedBy: null },
		source: 'github',
		...changes,
	};
}

export const trailer: Evidence = {
	kind: 'trailer',
	tool: 'claude-code',
	model: null,
	strength: 'high',
	where: 'Co-Authored-By',
};

export function defectOf(number: number, tier: DefectVerdict['tier'] = 'inferred'): DefectVerdict {
	return {
		repo: 'acme/app',
		number,
		tier,
		atMs: since + 9 * dayMs,
		ageDays: 8,
		fixCommit: 'f'.repeat(40),
		fixPullRequest: null,
		confidence: 'high',
		lines: 3,
		why: 'blamed by a fix',
	};
}

export function judged(
	pr: PullRequest,
	changes: Partial<Omit<JudgedPullRequest, 'pullRequest'>> = {},
): JudgedPullRequest {
	return {
		pullRequest: pr,
		evidence: [],
		personId: 'ana',
		team: null,
		sourceLines: 40,
		sourceFiles: 3,
		workKind: 'feat',
		review: {
			repo: pr.repo,
			number: pr.number,
			author: null,
			mergedAtMs: pr.mergedAtMs,
			readyAtMs: pr.createdAtMs,
			firstReviewAtMs: null,
			timeToFirstReviewMs: null,
			watchedMs: 4 * 3_600_000,
			endedBy: 'merge',
			reviewedInDraft: false,
			reviewState: 'unreviewed',
			firstBotReviewAtMs: null,
			isSelfMerged: false,
			why: '',
		},
		defects: [],
		coverage: null,
		isRevert: false,
		aiLines: null,
		addedLines: null,
		...changes,
	};
}

export function slice(sessionId: string, costMicros: number, changes: Partial<SpendSlice> = {}): SpendSlice {
	return {
		sessionId,
		day: '2026-08-03',
		model: 'claude-sonnet-5-5',
		origin: 'main',
		personId: 'ana',
		repo: 'acme/app',
		calls: 1,
		partialOutputCalls: 0,
		isPriced: true,
		costMicros,
		inputTokens: 100,
		outputTokens: 10,
		cacheWrite5mTokens: 50,
		cacheWrite1hTokens: 0,
		cacheReadTokens: 500,
		webSearches: 0,
		...changes,
	};
}

/** A session whose whole spend goes to one pull request, or to none. */
export function linkTo(sessionId: string, costMicros: number, number: number | null): SessionLinks {
	const isLinked = number !== null;
	return {
		sessionId,
		repo: 'acme/app',
		costMicros,
		links: isLinked
			? [
					{
						sessionId,
						repo: 'acme/app',
						pullRequest: number,
						commit: null,
						shareMicros: costMicros,
						strength: 'high',
						reasons: ['branch'],
						split: 'whole',
					},
				]
			: [],
		unlinkedMicros: isLinked ? 0 : costMicros,
	};
}

export function inputsOf(changes: Partial<ReportInputs> = {}): ReportInputs {
	return {
		period: { sinceMs: since, untilMs: until, timezone: 'UTC' },
		generatedAtMs: until,
		dataEndMs: until,
		repos: ['acme/app'],
		spend: [],
		links: [],
		pullRequests: [],
		reverts: [],
		activeDevelopers: [],
		pullRequestSource: 'GitHub',
		problems: [],
		clientCostMicros: null,
		...changes,
	};
}

export interface TeamSize {
	readonly developers: number;
	readonly pullRequests: number;
	readonly sessionsPerPullRequest: number;
	readonly seed: number;
}

const teamNames = ['Platform', 'Checkout', 'Search', 'Mobile', 'Data'];
const models = ['claude-sonnet-5-5', 'claude-opus-5-5', 'claude-haiku-5-5'];
const kinds = ['feat', 'fix', 'docs', 'refactor', 'chore'];

/** A made-up team of any size, the same for the same seed: teams, sessions over several models, defects, reviews. */
export function exampleTeam({
	developers,
	pullRequests,
	sessionsPerPullRequest,
	seed,
}: TeamSize): ReportInputs {
	const random = seededRandom(seed);
	const below = (limit: number): number => Math.floor(random() * limit);
	const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;
	const people = Array.from({ length: developers }, (_, index) => ({
		personId: `p${index}`,
		team: teamNames[index % teamNames.length]!,
	}));
	const spend: SpendSlice[] = [];
	const links: SessionLinks[] = [];
	const prs: JudgedPullRequest[] = [];
	for (let number = 1; number <= pullRequests; number += 1) {
		const person = pick(people);
		const createdAtMs = since + random() * (until - since - 3 * dayMs);
		const fate = random();
		const endMs = Math.round(createdAtMs + random() * 3 * dayMs);
		const mergedAtMs = fate < 0.85 ? endMs : null;
		const isAi = random() < 0.6;
		const pr = pullRequest(number, {
			createdAtMs,
			mergedAtMs,
			closedAtMs: fate < 0.95 ? endMs : null,
			author: { login: person.personId, isBot: false },
		});
		const reviewMs = Math.round(random() * random() * 40 * 3_600_000);
		const isReviewed = random() < 0.85;
		const isOld = mergedAtMs !== null && mergedAtMs + 30 * dayMs <= until;
		const strength = pick(['high', 'medium', 'low'] as const);
		prs.push(
			judged(pr, {
				personId: person.personId,
				team: person.team,
				evidence: isAi ? [{ ...trailer, strength: random() < 0.7 ? 'high' : strength }] : [],
				sourceLines: below(400),
				sourceFiles: 1 + below(14),
				workKind: pick(kinds),
				defects: isOld ? (random() < 0.08 ? [defectOf(number)] : []) : null,
				review: {
					...judged(pr).review,
					timeToFirstReviewMs: isReviewed ? reviewMs : null,
					watchedMs: isReviewed ? null : endMs - createdAtMs,
					endedBy: isReviewed ? null : 'merge',
					reviewState: isReviewed ? 'reviewed' : 'unreviewed',
				},
				coverage:
					random() < 0.7
						? {
								repo: pr.repo,
								number,
								deltaPoints: Math.round((random() - 0.45) * 600) / 100,
								medianFileDeltaPoints: 0,
								patchCoverage: random(),
								indirectLines: 0,
								files: 2,
								headCommit: null,
								baseCommit: null,
								baseDistance: 0,
								missing: null,
							}
						: null,
			}),
		);
		if (!isAi) continue;
		for (let count = 0; count < sessionsPerPullRequest; count += 1) {
			const sessionId = `s${number}-${count}`;
			const costs = Array.from({ length: 1 + below(3) }, () => below(9_000_000));
			const day = new Date(Math.min(createdAtMs + count * dayMs, until - 1)).toISOString().slice(0, 10);
			for (const costMicros of costs) {
				spend.push(
					slice(sessionId, costMicros, {
						day,
						model: pick(models),
						personId: person.personId,
						calls: 1 + below(40),
						inputTokens: below(20_000),
						outputTokens: below(9000),
						cacheWrite5mTokens: below(90_000),
						cacheReadTokens: below(900_000),
					}),
				);
			}
			const costMicros = costs.reduce((sum, cost) => sum + cost, 0);
			const [toFirst = 0, toSecond = 0, unlinkedMicros = 0] = splitMicros(costMicros, [
				random(),
				random(),
				random(),
			]);
			const one = linkTo(sessionId, costMicros, number).links[0]!;
			links.push({
				sessionId,
				repo: 'acme/app',
				costMicros,
				links: [
					{ ...one, shareMicros: toFirst, split: 'matched-lines' },
					{ ...one, pullRequest: 1 + below(pullRequests), shareMicros: toSecond, split: 'matched-lines' },
				],
				unlinkedMicros,
			});
		}
	}
	return inputsOf({
		spend,
		links,
		pullRequests: prs,
		people,
		activeDevelopers: people.map(({ personId }) => personId),
	});
}
