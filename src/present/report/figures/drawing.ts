import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** A drawn figure: an SVG with its own title and description, for people who do not see it. */
export interface Drawing {
	readonly id: string;
	/** The finding in a sentence. */
	readonly title: string;
	readonly svg: string;
}

/** What is used of the SVG element that Plot gives back. */
interface DrawnElement {
	readonly outerHTML: string;
	getAttribute(name: string): string | null;
}

/** Colours of the page's stylesheet: blue and orange of Okabe and Ito, apart for all common colour visions. */
export const colors = {
	ai: 'var(--ai)',
	none: 'var(--none)',
	soft: 'var(--soft)',
	line: 'var(--line)',
	paper: 'var(--paper)',
} as const;

const escapes: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** Text that HTML cannot take for markup, in an element or a quoted attribute. */
export function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}

/**
 * Draws with Observable Plot on a document of its own, the same bytes every time: no random ids, no style element (the
 * page's policy allows only its own stylesheet), a namespace so that the SVG also stands alone.
 */
export function draw(id: string, title: string, description: string, options: Plot.PlotOptions): Drawing {
	const { document } = parseHTML('<html><body></body></html>') as unknown as { readonly document: unknown };
	const drawn: unknown = Plot.plot({ ...options, document, className: 'plot', figure: false });
	const element = drawn as DrawnElement;
	const body = element.outerHTML
		.replace(/<style>[\s\S]*?<\/style>/g, '')
		.replace(/^<svg[^>]*>|<\/svg>$/g, '')
		// Plot names its groups of marks; inside an image that has its own title, ARIA forbids names on groups.
		.replace(/(<g[^>]*?) aria-(?:label|description)="[^"]*"/g, '$1')
		.replace(/(<g[^>]*?) aria-(?:label|description)="[^"]*"/g, '$1');
	const width = options.width ?? 640;
	const height = Number(element.getAttribute('height'));
	return {
		id,
		title,
		svg:
			`<svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
			`role="img" aria-labelledby="${id}-title ${id}-text" text-anchor="middle" font-size="12" font-family="system-ui, sans-serif" fill="currentColor">` +
			`<title id="${id}-title">${escapeHtml(title)}</title><desc id="${id}-text">${escapeHtml(description)}</desc>${body}</svg>`,
	};
}
