import { billedRows } from '../core/finance/billedRows.js';
import type { BilledUse } from '../core/finance/billedUse.js';
import { estimatedRows, type PersonLabels } from '../core/finance/estimatedRows.js';
import type { FinanceBasis, FinanceRow } from '../core/finance/financeRow.js';
import { teamLabels } from '../core/finance/teamLabels.js';
import { checkTimezone, parseInstantMs } from '../core/period.js';
import { namedSpan } from '../core/periodAlias.js';
import { chargeback } from '../core/report/chargeback.js';
import type { ReportInputs, SpendSlice } from '../core/report/inputs.js';
import { populationOf } from '../core/report/population.js';
import { spendSums } from '../core/report/spendSums.js';
import { priceBook } from '../core/usage/priceBook.js';
import { pseudonymOf, pseudonymSalt } from '../ledger/pseudonyms.js';
import type { OutlayContext } from './context.js';
import { gatherReportInputs, type ReportRequest } from './reportInputs.js';

/** What is asked of a finance file. */
export interface ExportRequest extends ReportRequest {
	/** Null: billed where the ledger has billed days of the period, else estimated. */
	readonly basis: FinanceBasis | null;
}

/** Rows of one basis, ready to be written in any finance format. */
export interface FinanceExport {
	readonly basis: FinanceBasis;
	readonly rows: readonly FinanceRow[];
	/** Billing account the rows belong to. */
	readonly account: string;
}

/** Finance rows of a period. UTC days, as billing counts them; the same instants, filters and people as the report. */
export async function exportRows(context: OutlayContext, request: ExportRequest): Promise<FinanceExport> {
	const inputs = await gatherReportInputs(context, inUtc(request, context.now()));
	const billed = request.basis === 'estimated' ? [] : (inputs.billed?.uses ?? []);
	const basis = request.basis ?? (billed.length > 0 ? 'billed' : 'estimated');
	const { orgId } = await context.ledger();
	if (basis === 'estimated') {
		const book = priceBook(context.config.prices, inputs.managedPricing ?? null);
		const labels = await labelsOf(context, inputs, inputs.spend);
		return { basis, rows: estimatedRows(inputs.spend, book, labels), account: orgId };
	}
	const labels = await labelsOf(context, inputs, billed.map(sliceOf));
	return { basis, rows: billedRows(billed, labels), account: orgId };
}

/** The same instants as the report of this request, with days cut in UTC. */
function inUtc(request: ExportRequest, nowMs: number): ExportRequest {
	const timezone = checkTimezone(request.timezone ?? 'UTC');
	const { since, until } = request;
	const named = since === null ? null : namedSpan(since, nowMs, timezone);
	const iso = (atMs: number): string => new Date(atMs).toISOString();
	const sinceMs = since === null ? null : (named?.sinceMs ?? parseInstantMs(since, timezone, '--since'));
	const untilMs = until === null ? (named?.untilMs ?? null) : parseInstantMs(until, timezone, '--until');
	return {
		...request,
		timezone: 'UTC',
		since: sinceMs === null ? null : iso(sinceMs),
		until: untilMs === null ? null : iso(untilMs),
	};
}

/** A billed line as the chargeback takes spend: only who and how much matter there. */
function sliceOf(use: BilledUse): SpendSlice {
	return {
		sessionId: '',
		day: use.day,
		model: use.model,
		origin: 'main',
		personId: use.personId,
		repo: null,
		calls: 0,
		partialOutputCalls: 0,
		isPriced: true,
		costMicros: use.amountMicros,
		inputTokens: 0,
		outputTokens: 0,
		cacheWrite5mTokens: 0,
		cacheWrite1hTokens: 0,
		cacheReadTokens: 0,
		webSearches: 0,
	};
}

/** Team labels that hide what the report's chargeback hides, and pseudonyms where the config switches them on. */
async function labelsOf(
	context: OutlayContext,
	inputs: ReportInputs,
	spend: readonly SpendSlice[],
): Promise<PersonLabels> {
	const { config, env, home } = context;
	const known = [
		...(inputs.people ?? []),
		...config.people.map(({ name, team }) => ({ personId: name, team })),
	];
	const teams = new Map(known.map(({ personId, team }) => [personId, team]));
	const costCenters = new Map(config.teams.map(({ name, costCenter }) => [name, costCenter]));
	const population = populationOf(inputs, config.evidence.minimumStrength);
	const table = chargeback({ ...inputs, people: known }, spendSums(spend), population, config);
	const labelOf = teamLabels(table, (team) => costCenters.get(team) ?? null);
	const salt = config.privacy.pseudonyms ? await pseudonymSalt(env, home, process.platform) : null;
	return {
		teamOf: (personId) => labelOf(personId === null ? null : (teams.get(personId) ?? null)),
		consumerOf: (personId) => (salt === null || personId === null ? null : pseudonymOf(salt, personId)),
	};
}
