/** What the panel's page needs. */
export interface PanelPage {
	readonly cspSource: string;
	readonly nonce: string;
	readonly scriptUri: string;
	readonly styleUri: string;
	readonly language: string;
	readonly title: string;
}

const escapeHtml = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * The panel's page: an empty frame that its script fills. Nothing may load but the extension's own script and style;
 * scripts run only with this page's nonce, so nothing inside a report can run.
 */
export function panelHtml(page: PanelPage): string {
	const policy = [
		"default-src 'none'",
		`img-src ${page.cspSource} data:`,
		`style-src ${page.cspSource} 'unsafe-inline'`,
		`font-src ${page.cspSource}`,
		`script-src 'nonce-${page.nonce}'`,
	].join('; ');
	return `<!DOCTYPE html>
<html lang="${escapeHtml(page.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeHtml(page.styleUri)}">
<title>${escapeHtml(page.title)}</title>
</head>
<body>
<header><form id="controls" hidden></form></header>
<div id="status" role="status" aria-live="polite"></div>
<main id="report" tabindex="-1"></main>
<script nonce="${page.nonce}" src="${escapeHtml(page.scriptUri)}"></script>
</body>
</html>`;
}
