import { createHash } from 'node:crypto';
import type { Report } from '../../core/report/model.js';
import { formatNumber } from '../format.js';
import { plainText } from '../plainText.js';
import type { Cell, Column, Table } from '../table.js';
import { buildDocument } from './buildDocument.js';
import type { ReportDocument, Section } from './document.js';
import { escapeHtml } from './figures/drawing.js';
import { drawingsOf } from './figures/figures.js';
import { stylesheet } from './stylesheet.js';

const text = (raw: string, longest = 2000): string => escapeHtml(plainText(raw, longest));

/** Only a plain https address becomes a link. */
function linked(html: string, href: string | null | undefined): string {
	const isSafe = href != null && /^https:\/\/[\w.-]+(?::\d+)?\/[\w./-]*$/.test(href);
	return isSafe ? `<a href="${escapeHtml(href)}" rel="noreferrer">${html}</a>` : html;
}

function cellHtml({ text: raw, tone, href }: Cell, { align }: Column, isHead: boolean): string {
	const [first = '', ...rest] = raw.split('\n').map((line) => text(line));
	const classes = [align === 'right' ? 'right' : '', tone ?? ''].filter((name) => name !== '').join(' ');
	const attribute = classes === '' ? '' : ` class="${classes}"`;
	const tag = isHead ? 'th scope="row"' : 'td';
	const lines = rest.map((line) => `<small>${line}</small>`).join('');
	return `<${tag}${attribute}>${linked(first, href)}${lines}</${isHead ? 'th' : 'td'}>`;
}

function tableHtml({ id, title, columns, rows, note }: Table): string {
	const head = columns
		.map(({ title: name, align }) =>
			// A heading without words is none: the corner above the row headings is an empty cell.
			name === ''
				? '<td></td>'
				: `<th scope="col"${align === 'right' ? ' class="right"' : ''}>${text(name)}</th>`,
		)
		.join('');
	const body = rows
		.map((row) => {
			const cells = row.map((cell, index) => {
				const column = columns[index];
				return column === undefined ? '' : cellHtml(cell, column, index === 0 && column.align === 'left');
			});
			return `<tr>${cells.join('')}</tr>`;
		})
		.join('\n');
	const small = (note ?? '') === '' ? '' : `<p class="note">${text(note ?? '')}</p>`;
	return (
		`<div class="scroll" id="table-${id}" tabindex="0" role="region" aria-label="${text(title)}">` +
		`<table><caption>${text(title)}</caption><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>${small}`
	);
}

/** Tables longer than this are folded, */
const mostOpenRows = 60;
/** and cut at this many rows, so that the file stays under a megabyte. */
const mostRows = 1000;

function foldedTable(table: Table): string {
	if (table.rows.length <= mostOpenRows) return tableHtml(table);
	const all = table.allRows ?? table.rows.length;
	const left = all - table.rows.length;
	const note = `${formatNumber(left)} more: outlay report --format csv --table ${table.id}`;
	const cut = left === 0 ? table : { ...table, note };
	const count = formatNumber(all);
	return `<details><summary>${text(table.title)} (${count})</summary>${tableHtml(cut)}</details>`;
}

/** Figures first, their table right under them; very long tables fold. */
function sectionHtml(section: Section, report: Report): string {
	const drawings = section.figure === null ? [] : drawingsOf(section.figure, report);
	const figures = drawings
		.map(({ svg, title }) => `<figure><figcaption>${text(title)}</figcaption>${svg}</figure>`)
		.join('\n');
	const body = section.tables.map(foldedTable).join('\n');
	return [
		`<section id="${section.id}" aria-labelledby="${section.id}-heading">`,
		`<h2 id="${section.id}-heading">${text(section.title)}</h2>`,
		...section.sentences.map((sentence) => `<p>${text(sentence)}</p>`),
		...(drawings.length > 1 && section.figure === 'outcomes'
			? [`<div class="row">${figures}</div>`]
			: [figures]),
		body,
		...section.notes.map((note) => `<p class="note">${text(note)}</p>`),
		'</section>',
	].join('\n');
}

/** Everything inside `<body>`, for a page with a policy and a stylesheet of its own (the editor's panel). */
export function reportBody(report: Report): string {
	const document: ReportDocument = buildDocument(report, mostRows);
	const links = document.sections.map(({ id, title }) => `<li><a href="#${id}">${text(title)}</a></li>`);
	return [
		'<a class="skip" href="#outcomes">To the outcomes</a>',
		`<header><h1>${text(document.title)}</h1><p class="subtitle">${text(document.subtitle)}</p>`,
		...document.answer.map((sentence) => `<p class="answer">${text(sentence)}</p>`),
		`</header><nav aria-label="Sections"><ul>${links.join('')}</ul></nav><main>`,
		...document.sections.map((section) => sectionHtml(section, report)),
		`<aside class="caveats">${document.caveats.map((caveat) => `<p>${text(caveat)}</p>`).join('')}</aside></main>`,
		`<footer class="note">Data to ${text(report.dataEnd)} · made ${text(report.generatedAt)} · pull requests from ${text(report.scope.pullRequestSource)}</footer>`,
	].join('\n');
}

/**
 * The report as one HTML file: no script, no network, nothing loaded. Its policy allows the stylesheet by its hash and
 * nothing else; all text from outside is escaped.
 */
export function reportHtml(report: Report): string {
	const hash = createHash('sha256').update(stylesheet).digest('base64');
	const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
	const { subtitle } = buildDocument(report, 0);
	return [
		'<!doctype html>',
		'<html lang="en"><head><meta charset="utf-8">',
		`<meta http-equiv="Content-Security-Policy" content="${policy}">`,
		'<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">',
		`<title>Outlay report · ${text(subtitle)}</title>`,
		`<style>${stylesheet}</style></head>`,
		`<body>\n${reportBody(report)}\n</body></html>`,
		'',
	].join('\n');
}
