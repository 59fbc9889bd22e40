/** One person's figures of one UTC day, each in its own basis; null where the source knows nothing. */
export interface DayFigures {
	readonly person: string;
	readonly day: string;
	/** Of the billed amounts; list and client figures are USD, and stand in USD rows alone. */
	readonly currency: string;
	/** Tokens of the ledger at list price. */
	readonly listMicros: number | null;
	/** Claude Code's own figures, split over the session's days by its list price. */
	readonly clientMicros: number | null;
	/** The vendor's invoiceable amount for Claude Code. */
	readonly billedMicros: number | null;
	/** The vendor's list amount of the same rows. */
	readonly billedListMicros: number | null;
	/** What the vendor's Claude Code report estimates for the person and day (Console organizations). */
	readonly reportMicros: number | null;
	/** Calls of the day on a model without a price. */
	readonly unpricedCalls: number;
	/** False when the vendor's data had not reached the day's end at the last reading. */
	readonly isWhole: boolean;
}

/** The figures side by side with what explains their distance. */
export interface ReconciledDay extends DayFigures {
	/** Billed minus list; null when one of them is not known. */
	readonly gapMicros: number | null;
	readonly explanations: readonly string[];
}

const dayMs = 86_400_000;
const revisedForDays = 30;
/** Closer than this is agreement: rounding, and calls around midnight. */
const tolerance = 0.02;

const isClose = (one: number, two: number): boolean =>
	Math.abs(one - two) <= tolerance * Math.max(Math.abs(one), Math.abs(two), 10_000);

const isAbove = (one: number | null, two: number | null): boolean =>
	one !== null && two !== null && one > two && !isClose(one, two);

/** Why nothing is billed beside the local figures. */
function withoutBilled({ reportMicros }: DayFigures): string {
	return reportMicros === null
		? 'the vendor reports no spend for this person and day (a seat that includes it, or another account)'
		: "the vendor bills no amount by person here; its Claude Code report has an estimate of the day's use";
}

function explain(figures: DayFigures, nowMs: number): string[] {
	const { listMicros, clientMicros, billedMicros, billedListMicros, unpricedCalls, day, currency } = figures;
	const reasons: string[] = [];
	if (isAbove(clientMicros, listMicros))
		reasons.push('Claude Code counts helper calls that never reach a transcript');
	if (isAbove(listMicros, clientMicros))
		reasons.push('Claude Code counts at contract rates, or a session of the day left no total');
	if (unpricedCalls > 0) reasons.push(`${unpricedCalls} calls on a model without a list price`);
	if (billedMicros === null) return [...reasons, withoutBilled(figures)];
	if (currency !== 'USD')
		return [...reasons, `billed in ${currency}; list prices are USD, and nothing is converted`];
	if (isAbove(billedListMicros, billedMicros))
		reasons.push('a contract discount lies between list and billed');
	if (listMicros === null) return [...reasons, 'no transcripts of this person are in the ledger for the day'];
	const atList = billedListMicros ?? billedMicros;
	if (isAbove(atList, listMicros))
		reasons.push('use on another machine, or transcripts that were removed before they were read');
	if (isAbove(listMicros, atList))
		reasons.push('part of the use was included in the seat, or ran under another account or provider');
	if (!figures.isWhole) reasons.push("the vendor's data did not reach the end of the day yet");
	else if (nowMs - Date.parse(day) < revisedForDays * dayMs)
		reasons.push('the vendor may still revise the day');
	return reasons;
}

/** Puts the figures side by side and says what explains the gap. Formula: gap = billed − list. */
export function reconcileDay(figures: DayFigures, nowMs: number): ReconciledDay {
	const { listMicros, billedMicros } = figures;
	const gapMicros = listMicros === null || billedMicros === null ? null : billedMicros - listMicros;
	const isAgreed = gapMicros !== null && isClose(billedMicros ?? 0, listMicros ?? 0);
	return { ...figures, gapMicros, explanations: isAgreed ? [] : explain(figures, nowMs) };
}

/** One invoice total, from a file. */
export interface InvoiceTotal {
	/** `YYYY-MM`. */
	readonly month: string;
	readonly amountMicros: number;
	readonly currency: string;
}

export interface InvoiceCheck extends InvoiceTotal {
	/** Billed spend of the month in the ledger in that currency; null when it has none. */
	readonly billedMicros: number | null;
	readonly differenceMicros: number | null;
	/** Within one per cent. */
	readonly agrees: boolean;
	readonly why: string;
}

/** Holds invoice totals against the billed spend of their months. Days that are missing are counted, not guessed. */
export function checkInvoice(
	invoice: InvoiceTotal,
	billedMicros: number | null,
	days: { readonly read: number; readonly ofMonth: number },
): InvoiceCheck {
	const differenceMicros = billedMicros === null ? null : invoice.amountMicros - billedMicros;
	const agrees =
		differenceMicros !== null && Math.abs(differenceMicros) <= 0.01 * Math.abs(invoice.amountMicros);
	let why = 'agrees within 1 %';
	if (billedMicros === null) why = 'no billed spend of the month is in the ledger';
	else if (!agrees && days.read < days.ofMonth) {
		why = `only ${days.read} of ${days.ofMonth} days of the month have been read`;
	} else if (!agrees) {
		why = 'credits, taxes, seats and other products are on invoices and not in usage reports';
	}
	return { ...invoice, billedMicros, differenceMicros, agrees, why };
}
