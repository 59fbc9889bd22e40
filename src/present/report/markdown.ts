import type { Report } from '../../core/report/model.js';
import { plainText } from '../plainText.js';
import type { Cell, Table } from '../table.js';
import { buildDocument } from './buildDocument.js';
import { figureLine } from './figureLists.js';

/** Text that Markdown, or HTML inside it, cannot take for markup. */
export function escapeMarkdown(text: string): string {
	return plainText(text, 1000)
		.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? '')
		.replace(/[\\`*_{}[\]()#|~!@]/g, '\\$&')
		.replace(/:\/\//g, ':&#8203;//')
		.replace(/^([-+]|\d+\.)(?=\s)/, '\\$1');
}

function cellText({ text, tone, href }: Cell): string {
	const lines = text.split('\n').map(escapeMarkdown);
	const joined = lines.join('<br>');
	const linked = href == null ? joined : `[${joined}](${href})`;
	return tone === undefined || linked === '' ? linked : `*${linked}*`;
}

function tableLines({ columns, rows, title, note }: Table): string[] {
	return [
		`**${escapeMarkdown(title)}**`,
		'',
		`| ${columns.map((column) => escapeMarkdown(column.title)).join(' | ')} |`,
		`| ${columns.map(({ align }) => (align === 'right' ? '---:' : '---')).join(' | ')} |`,
		...rows.map((row) => `| ${row.map(cellText).join(' | ')} |`),
		'',
		...((note ?? '') === '' ? [] : [escapeMarkdown(note ?? ''), '']),
	];
}

/** The report as Markdown for a pull request, a job summary or a wiki. Small samples and withheld cells in italics. */
export function reportMarkdown(report: Report): string {
	const document = buildDocument(report, 0);
	const lines = [
		`# ${document.title}`,
		'',
		escapeMarkdown(document.subtitle),
		'',
		...document.answer.flatMap((sentence) => [`**${escapeMarkdown(sentence)}**`, '']),
		...document.sections
			.filter(({ isLong }) => !isLong)
			.flatMap((section) => [
				`## ${escapeMarkdown(section.title)}`,
				'',
				...section.sentences.flatMap((sentence) => [escapeMarkdown(sentence), '']),
				...section.tables.flatMap(tableLines),
				...section.notes.flatMap((note) => [escapeMarkdown(note), '']),
				...figureLine(report.figures.filter((figure) => figure.section === section.id)).flatMap((line) => [
					escapeMarkdown(line),
					'',
				]),
			]),
		...document.caveats.flatMap((caveat) => [`> ${escapeMarkdown(caveat)}`, '>']).slice(0, -1),
	];
	return `${lines.join('\n')}\n`;
}
