import type { SeededRandom } from './random.js';

/** The demo's invented team: a parcel-tracking service, ten developers in two teams, one quarter. */
export const repo = 'acme/parcel';

export interface Developer {
	readonly name: string;
	readonly login: string;
	readonly email: string;
	readonly team: string;
	/** Share of this developer's pull requests that were made with Claude Code. */
	readonly aiShare: number;
}

export const developers: readonly Developer[] = [
	{ name: 'Ada Berg', login: 'adaberg', email: 'ada@acme.example', team: 'tracking', aiShare: 0.7 },
	{ name: 'Bo Lind', login: 'bolind', email: 'bo@acme.example', team: 'tracking', aiShare: 0.5 },
	{ name: 'Chidi Okafor', login: 'chidi', email: 'chidi@acme.example', team: 'tracking', aiShare: 0.6 },
	{ name: 'Dana Weiss', login: 'danaw', email: 'dana@acme.example', team: 'tracking', aiShare: 0.4 },
	{ name: 'Hana Novak', login: 'hananovak', email: 'hana@acme.example', team: 'tracking', aiShare: 0.6 },
	{ name: 'Emi Sato', login: 'emisato', email: 'emi@acme.example', team: 'billing', aiShare: 0.8 },
	{ name: 'Farid Nouri', login: 'fnouri', email: 'farid@acme.example', team: 'billing', aiShare: 0.5 },
	{ name: 'Greta Holm', login: 'gretah', email: 'greta@acme.example', team: 'billing', aiShare: 0.6 },
	{ name: 'Ivo Marsh', login: 'ivomarsh', email: 'ivo@acme.example', team: 'billing', aiShare: 0.4 },
	{ name: 'June Park', login: 'junepark', email: 'june@acme.example', team: 'billing', aiShare: 0.6 },
];

export const areas = ['route', 'label', 'scan', 'tariff', 'invoice', 'customs', 'notify', 'ledger'] as const;
export type Area = (typeof areas)[number];

/** One pull request to come. */
export interface PlannedPullRequest {
	readonly number: number;
	readonly developer: Developer;
	readonly reviewer: Developer;
	readonly area: Area;
	readonly kind: 'feat' | 'fix' | 'refactor' | 'docs' | 'revert';
	readonly title: string;
	readonly branch: string;
	/** Functions it adds to the area's file, or, for a fix, the number of lines it changes in the last one. */
	readonly size: number;
	readonly isAi: boolean;
	readonly method: 'squash' | 'merge' | 'rebase';
	readonly createdAtMs: number;
	readonly firstReviewAtMs: number | null;
	readonly endedAtMs: number | null;
	readonly state: 'merged' | 'closed' | 'open';
	/** For a fix or revert: the pull request it mends or undoes. */
	readonly mends: number | null;
	readonly addsTests: boolean;
}

const hourMs = 3_600_000;
const start = Date.parse('2026-08-10T08:00:00Z');

const subjects: Record<Exclude<PlannedPullRequest['kind'], 'fix' | 'revert'>, readonly string[]> = {
	feat: ['weigh', 'merge', 'split', 'hold', 'export', 'import', 'price', 'trace', 'audit', 'archive'],
	refactor: ['simplify', 'extract', 'rename', 'inline'],
	docs: ['describe', 'explain'],
};

const symptoms = [
	'keep the last item',
	'handle an empty list',
	'stop counting twice',
	'round half up',
	'accept a zero weight',
];

/** Moves a time into working hours of a working day, deterministically. */
function atWork(atMs: number): number {
	const date = new Date(atMs);
	const weekday = date.getUTCDay();
	if (weekday === 6) return atWork(atMs + 48 * hourMs);
	if (weekday === 0) return atWork(atMs + 24 * hourMs);
	if (date.getUTCHours() < 7) return atMs + (8 - date.getUTCHours()) * hourMs;
	if (date.getUTCHours() > 17) return atWork(atMs + (32 - date.getUTCHours()) * hourMs);
	return atMs;
}

/** All pull requests in the order of their creation. */
export function planPullRequests(count: number, random: SeededRandom): PlannedPullRequest[] {
	const planned: PlannedPullRequest[] = [];
	let clock = start;
	for (let index = 0; index < count; index += 1) {
		clock = atWork(clock + random.between(6, 50) * hourMs * 0.42);
		planned.push(planOne(100 + index, clock, planned, random));
	}
	return planned;
}

function planOne(
	number: number,
	createdAtMs: number,
	earlier: readonly PlannedPullRequest[],
	random: SeededRandom,
): PlannedPullRequest {
	const developer = random.pick(developers);
	const isAi = random.chance(developer.aiShare);
	const mended = pickMended(earlier, createdAtMs, random);
	const kind =
		mended === null ? random.pick(['feat', 'feat', 'feat', 'refactor', 'docs'] as const) : mended.kind;
	const area = mended === null ? random.pick(areas) : mended.target.area;
	const waitsMs = random.between(isAi ? 20 : 30, isAi ? 500 : 640) * 60_000;
	const state = number > 205 ? 'open' : random.chance(0.08) ? 'closed' : 'merged';
	const isReviewed = random.chance(0.9);
	const firstReviewAtMs = isReviewed ? atWork(createdAtMs + waitsMs) : null;
	return {
		number,
		developer,
		reviewer: random.pick(developers.filter(({ login }) => login !== developer.login)),
		area,
		kind,
		title: titleOf(kind, area, mended?.target ?? null, random),
		branch:
			kind === 'revert' && mended !== null
				? `revert-${mended.target.number}-${mended.target.branch.replace('/', '-')}`
				: `${kind === 'feat' ? 'feature' : kind}/${area}-${number}`,
		size: kind === 'docs' ? 1 : random.between(1, isAi ? 5 : 3),
		isAi: kind === 'revert' ? false : isAi,
		method: random.pick(['squash', 'squash', 'squash', 'merge', 'rebase'] as const),
		createdAtMs,
		firstReviewAtMs: state === 'open' && random.chance(0.5) ? null : firstReviewAtMs,
		endedAtMs:
			state === 'open' ? null : atWork((firstReviewAtMs ?? createdAtMs) + random.between(1, 30) * hourMs),
		state,
		mends: mended?.target.number ?? null,
		addsTests: kind === 'feat' && random.chance(isAi ? 0.75 : 0.6),
	};
}

/** Now and then a pull request mends or reverts a young merged one. */
function pickMended(
	earlier: readonly PlannedPullRequest[],
	atMs: number,
	random: SeededRandom,
): { readonly kind: 'fix' | 'revert'; readonly target: PlannedPullRequest } | null {
	const young = earlier.filter(
		(one) =>
			one.state === 'merged' &&
			one.kind === 'feat' &&
			one.endedAtMs !== null &&
			one.endedAtMs < atMs - 24 * hourMs &&
			one.endedAtMs > atMs - 20 * 24 * hourMs &&
			!earlier.some(({ mends }) => mends === one.number),
	);
	if (young.length === 0 || !random.chance(0.17)) return null;
	return { kind: random.chance(0.3) ? 'revert' : 'fix', target: random.pick(young) };
}

function titleOf(
	kind: PlannedPullRequest['kind'],
	area: Area,
	target: PlannedPullRequest | null,
	random: SeededRandom,
): string {
	if (kind === 'revert') return `Revert "${target?.title ?? ''}"`;
	if (kind === 'fix') return `fix(${area}): ${random.pick(symptoms)} in ${area} ${target?.number ?? 0}`;
	return `${kind}(${area}): ${random.pick(subjects[kind])} the ${area} batch ${random.between(2, 99)}`;
}
