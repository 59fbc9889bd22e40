import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { defaultConfig } from '../../../src/core/config.js';
import { computeReport } from '../../../src/core/report/computeReport.js';
import type { ReportInputs } from '../../../src/core/report/inputs.js';
import { figureEntries } from '../../../src/core/report/figures.js';
import { jsonText } from '../../../src/cli/output.js';
import { csvText } from '../../../src/present/csv.js';
import { figuresText, figureText } from '../../../src/present/figureText.js';
import { plainText } from '../../../src/present/plainText.js';
import { reportCsv } from '../../../src/present/report/csv.js';
import { reportHtml } from '../../../src/present/report/html.js';
import { reportJson } from '../../../src/present/report/json.js';
import { reportMarkdown } from '../../../src/present/report/markdown.js';
import { reportText } from '../../../src/present/report/text.js';
import { inputsOf, judged, linkTo, pullRequest, slice, trailer } from '../report/exampleInputs.js';

const escape = String.fromCodePoint(0x1b);
const hostile = [
	'"><img src=x onerror=alert(1)>',
	"' onmouseover='alert(1)",
	'</style><script>alert(1)</script>',
	'=HYPERLINK("http://evil.example","x")',
	'+1|cmd',
	'@SUM(A1)',
	`${escape}[2J${escape}]0;owned${String.fromCodePoint(7)}red`,
	`abc${String.fromCodePoint(0x202e)}txt.exe`,
	`${String.fromCodePoint(0x9b)}2J${String.fromCodePoint(0x9d)}0;owned${String.fromCodePoint(0x9c)}`,
	'[click](javascript:alert(1)) ![x](http://evil.example/a.png) | cell',
	'`code` *bold* <b>html</b> &amp;',
	'a\nb\r\nc\td',
];

/** Every text that comes from outside holds the same hostile one. */
function inputsWith(text: string): ReportInputs {
	const prs = Array.from({ length: 6 }, (_, index) =>
		judged(pullRequest(index + 1, { repo: text, title: text, headRef: text }), {
			personId: `${text}${index}`,
			team: text,
			workKind: text,
			evidence: [{ ...trailer, tool: text, model: text, where: text }],
			coverage: {
				repo: text,
				number: index + 1,
				deltaPoints: null,
				medianFileDeltaPoints: null,
				patchCoverage: null,
				indirectLines: null,
				files: 0,
				headCommit: null,
				baseCommit: null,
				baseDistance: null,
				missing: text,
			},
		}),
	);
	return inputsOf({
		repos: [text],
		pullRequestSource: text,
		pullRequests: prs,
		people: prs.map(({ personId }) => ({ personId: personId!, team: text })),
		spend: prs.map((_, index) =>
			slice(`s${index}`, 1_000_000, {
				model: text,
				repo: text,
				personId: `${text}${index}`,
				isPriced: index > 0,
			}),
		),
		links: prs.map((_, index) => {
			const session = linkTo(`s${index}`, 1_000_000, index + 1);
			return { ...session, links: session.links.map((link) => ({ ...link, repo: text })) };
		}),
		problems: [{ code: text, what: text }],
		filters: { team: text, model: text, product: text, author: text },
		activeDevelopers: prs.map(({ personId }) => personId!),
	});
}

const onlyTheseElements =
	/^(html|head|meta|title|style|body|a|header|h1|h2|p|nav|ul|li|main|section|figure|figcaption|svg|desc|g|path|line|rect|circle|text|tspan|div|table|caption|thead|tbody|tr|th|td|small|code|details|summary|aside|footer)$/;

describe('hostile text', () => {
	for (const text of hostile) {
		it(`stays text in every form: ${JSON.stringify(text)}`, () => {
			const report = computeReport(inputsWith(text), {
				...defaultConfig,
				teams: [{ name: text, costCenter: text, headcount: [] }],
			});
			const { document } = parseHTML(reportHtml(report)) as unknown as {
				document: {
					querySelectorAll(selector: string): Iterable<{
						readonly localName: string;
						readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
					}>;
				};
			};
			for (const element of document.querySelectorAll('*')) {
				assert.match(element.localName, onlyTheseElements);
				for (const { name, value } of element.attributes) {
					assert.doesNotMatch(name, /^(on|style$|src|srcset|formaction)/i);
					if (name === 'href') assert.match(value, /^(#[\w-]+|https:\/\/)/);
				}
			}
			const plain = reportText(report);
			assert.doesNotMatch(plain.replaceAll('\n', ''), /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
			const markdown = reportMarkdown(report);
			assert.doesNotMatch(markdown.replaceAll('<br>', ''), /<[a-z/!]/i);
			assert.doesNotMatch(markdown, /(?<!\\)\]\((?!https:)/);
			assert.doesNotMatch(markdown, /(?<!\\)!\[/);
			for (const { text: csv } of reportCsv(report)) {
				for (const field of csv.split(/\r\n|,/)) assert.doesNotMatch(field, /^"?[=+@\t]/);
			}
		});
	}
});

describe('hostile text behind a figure', () => {
	for (const text of hostile) {
		it(`stays text in outlay inspect figure: ${JSON.stringify(text)}`, () => {
			const report = computeReport(inputsWith(text), {
				...defaultConfig,
				teams: [{ name: text, costCenter: text, headcount: [] }],
			});
			const ids = report.figures.map(({ id }) => id);
			const entriesOf = figureEntries(report, new Set(ids));
			const prints = report.figures.map((figure) => figureText(figure, entriesOf.get(figure.id) ?? [], 80));
			assert.ok([...entriesOf.values()].flat().length > 50);
			for (const print of [...prints, figuresText(report.figures, 80)]) {
				assert.doesNotMatch(print.replaceAll('\n', ''), /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
			}
			const json = jsonText({ figures: report.figures, entries: [...entriesOf] });
			assert.doesNotMatch(json.replaceAll('\n', ''), /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
			assert.deepEqual(
				JSON.parse(json),
				JSON.parse(JSON.stringify({ figures: report.figures, entries: [...entriesOf] })),
			);
			assert.doesNotMatch(reportJson(report).replace(/[\n\t]/g, ''), /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
		});
	}
});

describe('csvText', () => {
	it('disarms formulas in text and leaves negative numbers numbers', () => {
		assert.equal(
			csvText(
				['name', 'usd', 'count'],
				[
					['=1+1', '-2.500000', -3],
					['＝A1', null, 0],
					['a,"b"', '1.5', 1],
				],
			),
			'name,usd,count\r\n\'=1+1,-2.500000,-3\r\n\'＝A1,,0\r\n"a,""b""",1.5,1\r\n',
		);
	});
});

describe('plainText', () => {
	it('leaves no control, bidirectional or zero-width character and one line, whatever comes in', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				const plain = plainText(text);
				assert.doesNotMatch(plain, /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u);
				assert.ok(Array.from(plain).length <= 256);
			}),
		);
		assert.equal(plainText(`${escape}[31mred${escape}[0m  text\n`), 'red  text');
	});
});
