import type { Report } from '../../core/report/model.js';
import type { Table } from '../table.js';

/** A drawn figure of the page; its data stands in a table of the same section. */
export type FigureKind = 'bridge' | 'outcomes' | 'matched' | 'weeks' | 'models' | 'forecast';

/** One part of the page. Every form of the report renders the same parts, so the figures are the same in all. */
export interface Section {
	readonly id: string;
	readonly title: string;
	/** What it says in sentences. */
	readonly sentences: readonly string[];
	readonly figure: FigureKind | null;
	readonly tables: readonly Table[];
	/** Small print: rules, what is missing. */
	readonly notes: readonly string[];
	/** Long lists that only the larger forms print. */
	readonly isLong: boolean;
}

/** The page, ready to be rendered. */
export interface ReportDocument {
	readonly title: string;
	readonly subtitle: string;
	/** The sentences that answer. */
	readonly answer: readonly string[];
	readonly sections: readonly Section[];
	readonly caveats: readonly string[];
	readonly report: Report;
}
