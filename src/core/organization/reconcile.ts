/** One person's figures of one UTC day, each in its own basis; null where the source knows nothing. */
export interface DayFigures {
	readonly person: string;
	readonly day: string;
	/** Tokens of the ledger at list price. */
	readonly listMicros: number | null;
	/** Claude Code's own figures, split over the session's days by its list price. */
	readonly clientMicros: number | null;
	/** The vendor's invoiceable amount for Claude Code. */
	readonly billedMicros: number | null;
	/** The vendor's list amount of the same rows. */
	readonly billedListMicros: number | null;
	/** Calls of the day on a model without a price. */
	readonly unpricedCalls: number;
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

function explain(figures: DayFigures, nowMs: number): string[] {
	const { listMicros, clientMicros, billedMicros, billedListMicros, unpricedCalls, day } = figures;
	const reasons: string[] = [];
	if (
		listMicros !== null &&
		clientMicros !== null &&
		clientMicros > listMicros &&
		!isClose(clientMicros, listMicros)
	) {
		reasons.push('Claude Code counts helper calls that never reach a transcript');
	}
	if (unpricedCalls > 0) reasons.push(`${unpricedCalls} calls on a model without a list price`);
	if (billedMicros === null) {
		reasons.push(
			'the vendor reports no spend for this person and day (a seat that includes it, or another account)',
		);
		return reasons;
	}
	if (
		billedListMicros !== null &&
		billedListMicros > billedMicros &&
		!isClose(billedListMicros, billedMicros)
	) {
		reasons.push('a contract discount lies between list and billed');
	}
	if (listMicros === null) {
		reasons.push('no transcripts of this person are in the ledger for the day');
		return reasons;
	}
	const atList = billedListMicros ?? billedMicros;
	if (!isClose(atList, listMicros)) {
		reasons.push(
			atList > listMicros
				? 'use on another machine, or transcripts that were removed before they were read'
				: 'part of the use was included in the seat, or ran under another account or provider',
		);
	}
	if (nowMs - Date.parse(day) < revisedForDays * dayMs) reasons.push('the vendor may still revise the day');
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
