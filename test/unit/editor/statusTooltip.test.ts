import assert from 'node:assert/strict';
import fc from 'fast-check';
import { escapeMarkdown } from '../../../src/editor/viewModels/markdown.js';
import { tooltipRows } from '../../../src/editor/viewModels/statusTooltip.js';
import { budgetFacts, reader } from './budgetFacts.js';

const linesOf = (facts = budgetFacts()): string[] =>
	tooltipRows(facts, reader).flatMap(({ lines }) => [...lines]);

describe('status tooltip', () => {
	it('says spent, limit, source, reset, basis, age and forecast', () => {
		assert.deepEqual(tooltipRows(budgetFacts(), reader)[0]?.lines, [
			'$314.02 of $500.00 this month (63 %) · resets 1 Dec',
			'limit set for your seat tier · billed, as of 14:05',
			'at this pace $412.00 by 1 Dec ($380.00–$450.00)',
		]);
	});

	it('says today, this branch, and the models with the one in use and the one that is not allowed', () => {
		const text = linesOf().join('\n');
		assert.match(text, /\$11\.40 at list prices/);
		assert.match(text, /this branch \$23\.18 at list prices \(feat\/export\)/);
		assert.match(text, /Sonnet 5\.5 ● in use · Haiku 5\.5 · Opus 5\.5 – not in your entitlement/);
		assert.match(text, /managed settings of your organization/);
	});

	it('names own and contract prices where tokens were counted at them', () => {
		const managed = linesOf(budgetFacts({ basis: 'list', priceBasis: 'managed' })).join('\n');
		assert.match(managed, /estimated at the organization's contract prices, as of/);
		assert.match(managed, /\$11\.40 at the organization's contract prices/);
		assert.match(managed, /\$23\.18 at the organization's contract prices \(feat\/export\)/);
		assert.doesNotMatch(managed, /list prices/);
		assert.match(
			linesOf(budgetFacts({ priceBasis: 'config' })).join('\n'),
			/at list prices and the team's own/,
		);
	});

	it('explains the mark of an estimate, and what is not known', () => {
		const notes = ['12 calls ran on a model without a known price; the spend is a floor.'];
		const text = linesOf(budgetFacts({ isEstimate: true, basis: 'list', notes })).join('\n');
		assert.match(text, /~ marks an estimate/);
		assert.match(text, /12 calls ran on a model without a known price/);
	});

	it('lets no text from outside become markup, a link, an icon or a table cell', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				const escaped = escapeMarkdown(text);
				assert.doesNotMatch(escaped, /(^|[^\\])[[\]()|`$*_<]/);
				assert.doesNotMatch(escaped, /\n/);
			}),
		);
		const branch = { branch: '[x](command:evil) $(trash) | <img>', costMicros: 1, unpricedCalls: 0 };
		const line = linesOf(budgetFacts({ thisBranch: branch }))
			.map(escapeMarkdown)
			.join();
		assert.doesNotMatch(line, /(^|[^\\])\[x\]/);
	});
});
