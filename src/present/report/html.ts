import { createHash } from 'node:crypto';
import type { Report } from '../../core/report/model.js';
import { formatNumber } from '../format.js';
import type { Cell, Column, Table } from '../table.js';
import { buildDocument } from './buildDocument.js';
import type { ReportDocument, Section } from './document.js';
import { drawingsOf } from './figures/figures.js';
import { cutEntries } from './figureLists.js';
import { stylesheet } from './stylesheet.js';
import { escaped as text, linked, trailId, trailsHtml, type Trails } from './trails.js';

/** A figure leads to the pull requests and the rule behind it, further down in its section. */
function traced(html: string, figure: string | undefined): string {
	return figure === undefined || html === ''
		? html
		: `<a class="trace" href="#${trailId(figure)}">${html}</a>`;
}

function cellHtml({ text: raw, tone, href, figure }: Cell, { align }: Column, isHead: boolean): string {
	const [first = '', ...rest] = raw.split('\n').map((line) => text(line));
	const classes = [align === 'right' ? 'right' : '', tone ?? ''].filter((name) => name !== '').join(' ');
	const attribute = classes === '' ? '' : ` class="${classes}"`;
	const tag = isHead ? 'th scope="row"' : 'td';
	const lines = rest.map((line) => `<small>${line}</small>`).join('');
	return `<${tag}${attribute}>${traced(linked(first, href), figure)}${lines}</${isHead ? 'th' : 'td'}>`;
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
/** and cut at this many rows. */
const mostRows = 600;
/** Rows of all the lists behind figures together. */
const mostTrailRows = 2200;
/** The file stays under this: lists are cut further where names are long. */
const mostBytes = 950_000;

function foldedTable(table: Table): string {
	if (table.rows.length <= mostOpenRows) return tableHtml(table);
	const all = table.allRows ?? table.rows.length;
	const left = all - table.rows.length;
	const note = `${formatNumber(left)} more: outlay report --format csv --table ${table.id}`;
	const cut = left === 0 ? table : { ...table, note };
	const count = formatNumber(all);
	return `<details><summary>${text(table.title)} (${count})</summary>${tableHtml(cut)}</details>`;
}

/** Figures of points with intervals stand side by side. */
const intervals = new Set<Section['figure']>(['outcomes', 'matched']);

const hollowNote = (drawings: number): string =>
	drawings === 0
		? ''
		: '<p class="note">Points with their 95 % interval. Hollow and dashed: fewer than 30 in an arm.</p>';

/** Figures first, their table right under them, then what is behind them; very long tables fold. */
function sectionHtml(section: Section, report: Report, trails: Trails): string {
	const drawings = section.figure === null ? [] : drawingsOf(section.figure, report);
	const figures = drawings
		.map(({ svg, title }) => `<figure><figcaption>${text(title)}</figcaption>${svg}</figure>`)
		.join('\n');
	const body = section.tables.map(foldedTable).join('\n');
	return [
		`<section id="${section.id}" aria-labelledby="${section.id}-heading">`,
		`<h2 id="${section.id}-heading">${text(section.title)}</h2>`,
		...section.sentences.map((sentence) => `<p>${text(sentence)}</p>`),
		...(intervals.has(section.figure)
			? [
					`<div class="row${drawings.length === 3 ? ' three' : ''}">${figures}</div>`,
					hollowNote(drawings.length),
				]
			: [figures]),
		body,
		...section.notes.map((note) => `<p class="note">${text(note)}</p>`),
		trailsHtml(
			report.figures.filter((figure) => figure.section === section.id),
			trails,
		),
		'</section>',
	].join('\n');
}

/**
 * Everything inside `<body>`, for a page with a policy and a stylesheet of its own (the editor's panel). `share` scales
 * how many rows the long lists keep.
 */
export function reportBody(report: Report, share = 1): string {
	const document: ReportDocument = buildDocument(report, Math.ceil(mostRows * share));
	const trails = cutEntries(report, Math.ceil(mostTrailRows * share));
	const links = document.sections.map(({ id, title }) => `<li><a href="#${id}">${text(title)}</a></li>`);
	return [
		'<a class="skip" href="#outcomes">To the outcomes</a>',
		`<header><h1>${text(document.title)}</h1><p class="subtitle">${text(document.subtitle)}</p>`,
		...document.answer.map((sentence) => `<p class="answer">${text(sentence)}</p>`),
		`</header><nav aria-label="Sections"><ul>${links.join('')}</ul></nav><main>`,
		...document.sections.map((section) => sectionHtml(section, report, trails)),
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
	const page = (share: number): string =>
		[
			'<!doctype html>',
			'<html lang="en"><head><meta charset="utf-8">',
			`<meta http-equiv="Content-Security-Policy" content="${policy}">`,
			'<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">',
			`<title>Outlay report · ${text(subtitle)}</title>`,
			`<style>${stylesheet}</style></head>`,
			`<body>\n${reportBody(report, share)}\n</body></html>`,
			'',
		].join('\n');
	let html = page(1);
	for (const share of [0.6, 0.3, 0.1]) {
		if (Buffer.byteLength(html) <= mostBytes) break;
		html = page(share);
	}
	return html;
}
