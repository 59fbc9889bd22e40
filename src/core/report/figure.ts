/** Unit of a figure's value: `micros` are micro-USD, `share` is 0–1, `points` are percentage points. */
export type FigureUnit = 'micros' | 'count' | 'share' | 'hours' | 'points';

/** A figure of the report under a name that stays, and the trail to what is behind it. */
export interface ReportFigure {
	/** Stable name for `outlay inspect figure` and for links, e.g. `defect-rate-ai`. */
	readonly id: string;
	readonly title: string;
	/** Section of the page it stands in. */
	readonly section: string;
	readonly unit: FigureUnit;
	/** True: AI evidence less no AI evidence; of shares it is then told in percentage points. */
	readonly isDifference: boolean;
	readonly value: number | null;
	/** Why there is no value; null otherwise. */
	readonly withheld: string | null;
	/** Rule it was computed by, with the rule's version: `defect-rate-30d/1`. */
	readonly rule: string;
	/** Pull requests it counts; null for a figure of calls or days, which `inspect` shows. */
	readonly pullRequests: number | null;
	/** Pull requests it concerns but does not count, by reason. */
	readonly leftOut: readonly { readonly why: string; readonly pullRequests: number }[];
	/** Commands that show the judgement behind it. */
	readonly inspect: readonly string[];
}
