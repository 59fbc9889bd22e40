import type { ReportFigure } from '../../core/report/figure.js';
import type { FigureEntry } from '../../core/report/figureRule.js';
import { formatNumber } from '../format.js';
import { plainText } from '../plainText.js';
import { countWords, entryValue, figureValue } from './figureLists.js';
import { escapeHtml } from './figures/drawing.js';

/** Text from anywhere as HTML text. */
export const escaped = (raw: string, longest = 2000): string => escapeHtml(plainText(raw, longest));

/** Only a plain https address becomes a link. */
export function linked(html: string, href: string | null | undefined): string {
	const isSafe = href != null && /^https:\/\/[\w.-]+(?::\d+)?\/[\w./-]*$/.test(href);
	return isSafe ? `<a href="${escapeHtml(href)}" rel="noreferrer">${html}</a>` : html;
}

/** Anchor of what is behind a figure. */
export const trailId = (figure: string): string => `behind-${figure.replace(/[^\w.-]/g, '-')}`;

/** The pull requests behind each figure, as far as the page holds them. */
export type Trails = ReadonlyMap<string, { readonly entries: readonly FigureEntry[]; readonly all: number }>;

function entryRow(figure: ReportFigure, entry: FigureEntry): string {
	const { repo, number, url, arm } = entry.pullRequest;
	const name = linked(escaped(`${repo}#${number}`, 100), url);
	const side = arm === 'ai' ? 'AI' : 'none';
	return `<tr><td>${name}</td><td>${side}</td><td class="right">${escaped(entryValue(figure, entry))}</td><td>${escaped(entry.why, 160)}</td></tr>`;
}

function listHtml(
	figure: ReportFigure,
	{ entries, all }: { entries: readonly FigureEntry[]; all: number },
): string {
	if (entries.length === 0) return '';
	const name = escaped(figure.title, 160);
	const rest =
		all > entries.length
			? `<p class="note">${formatNumber(all - entries.length)} more: outlay inspect figure ${escaped(figure.id)}</p>`
			: '';
	return (
		`<div class="scroll" tabindex="0" role="region" aria-label="Pull requests behind: ${name}"><table><thead><tr>` +
		'<th scope="col">Pull request</th><th scope="col">Evidence</th><th scope="col" class="right">Value</th><th scope="col">Why</th>' +
		`</tr></thead><tbody>\n${entries.map((entry) => entryRow(figure, entry)).join('\n')}\n</tbody></table></div>${rest}`
	);
}

function trailHtml(figure: ReportFigure, trails: Trails): string {
	const value = figureValue(figure);
	const commands = figure.inspect.map((command) => `<code>${escaped(command)}</code>`).join(' · ');
	return (
		`<details><summary>${escaped(figure.title, 160)}: ${escaped(value)}</summary>` +
		// A browser that follows a link to something inside a fold opens the fold, so the anchor stands inside.
		`<p class="note" id="${trailId(figure.id)}">${escaped(countWords(figure))}. Rule ${escaped(figure.rule)}. ${commands}</p>` +
		`${listHtml(figure, trails.get(figure.id) ?? { entries: [], all: 0 })}</details>`
	);
}

/** What is behind the figures of a section, folded: pull requests with value and reason, rule, commands. */
export function trailsHtml(figures: readonly ReportFigure[], trails: Trails): string {
	if (figures.length === 0) return '';
	const all = figures.map((figure) => trailHtml(figure, trails)).join('\n');
	return `<details class="behind"><summary>What is behind these figures</summary>\n${all}\n</details>`;
}
