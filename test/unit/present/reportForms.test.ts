import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { parseHTML } from 'linkedom';
import { defaultConfig, type Config } from '../../../src/core/config.js';
import { formatUsd } from '../../../src/core/money.js';
import {
	inferredErrorSentence,
	inferredErrorText,
	inferredTierError,
} from '../../../src/core/outcomes/defectError.js';
import { computeReport } from '../../../src/core/report/computeReport.js';
import type { ReportInputs } from '../../../src/core/report/inputs.js';
import type { Report } from '../../../src/core/report/model.js';
import { buildDocument } from '../../../src/present/report/buildDocument.js';
import { reportCsv } from '../../../src/present/report/csv.js';
import { reportHtml } from '../../../src/present/report/html.js';
import { reportJson, reportJsonPieces } from '../../../src/present/report/json.js';
import { escapeMarkdown, reportMarkdown } from '../../../src/present/report/markdown.js';
import { reportText } from '../../../src/present/report/text.js';
import { exampleTeam, inputsOf } from '../report/exampleInputs.js';

const config: Config = {
	...defaultConfig,
	teams: [
		{ name: 'Platform', costCenter: 'CC-1', headcount: [{ from: '2026-01-01', people: 7 }] },
		{ name: 'Checkout', costCenter: 'CC-2', headcount: [] },
	],
	formulas: { ...defaultConfig.formulas, minutesSavedPerAiPr: 20 },
};
const size = { developers: 30, pullRequests: 150, sessionsPerPullRequest: 2, seed: 3 };
const team = exampleTeam(size);
/** Every second session is known from notes only. */
const noted = <Part extends { readonly sessionId: string }>(part: Part): Part =>
	part.sessionId.endsWith('-1') ? { ...part, isNoted: true } : part;
const inputs: ReportInputs = {
	...team,
	spend: team.spend.map(noted),
	links: team.links.map(noted),
	notedPrices: ['managed', 'list'],
	commitCounts: { ai: 200, none: 90 },
};
const before = exampleTeam({ developers: 30, pullRequests: 120, sessionsPerPullRequest: 1, seed: 8 });
const report = computeReport(inputs, config, before);

/** Fields of a CSV whose values hold no quotes or breaks, by header. */
function rowsOf(text: string): Record<string, string>[] {
	const [head = '', ...lines] = text.trimEnd().split('\r\n');
	const keys = head.split(',');
	return lines.map((line) =>
		Object.fromEntries(line.split(',').map((value, index) => [keys[index]!, value])),
	);
}

const microsOf = (usd: string): number => Math.round(Number(usd) * 1_000_000);
const csvOf = (id: string): Record<string, string>[] =>
	rowsOf(reportCsv(report).find((table) => table.id === id)!.text);

describe('forms of the report', () => {
	it('print every cell of every table alike in HTML, Markdown and text', () => {
		const { document } = parseHTML(reportHtml(report)) as unknown as {
			document: { querySelectorAll(selector: string): Iterable<{ textContent: string }> };
		};
		const inHtml = new Set([...document.querySelectorAll('th,td')].map(({ textContent }) => textContent));
		const markdown = reportMarkdown(report);
		const plain = reportText(report, 100).replace(/\s+/g, ' ');
		let cells = 0;
		for (const { tables, isLong, figure } of buildDocument(report).sections) {
			for (const { text } of tables.flatMap(({ rows }) => rows.flat())) {
				assert.ok(inHtml.has(text.replaceAll('\n', '')), `HTML has no cell "${text}"`);
				cells += 1;
				if (isLong) continue;
				for (const line of text.split('\n'))
					assert.ok(markdown.includes(escapeMarkdown(line)), `Markdown: ${line}`);
				if (figure !== 'bridge' && /^[^ \n]*$/.test(text))
					assert.ok(plain.includes(text.replaceAll('\u00a0', ' ')), `text: ${text}`);
			}
		}
		assert.ok(cells > 1000);
	});

	it('say in every form how much is known from notes only, and at whose prices', () => {
		const { fromNotes, totalMicros } = report.spend;
		assert.ok(fromNotes !== null && totalMicros !== null);
		const own = team.spend.filter(({ sessionId }) => sessionId.endsWith('-1'));
		assert.equal(
			fromNotes.costMicros,
			own.reduce((sum, { costMicros }) => sum + costMicros, 0),
		);
		assert.ok(fromNotes.costMicros > 0 && fromNotes.costMicros < totalMicros);
		const sources = csvOf('spend-sources').map(({ cost_usd: cost }) => microsOf(cost ?? ''));
		assert.deepEqual(sources, [totalMicros - fromNotes.costMicros, fromNotes.costMicros]);
		for (const text of [reportText(report, 80), reportMarkdown(report), reportHtml(report)]) {
			const words = text.replaceAll(/\s+/g, ' ');
			assert.match(words, /As recorded in notes on commits: /);
			assert.match(words, /priced at list prices and the organization/);
			assert.ok(
				words.includes(escapeMarkdown(formatUsd(fromNotes.costMicros))) ||
					words.includes(formatUsd(fromNotes.costMicros)),
			);
		}
	});

	it('are the same JSON in pieces as in one, however many pull requests there are', () => {
		for (const pullRequests of [1, 256, 700]) {
			const large = computeReport(inputsOf(exampleTeam({ ...size, pullRequests })), config);
			const pieces = [...reportJsonPieces(large)];
			assert.equal(pieces.join(''), `${JSON.stringify(large, null, '\t')}\n`);
			assert.equal(
				pieces.some((piece) => piece.length > 1_000_000),
				false,
			);
		}
	});

	it('give the same money in CSV, JSON and in print, to the micro-dollar and the cent', () => {
		const json = JSON.parse(reportJson(report)) as Report;
		assert.deepEqual(
			csvOf('bridge').map((row) => microsOf(row['cost_usd']!)),
			[...Object.values(json.spend.bridge), json.spend.totalMicros],
		);
		assert.deepEqual(
			csvOf('weeks').map((row) => microsOf(row['cost_usd']!)),
			json.weeks.map(({ costMicros }) => costMicros),
		);
		assert.deepEqual(
			csvOf('models').map((row) => microsOf(row['cost_usd']!)),
			json.models.rows.map(({ costMicros }) => costMicros),
		);
		const priced = json.pullRequests.filter(({ sessions }) => sessions > 0);
		assert.deepEqual(
			csvOf('pull-requests')
				.filter((row) => row['sessions'] !== '0')
				.map((row) => microsOf(row['cost_usd']!)),
			priced.map(({ costMicros }) => costMicros),
		);
		const prints = [reportText(report), reportMarkdown(report), reportHtml(report)];
		for (const micros of [
			json.spend.totalMicros,
			json.costPerMergedPr.directMedianMicros,
			json.costPerMergedPr.loadedAllMicros,
		]) {
			for (const print of prints) assert.ok(print.includes(formatUsd(micros)), formatUsd(micros));
		}
	});

	it('print each amount of each table to the same cent in HTML and Markdown as in CSV', () => {
		const { document } = parseHTML(reportHtml(report)) as unknown as {
			document: {
				querySelector(selector: string): { querySelectorAll(selector: string): Iterable<Row> } | null;
			};
		};
		interface Row {
			readonly children: Iterable<{ readonly textContent: string }>;
		}
		const markdown = reportMarkdown(report);
		let amounts = 0;
		const withAmounts = new Set<string>();
		for (const { tables, isLong } of buildDocument(report).sections) {
			for (const { id, title, columns } of tables) {
				const csv: Record<string, string>[] = parse(reportCsv(report).find((one) => one.id === id)!.text, {
					columns: true,
				});
				const inHtml = [...document.querySelector(`#table-${id}`)!.querySelectorAll('tbody tr')].map((row) =>
					[...row.children].map(({ textContent }) => textContent),
				);
				const block =
					markdown
						.split(`**${escapeMarkdown(title)}**\n`)[1]
						?.trimStart()
						.split('\n\n')[0] ?? '';
				const inMarkdown = block
					.split('\n')
					.slice(2)
					.map((row) => row.split(/(?<!\\)\|/).slice(1, -1));
				csv.forEach((row, index) => {
					const usd = columns.flatMap(({ keys }, column) =>
						keys.map((key, place) => ({ key, column, isFirst: place === 0, value: row[key] ?? '' })),
					);
					for (const { key, column, isFirst, value } of usd) {
						if (!key.endsWith('_usd') || value === '') continue;
						const printed = formatUsd(microsOf(value));
						const cell = inHtml[index]?.[column] ?? '';
						assert.ok(
							isFirst ? cell.startsWith(printed) : cell.includes(printed),
							`${id} ${key}: ${printed}`,
						);
						if (!isLong)
							assert.ok(inMarkdown[index]?.[column]?.includes(printed), `Markdown ${id}: ${printed}`);
						amounts += 1;
						withAmounts.add(id);
					}
				});
			}
		}
		assert.ok(amounts > 150, `${amounts} amounts`);
		assert.deepEqual(
			[...withAmounts],
			[
				...['bridge', 'cost-per-merged-pr', 'weeks', 'teams', 'cost-centers', 'models', 'watch', 'forecast'],
				...['spend-sources', 'sensitivity', 'pull-requests', 'other-pull-requests'],
			],
		);
	});

	it('give the amounts of the value lines and of the period before alike, each in its own unit', () => {
		const json = JSON.parse(reportJson(report)) as Report;
		const { document } = parseHTML(reportHtml(report)) as unknown as {
			document: { querySelectorAll(selector: string): Iterable<{ textContent: string }> };
		};
		const cells = new Set([...document.querySelectorAll('td')].map(({ textContent }) => textContent));
		const plain = reportText(report, 100);
		const rowsIn = (id: string): Record<string, string>[] =>
			parse(reportCsv(report).find((one) => one.id === id)!.text, { columns: true });
		const [lines, changes] = [rowsIn('value'), rowsIn('previous')];
		const amounts: [csv: string | undefined, micros: number][] = [
			...json.value.lines.map(({ unit, value }, index) => [unit, value, lines[index]?.['value']] as const),
			...(json.previous?.changes ?? []).flatMap(({ unit, now, before: then }, index) => [
				[unit, now, changes[index]?.['now']] as const,
				[unit, then, changes[index]?.['before']] as const,
			]),
		].flatMap(([unit, value, csv]) => (unit === 'micros' && value !== null ? [[csv, value]] : []));
		assert.ok(amounts.length >= 10, `${amounts.length} amounts`);
		for (const [csv, micros] of amounts) {
			assert.equal(microsOf(csv ?? ''), micros);
			assert.ok(cells.has(formatUsd(micros)), `HTML: ${formatUsd(micros)}`);
			assert.ok(plain.includes(formatUsd(micros)), `text: ${formatUsd(micros)}`);
		}
	});

	it('are the same bytes for the same inputs', () => {
		const again = computeReport(inputs, config, before);
		for (const form of [reportText, reportMarkdown, reportHtml, reportJson]) {
			assert.equal(form(again), form(report));
		}
		assert.deepEqual(reportCsv(again), reportCsv(report));
	});

	it('fit 80 columns in a terminal', () => {
		const tooWide = reportText(report, 80)
			.split('\n')
			.filter((line) => line.length > 80);
		assert.deepEqual(tooWide, []);
	});

	it('put the measured error beside the inferred defects, in every form and wherever they are counted', () => {
		const { precision, recall } = inferredErrorText(inferredTierError);
		const forms = {
			text: reportText(report, 80).replace(/\s+/g, ' '),
			markdown: reportMarkdown(report).replaceAll('\\', ''),
			html: reportHtml(report),
			json: reportJson(report),
		};
		for (const [name, form] of Object.entries(forms)) {
			assert.ok(form.includes(precision) && form.includes(recall), name);
		}
		const sentence = inferredErrorSentence();
		for (const { id, notes, tables } of buildDocument(report).sections) {
			const counts = tables.some(({ columns }) =>
				columns.some(({ keys }) => keys.some((key) => /defect|tier/.test(key))),
			);
			const said = notes.some((note) => note.includes(sentence) || note.includes(`precision ${precision}`));
			if (counts || id === 'outcomes') assert.ok(said, `${id} counts inferred defects without their error`);
		}
		const [inferred] = csvOf('defects').filter(({ tier }) => tier!.includes('inferred'));
		assert.equal(inferred?.['precision'], String(inferredTierError.precision));
		assert.equal(inferred['recall'], String(inferredTierError.recall));
		const guessed = csvOf('pull-requests').filter((row) => row['defect_tier'] === 'inferred');
		assert.ok(guessed.length > 0);
		for (const row of guessed) assert.equal(row['tier_precision'], String(inferredTierError.precision));
	});

	it('say why wherever a figure is withheld, also in an empty report', () => {
		const empty = computeReport(inputsOf(), defaultConfig);
		for (const form of [reportText(empty, 100), reportMarkdown(empty), reportHtml(empty)]) {
			assert.match(form, /no merged\s/);
			assert.doesNotMatch(form, /NaN|undefined|Infinity|\[object/);
		}
		assert.doesNotMatch(reportHtml(report) + reportText(report), /NaN|undefined|Infinity|\[object/);
	});

	it('use no causal verb', () => {
		const causal =
			/\b(because of|thanks to|due to|led to|leads to|results? in|resulted in|boost\w*|improv\w+|increas\w+|decreas\w+|reduc\w+|speeds? up|makes? \w+ (faster|slower|better|worse)|impact\w*|effect of|drives?|drove)\b/i;
		const allowed = /Observed, not caused|named as the cause/g;
		const csv = reportCsv(report)
			.map(({ text }) => text)
			.join('\n');
		for (const form of [
			reportText(report),
			reportMarkdown(report),
			reportHtml(report),
			reportJson(report),
			csv,
		]) {
			const words = form.replace(allowed, '').replace(/<style>[\s\S]*?<\/style>/, '');
			assert.equal(causal.exec(words)?.[0], undefined);
			assert.doesNotMatch(words, /\bcaus(es|ed|ing)\b/i);
			if (form !== csv) assert.match(form, /Observed, not caused/);
		}
	});

	it('is one HTML file under a megabyte with a table under every figure, and loads nothing', () => {
		const large = computeReport(
			exampleTeam({ developers: 60, pullRequests: 2500, sessionsPerPullRequest: 1, seed: 5 }),
			config,
		);
		const html = reportHtml(large);
		assert.ok(Buffer.byteLength(html) < 1_000_000, `${Buffer.byteLength(html)} bytes`);
		assert.match(html, /more: outlay report --format csv --table pull-requests/);
		assert.doesNotMatch(html, /<script|<link|<img|<iframe|@import|url\(|src=|srcset=|\sstyle=|\son\w+=/i);
		assert.match(
			html,
			/Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[\w+/=]{44}'/,
		);
		const { document } = parseHTML(html) as unknown as {
			document: {
				querySelectorAll(selector: string): Iterable<{
					querySelector(selector: string): { textContent: string } | null;
					getAttribute(name: string): string | null;
				}>;
			};
		};
		for (const section of document.querySelectorAll('section')) {
			if (section.querySelector('figure') !== null) assert.ok(section.querySelector('table'));
		}
		for (const svg of document.querySelectorAll('svg')) {
			assert.equal(svg.getAttribute('role'), 'img');
			assert.ok((svg.querySelector('title')?.textContent ?? '').length > 5);
			assert.ok((svg.querySelector('desc')?.textContent ?? '').length > 5);
		}
	});
});
