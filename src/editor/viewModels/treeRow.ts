/** One row of a tree, as data. */
export interface TreeRow {
	/** Stable and unique in its tree, so that VS Code keeps selection and expansion over a refresh. */
	readonly id: string;
	readonly label: string;
	readonly description?: string;
	/** Codicon id. */
	readonly icon?: string;
	/** Theme colour of the icon. */
	readonly iconColor?: string;
	/** Plain lines. */
	readonly tooltip?: readonly string[];
	/** The row as a sentence, for a screen reader. */
	readonly spoken: string;
	/** Value of `viewItem` in menus. */
	readonly context?: string;
	/** Page on the web that a menu of the row opens. */
	readonly url?: string;
	readonly children?: readonly TreeRow[];
	readonly isExpanded?: boolean;
}

/** A row of plain words without children. */
export function leaf(id: string, label: string, description: string): TreeRow {
	return { id, label, description, spoken: `${label}: ${description}` };
}
