import type { ReportFigure } from '../core/report/figure.js';
import type { FigureEntry } from '../core/report/figureRule.js';
import { plainText } from './plainText.js';
import { countWords, entryValue, figureValue } from './report/figureLists.js';
import { textTable, wrap } from './textTable.js';

const cell = (text: string, longest?: number): { text: string } => ({ text: plainText(text, longest) });

/** Every figure of a report by name, with its value and how many pull requests it counts. */
export function figuresText(figures: readonly ReportFigure[], width: number): string {
	const table = {
		columns: [
			{ title: 'Figure', align: 'left' as const },
			{ title: 'Value', align: 'right' as const },
			{ title: 'PRs', align: 'right' as const },
			{ title: 'Rule', align: 'left' as const },
		],
		rows: figures.map((figure) => [
			cell(figure.id),
			cell(figureValue(figure)),
			cell(figure.pullRequests === null ? '–' : String(figure.pullRequests)),
			cell(figure.rule),
		]),
	};
	return [...textTable(table, width), '', 'One of them: outlay inspect figure ID'].join('\n');
}

/** One figure: its value, its rule, and the pull requests it counts and leaves out, each with the reason. */
export function figureText(figure: ReportFigure, entries: readonly FigureEntry[], width: number): string {
	const table = {
		columns: [
			{ title: 'Pull request', align: 'left' as const },
			{ title: 'Evidence', align: 'left' as const },
			{ title: 'Value', align: 'right' as const },
			{ title: 'Why', align: 'left' as const },
		],
		rows: entries.map((entry) => [
			cell(`${entry.pullRequest.repo}#${entry.pullRequest.number}`, 100),
			cell(entry.pullRequest.arm === 'ai' ? 'AI' : 'none'),
			cell(entryValue(figure, entry)),
			cell(entry.why),
		]),
	};
	return [
		...wrap(`${plainText(figure.title)}: ${plainText(figureValue(figure))}`, width),
		...wrap(plainText(`${countWords(figure)}.`, 1000), width),
		...wrap(`Rule ${figure.rule}. ${figure.inspect.slice(1).join(' · ')}`.trim(), width),
		...(entries.length === 0 ? [] : ['', ...textTable(table, width)]),
	]
		.join('\n')
		.replaceAll('\u00a0', ' ');
}
