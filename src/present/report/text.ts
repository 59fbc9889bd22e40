import { formatUsd } from '../../core/money.js';
import type { Report } from '../../core/report/model.js';
import { formatShare } from '../format.js';
import { textTable, wrap } from '../textTable.js';
import { bridgeRows } from './answerSection.js';
import { buildDocument } from './buildDocument.js';
import type { Section } from './document.js';
import { figureLine } from './figureLists.js';

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of `share` of `width` cells, to an eighth of a cell. */
export function bar(share: number, width: number): string {
	const cells = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
	return '█'.repeat(Math.floor(cells / 8)) + (eighths[cells % 8] ?? '');
}

function bridgeLines(report: Report, width: number): string[] {
	const rows = bridgeRows(report);
	const amounts = rows.map(({ micros }) => (micros === null ? 'not known' : formatUsd(micros)));
	const amountWidth = Math.max(...amounts.map((amount) => amount.length));
	return rows.map(({ part, share }, row) => {
		const percent = share === null ? '–' : formatShare(share, 0);
		const start = `  ${part.padEnd(11)}${(amounts[row] ?? '').padStart(amountWidth)}  ${percent.padStart(5)}  `;
		return `${start}${bar(share ?? 0, width - start.length)}`.trimEnd();
	});
}

function sectionLines(section: Section, report: Report, width: number): string[] {
	const paragraph = (text: string): string[] => wrap(text, width);
	const isBridge = section.figure === 'bridge';
	const tables = section.tables.flatMap((table, index) => [
		...(section.tables.length > 1 && !(isBridge && index === 0)
			? [...(index > 0 ? [''] : []), ...paragraph(table.title)]
			: []),
		...(isBridge && index === 0 ? bridgeLines(report, width) : textTable(table, width)),
		...((table.note ?? '') === '' ? [] : paragraph(table.note ?? '')),
	]);
	return [
		section.title,
		...section.sentences.flatMap(paragraph),
		...tables,
		...section.notes.flatMap(paragraph),
		...figureLine(report.figures.filter((figure) => figure.section === section.id)).flatMap(paragraph),
		'',
	];
}

/** The report as plain text for a terminal of `width` columns (at most 100 are used). */
export function reportText(report: Report, width = 80): string {
	const columns = Math.min(100, Math.max(60, width));
	const document = buildDocument(report, 0);
	const lines = [
		...wrap(`${document.title} · ${document.subtitle}`, columns),
		'',
		...document.answer.flatMap((sentence) => wrap(sentence, columns)),
		'',
		...document.sections
			.filter(({ isLong }) => !isLong)
			.flatMap((section) => sectionLines(section, report, columns)),
		...document.caveats.flatMap((caveat) => wrap(caveat, columns)),
		...wrap(
			'More: --format html · outlay inspect figure (lists every figure) · outlay inspect links',
			columns,
		),
	];
	// Ties hold a number to its unit while lines are broken; a terminal gets plain spaces.
	return `${lines.join('\n').replaceAll('\u00a0', ' ')}\n`;
}
