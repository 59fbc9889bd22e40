/** What the tokens of a row are; `all` where the vendor's report does not split them. */
export type FinanceKind =
	'input' | 'output' | 'cache-read' | 'cache-write-5m' | 'cache-write-1h' | 'web-search' | 'all';

/** Where an amount of a finance file comes from. The two never share a file. */
export type FinanceBasis = 'billed' | 'estimated';

/**
 * One line of a finance file: a UTC day × product × workspace × team × model × kind of token (× pseudonym where those
 * are on). Amounts are integer micros of `currency`.
 */
export interface FinanceRow {
	readonly basis: FinanceBasis;
	/** UTC day, `YYYY-MM-DD`. */
	readonly day: string;
	readonly product: string;
	readonly workspaceId: string | null;
	readonly workspaceName: string | null;
	/** A visible team; `withheld` for one too small to show; null where nobody's team is known. */
	readonly team: string | null;
	readonly costCenter: string | null;
	readonly model: string;
	readonly kind: FinanceKind;
	/** Opaque pseudonym of the person; null unless they are switched on. */
	readonly consumer: string | null;
	readonly quantity: number;
	readonly unit: 'Tokens' | 'Requests' | 'Days';
	/** Billed: post-discount amount. Estimated: this row's exact part of the report's spend. Null: no known price. */
	readonly amountMicros: number | null;
	/** List price of the same use; null when unknown. */
	readonly listMicros: number | null;
	/** List price of a million tokens, or of one request, in USD; null when the row is not priced by unit. */
	readonly listUnitPrice: number | null;
	readonly currency: string;
	/**
	 * Share of the calls behind the row whose final output count was never written, so that their output is a floor.
	 * Null where nobody can say: for a billed amount, which holds whatever the transcripts lack, and for notes.
	 */
	readonly partialOutputShare: number | null;
	/**
	 * What an estimate was read from: transcripts, or notes on commits alone, at the prices of whoever recorded them.
	 * Null for a billed amount.
	 */
	readonly knownFrom: 'transcripts' | 'notes' | null;
}

/** A team or cost centre as a finance file may name it. */
export interface TeamLabel {
	readonly team: string | null;
	readonly costCenter: string | null;
}

/** Sum of the known amounts of some rows. */
export function totalMicrosOf(rows: readonly FinanceRow[]): number {
	return rows.reduce((sum, { amountMicros }) => sum + (amountMicros ?? 0), 0);
}
