import { OutlayError } from '../../core/errors.js';
import type { Report } from '../../core/report/model.js';
import { reportJson, reportJsonPieces } from './json.js';
import { reportMarkdown } from './markdown.js';
import { reportText } from './text.js';

/** Forms of the whole report in one text; CSV is one text a table, see `reportCsv`. */
export const reportForms = ['text', 'md', 'html', 'json'] as const;

/** The report in one of its forms. `columns` is the width of the terminal; figures are loaded only for HTML. */
export async function renderReport(report: Report, form: string, columns = 80): Promise<string> {
	switch (form) {
		case 'text':
			return reportText(report, columns);
		case 'md':
			return reportMarkdown(report);
		case 'json':
			return reportJson(report);
		case 'html': {
			const { reportHtml } = await import('./html.js');
			return reportHtml(report);
		}
		default:
			throw new OutlayError('usage', `The report has no form "${form}".`, {
				hint: `Choose one of: ${reportForms.join(', ')}, csv.`,
			});
	}
}

/** The same to be written piece by piece, with a line break at its end. */
export async function reportPieces(
	report: Report,
	form: string,
	columns?: number,
): Promise<Iterable<string>> {
	if (form === 'json') return reportJsonPieces(report);
	const text = await renderReport(report, form, columns);
	return text.endsWith('\n') ? [text] : [text, '\n'];
}
