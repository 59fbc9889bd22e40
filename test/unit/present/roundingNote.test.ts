import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatUsd } from '../../../src/core/money.js';
import { defaultConfig } from '../../../src/core/config.js';
import { computeReport } from '../../../src/core/report/computeReport.js';
import type { Report } from '../../../src/core/report/model.js';
import { roundingNote } from '../../../src/present/report/roundingNote.js';
import { reportHtml } from '../../../src/present/report/html.js';
import { reportMarkdown } from '../../../src/present/report/markdown.js';
import { reportText } from '../../../src/present/report/text.js';
import { exampleTeam } from '../report/exampleInputs.js';

describe('amounts that are each rounded to the cent', () => {
	it('are said to be so exactly where the printed parts miss the printed total', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 0, max: 40_000_000 }), { minLength: 1, maxLength: 6 }),
				(parts) => {
					const total = parts.reduce((sum, part) => sum + part, 0);
					const cents = (micros: number): number => (micros < 5000 ? 0 : Math.round(micros / 10_000));
					const isTied = parts.reduce((sum, part) => sum + cents(part), 0) === cents(total);
					assert.equal(roundingNote(parts, total) === '', isTied);
					assert.equal(roundingNote([...parts, null], total) === '', isTied);
				},
			),
		);
	});

	it('need no such words where a part is hidden or the whole is not known', () => {
		assert.equal(roundingNote([14_000], 28_000), '');
		assert.equal(roundingNote([null, null], null), '');
	});

	it('are said to be so under the bridge, in text, Markdown and HTML', () => {
		const inputs = exampleTeam({ developers: 6, pullRequests: 20, sessionsPerPullRequest: 1, seed: 5 });
		const whole = computeReport(inputs, defaultConfig, null);
		const bridge = {
			mergedMicros: 140_564_000,
			openMicros: 3_734_000,
			closedMicros: 0,
			unlinkedMicros: 17_434_000,
		};
		const report: Report = { ...whole, spend: { ...whole.spend, totalMicros: 161_732_000, bridge } };
		assert.equal(formatUsd(161_732_000), '$161.73');
		const forms = [reportText(report, 80), reportMarkdown(report), reportHtml(report)];
		for (const form of forms) {
			const start = form.lastIndexOf('$17.43', form.indexOf('Cost of a merged pull request'));
			assert.ok(start > 0);
			assert.match(
				form.slice(start, form.indexOf('Direct, median')).replace(/\s+/g, ' '),
				/Each amount is rounded by itself; unrounded \\?\(--format csv\\?\) they add up exactly\./,
			);
		}
	});
});
