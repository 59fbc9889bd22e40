/** Messages between the editor and the report panel. The panel sends intents, the editor sends data. */

/** What the report is about; the panel keeps it over a reload. */
export interface PanelChoice {
	/** Length of the period that ends now. */
	readonly days: number;
	/** A work tree of the window; null for all. */
	readonly repo: string | null;
	/** A team of outlay.config.json; null for all. */
	readonly team: string | null;
}

/** Formats a report can be saved in. */
export const panelFormats = ['html', 'md', 'json', 'csv'] as const;
export type PanelFormat = (typeof panelFormats)[number];

/** One entry of a list the user picks from. */
export interface PanelOption {
	/** Null: no narrowing. */
	readonly value: string | null;
	readonly label: string;
}

export type ToPanel =
	/** First answer to `ready`, and again when the lists change. */
	| {
			readonly kind: 'setup';
			readonly choice: PanelChoice;
			readonly periods: readonly { readonly days: number; readonly label: string }[];
			readonly repos: readonly PanelOption[];
			readonly teams: readonly PanelOption[];
			readonly texts: PanelTexts;
	  }
	/** Work goes on. `done` of `total`; null total while it is unknown. */
	| { readonly kind: 'busy'; readonly what: string; readonly done: number; readonly total: number | null }
	/** A report, as an HTML fragment made by Outlay's own renderer; nothing from outside stands in it unescaped. */
	| { readonly kind: 'report'; readonly html: string }
	| { readonly kind: 'failed'; readonly sentence: string }
	/** The user stopped it; what was shown before stays. */
	| { readonly kind: 'stopped' };

/** The panel's own words, in the user's language. */
export interface PanelTexts {
	readonly period: string;
	readonly repository: string;
	readonly team: string;
	readonly exportAs: string;
	readonly cancel: string;
	readonly retry: string;
	readonly working: string;
	readonly stopped: string;
}

export type FromPanel =
	| { readonly kind: 'ready' }
	| { readonly kind: 'choose'; readonly choice: PanelChoice }
	| { readonly kind: 'cancel' }
	| { readonly kind: 'export'; readonly format: PanelFormat }
	/** A link of the report was followed; the editor decides what may be opened. */
	| { readonly kind: 'open'; readonly url: string };
