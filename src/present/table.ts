/** One cell: what people read, and the exact values behind it for programs, one for each of the column's keys. */
export interface Cell {
	/** Lines separated by `\n`: the value first, then its interval, then a remark. */
	readonly text: string;
	readonly values: readonly (string | number | null)[];
	/** `small`: fewer than 30, shown grey. `withheld`: not shown, the text says why. */
	readonly tone?: 'small' | 'withheld';
	/** An https page the cell leads to. */
	readonly href?: string | null;
	/** Id of the figure it shows: the larger forms lead to the pull requests and the rule behind it. */
	readonly figure?: string;
}

export interface Column {
	readonly title: string;
	readonly align: 'left' | 'right';
	/** CSV columns behind this one, with units in their names. */
	readonly keys: readonly string[];
}

/** A table of the report, the same in every form. */
export interface Table {
	/** File and anchor name. */
	readonly id: string;
	readonly title: string;
	readonly columns: readonly Column[];
	readonly rows: readonly (readonly Cell[])[];
	readonly note?: string;
	/** Rows there are, when `rows` holds only the first of them. */
	readonly allRows?: number;
}
