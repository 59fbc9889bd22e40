/** What the panel's page needs. */
export interface PanelPage {
	readonly cspSource: string;
	readonly nonce: string;
	readonly scriptUri: string;
	readonly styleUri: string;
	/** Rules of the report itself; `styleUri` gives them the editor's colours. */
	readonly reportStyle: string;
	readonly language: string;
	readonly title: string;
}

const escapeHtml = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * The panel's page: a heading, until its script puts the report, which is in English, in its place. Nothing may load but the extension's own script and style;
 * scripts run only with this page's nonce, so nothing inside a report can run.
 */
export function panelHtml(page: PanelPage): string {
	const policy = [
		"default-src 'none'",
		`img-src ${page.cspSource} data:`,
		`style-src ${page.cspSource} 'nonce-${page.nonce}'`,
		`font-src ${page.cspSource}`,
		`script-src 'nonce-${page.nonce}'`,
	].join('; ');
	return `<!DOCTYPE html>
<html lang="${escapeHtml(page.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style nonce="${page.nonce}">${page.reportStyle}</style>
<link rel="stylesheet" href="${escapeHtml(page.styleUri)}">
<title>${escapeHtml(page.title)}</title>
</head>
<body>
<form id="controls" role="search" aria-label="${escapeHtml(page.title)}" hidden></form>
<div id="status" role="status" aria-live="polite"></div>
<div id="report" lang="en"><main><h1 lang="${escapeHtml(page.language)}">${escapeHtml(page.title)}</h1></main></div>
<script nonce="${page.nonce}" src="${escapeHtml(page.scriptUri)}"></script>
</body>
</html>`;
}
