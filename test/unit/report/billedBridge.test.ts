import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultConfig } from '../../../src/core/config.js';
import type { BilledUse } from '../../../src/core/finance/billedUse.js';
import { billedBridge } from '../../../src/core/report/billedBridge.js';
import { computeReport } from '../../../src/core/report/computeReport.js';
import { reportText } from '../../../src/present/report/text.js';
import { inputsOf, slice } from './exampleInputs.js';

const use = (changes: Partial<BilledUse>): BilledUse => ({
	day: '2026-08-03',
	personId: 'ana',
	product: 'claude_code',
	model: 'claude-sonnet-5-5',
	workspaceId: null,
	workspaceName: null,
	amountMicros: 8_000_000,
	listMicros: 10_000_000,
	currency: 'USD',
	requests: 3,
	...changes,
});
const period = (uses: readonly BilledUse[]) => ({ uses, daysRead: 92, days: 92 });

describe('billedBridge', () => {
	it('closes from list to billed, to the micro-dollar, whatever was billed', () => {
		const amount = fc.integer({ min: -9_000_000, max: 90_000_000 });
		const uses = fc.array(
			fc.record({
				product: fc.constantFrom('claude_code', 'claude-code', 'chat', 'api'),
				amountMicros: amount,
				listMicros: fc.option(amount),
				currency: fc.constantFrom('USD', 'USD', 'EUR'),
			}),
			{ minLength: 1, maxLength: 12 },
		);
		fc.assert(
			fc.property(uses, amount, (given, listMicros) => {
				const found = billedBridge(period(given.map(use)), listMicros)!;
				const parts = [found.outsideMicros, found.discountMicros, found.otherProductsMicros];
				assert.equal(
					parts.reduce<number>((sum, part) => sum + (part ?? 0), listMicros),
					found.billedMicros,
				);
				const dollars = given.filter(({ currency }) => currency === 'USD');
				assert.equal(
					found.billedMicros,
					dollars.reduce((sum, { amountMicros }) => sum + amountMicros, 0),
				);
			}),
		);
	});

	it('tells use outside the report, discount and other products apart', () => {
		const uses = [use({}), use({ product: 'chat', amountMicros: 500_000 }), use({ currency: 'EUR' })];
		assert.deepEqual(billedBridge({ uses, daysRead: 30, days: 31 }, 7_000_000), {
			listMicros: 7_000_000,
			outsideMicros: 3_000_000,
			discountMicros: -2_000_000,
			otherProductsMicros: 500_000,
			billedMicros: 8_500_000,
			daysRead: 30,
			days: 31,
			otherCurrencies: [{ currency: 'EUR', amountMicros: 8_000_000 }],
		});
		assert.equal(billedBridge(period([]), 7_000_000), null);
		assert.equal(billedBridge(null, 7_000_000), null);
	});

	it('stands on the page beside the list prices', () => {
		const inputs = inputsOf({
			spend: [slice('one', 7_000_000)],
			billed: { uses: [use({})], daysRead: 90, days: 92 },
		});
		const text = reportText(computeReport(inputs, defaultConfig));
		assert.match(text, /The vendor billed \$8\.00 for these days \(90 of 92 days read\)\./);
		assert.match(text, /This report, at list prices\s+\$7\.00/);
		assert.match(text, /Claude Code outside this report\s+\$3\.00/);
		assert.match(text, /Discount\s+−\$2\.00/);
		assert.match(text, /Billed\s+\$8\.00/);
	});

	it('names the prices that tokens were counted at', () => {
		const spend = [slice('one', 7_000_000)];
		const managed = computeReport(
			inputsOf({ spend, managedPricing: { multiplier: 0.8, overrides: {}, currency: null } as never }),
			defaultConfig,
		);
		assert.equal(managed.spend.prices, 'managed');
		assert.match(reportText(managed), /contract prices of managed\s+settings/);
		assert.match(reportText(computeReport(inputsOf({ spend }), defaultConfig)), / list prices\n/);
	});
});
