import type { Config } from '../config.js';
import { parseModelId } from '../usage/modelId.js';
import { ByPullRequest } from '../pullRequests/byPullRequest.js';
import type { PriceBook } from '../usage/priceBook.js';
import { oncePerText } from '../oncePerText.js';
import type { ReportInputs, SpendSlice } from './inputs.js';
import { microsAt, ratesByDay } from './modelRates.js';
import type { PlacedPullRequest, Population } from './population.js';
import type { ModelSection, TierFinding } from './sectionModel.js';

/** At most this many changed source lines, in at most this many source files. */
const mostLines = 20;
const mostFiles = 2;

const expensiveFamily = /^claude-(opus|fable|mythos)-/;
const usualCheaper = 'claude-sonnet-5-5';

/** True for a merged pull request so small that the cheaper tier would usually do. */
export function isTrivial({ sourceLines, sourceFiles }: PlacedPullRequest): boolean {
	return sourceLines !== null && sourceFiles !== null && sourceLines <= mostLines && sourceFiles <= mostFiles;
}

/** The model that small work is priced at instead: the config's default where it is no expensive one. */
function cheaperModel({ models }: Config, book: PriceBook): string {
	const chosen = models.default;
	const isUsable =
		chosen !== null && !expensiveFamily.test(parseModelId(chosen).name) && book.pricesOf(chosen) !== null;
	return isUsable ? chosen : usualCheaper;
}

/** Gives the name of an expensive model; null for any other. Each id is taken apart once. */
function expensiveNames(): (model: string) => string | null {
	return oncePerText((model) => {
		const { name } = parseModelId(model);
		return expensiveFamily.test(name) ? name : null;
	});
}

interface Found {
	readonly prs: Set<string>;
	readonly people: Set<string>;
	cost: number;
	cheaper: number;
}

/** Share of each session's spend that went to a trivial merged pull request, by session. */
function trivialShares(
	{ links }: ReportInputs,
	{ arms }: Population,
): Map<string, { readonly placed: PlacedPullRequest; readonly share: number }[]> {
	const trivial = new ByPullRequest<PlacedPullRequest>();
	for (const prs of [arms.ai, arms.none])
		for (const placed of prs) if (isTrivial(placed)) trivial.set(placed.pullRequest, placed);
	const bySession = new Map<string, { readonly placed: PlacedPullRequest; readonly share: number }[]>();
	for (const session of links) {
		for (const { repo, pullRequest: number, shareMicros } of session.links) {
			const placed = number === null ? undefined : trivial.get({ repo, number });
			if (placed === undefined || session.costMicros <= 0 || shareMicros <= 0) continue;
			const shares = bySession.get(session.sessionId) ?? [];
			shares.push({ placed, share: shareMicros / session.costMicros });
			bySession.set(session.sessionId, shares);
		}
	}
	return bySession;
}

/**
 * Small work on an expensive model, and the same tokens at the cheaper model's price of that day. The cheaper model
 * might need more or fewer tokens: it is a price comparison, not a forecast. Shown from k pull requests of k people on,
 * or when the report is one person's own.
 */
export function trivialOnExpensive(
	inputs: ReportInputs,
	population: Population,
	config: Config,
	book: PriceBook,
): Pick<ModelSection, 'trivialOnExpensive' | 'withheld'> {
	const shares = trivialShares(inputs, population);
	const ratesOn = ratesByDay(book);
	const cheaper = cheaperModel(config, book);
	const found = new Map<string, Found>();
	const nameOf = expensiveNames();
	const add = (slice: SpendSlice): void => {
		const name = slice.isPriced ? nameOf(slice.model) : null;
		const own = name === null ? undefined : shares.get(slice.sessionId);
		const cheaperRates = own === undefined ? null : ratesOn(cheaper, slice.day);
		if (name === null || own === undefined || cheaperRates === null) return;
		for (const { placed, share } of own) {
			const entry = found.get(name) ?? { prs: new Set(), people: new Set(), cost: 0, cheaper: 0 };
			entry.prs.add(placed.key);
			entry.people.add(placed.cluster);
			entry.cost += slice.costMicros * share;
			entry.cheaper += microsAt(cheaperRates, slice) * share;
			found.set(name, entry);
		}
	};
	for (const slice of inputs.spend) add(slice);
	const { k } = config.privacy;
	const isOwn = (inputs.filters?.author ?? null) !== null;
	const isShown = ({ prs, people }: Found): boolean => isOwn || (prs.size >= k && people.size >= k);
	const findings = [...found].sort(([one], [two]) => (one < two ? -1 : 1));
	const hidden = findings.filter(([, entry]) => !isShown(entry)).length;
	return {
		trivialOnExpensive: findings
			.filter(([, entry]) => isShown(entry))
			.map(([expensive, entry]): TierFinding => ({
				rule: `merged PRs of at most ${mostLines} changed source lines in at most ${mostFiles} files; the same tokens at base list rates`,
				expensive,
				cheaper,
				pullRequests: entry.prs.size,
				pullRequestKeys: [...entry.prs].sort(),
				costMicros: Math.round(entry.cost),
				cheaperMicros: Math.round(entry.cheaper),
				differenceMicros: Math.round(entry.cost) - Math.round(entry.cheaper),
				inspect: 'outlay inspect links --format json',
			})),
		withheld: hidden === 0 ? null : `${hidden} withheld: fewer than ${k} PRs or people`,
	};
}
