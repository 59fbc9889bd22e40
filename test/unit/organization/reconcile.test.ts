import assert from 'node:assert/strict';
import { checkInvoice, reconcileDay, type DayFigures } from '../../../src/core/organization/reconcile.js';
import { parseInvoices } from '../../../src/sources/anthropic/invoiceFile.js';

const now = Date.parse('2026-11-20T14:05:00Z');
const usd = (dollars: number): number => Math.round(dollars * 1_000_000);
const day = (changes: Partial<DayFigures>): DayFigures => ({
	person: 'Ann',
	day: '2026-09-01',
	listMicros: usd(10),
	clientMicros: usd(10),
	billedMicros: usd(10),
	billedListMicros: usd(10),
	currency: 'USD',
	reportMicros: null,
	unpricedCalls: 0,
	isWhole: true,
	...changes,
});

describe('reconciling a day', () => {
	const rows: readonly (readonly [
		what: string,
		changes: Partial<DayFigures>,
		gap: number | null,
		why: RegExp,
	])[] = [
		['agrees within two per cent', { billedMicros: usd(10.1) }, usd(0.1), /^$/],
		['a discount', { billedMicros: usd(8) }, usd(-2), /contract discount/],
		[
			'more billed than seen here',
			{ billedMicros: usd(15), billedListMicros: usd(15) },
			usd(5),
			/another machine/,
		],
		[
			'less billed than used',
			{ billedMicros: usd(2), billedListMicros: usd(2) },
			usd(-8),
			/included in the seat/,
		],
		['nothing billed', { billedMicros: null, billedListMicros: null }, null, /reports no spend/],
		['nothing local', { listMicros: null, clientMicros: null }, null, /no transcripts/],
		[
			'helper calls',
			{ clientMicros: usd(12), billedMicros: usd(12), billedListMicros: usd(12) },
			usd(2),
			/helper calls/,
		],
		[
			'a model without a price',
			{ unpricedCalls: 3, billedMicros: usd(12), billedListMicros: null },
			usd(2),
			/3 calls on a model/,
		],
		[
			'contract rates',
			{ clientMicros: usd(8), billedMicros: usd(8), billedListMicros: usd(10) },
			usd(-2),
			/contract rates.*contract discount/,
		],
		[
			'another currency',
			{ currency: 'EUR', listMicros: null, clientMicros: null, billedMicros: usd(9) },
			null,
			/billed in EUR; list prices are USD, and nothing is converted/,
		],
		[
			'an estimate of the vendor alone',
			{ billedMicros: null, billedListMicros: null, reportMicros: usd(10) },
			null,
			/Claude Code report has an estimate/,
		],
		[
			'a day that the vendor has not whole',
			{ day: '2026-11-20', billedMicros: usd(4), billedListMicros: usd(4), isWhole: false },
			usd(-6),
			/did not reach the end of the day/,
		],
		[
			'a recent day',
			{ day: '2026-11-19', billedMicros: usd(15), billedListMicros: null },
			usd(5),
			/still revise/,
		],
	];
	for (const [what, changes, gap, why] of rows) {
		it(what, () => {
			const found = reconcileDay(day(changes), now);
			assert.equal(found.gapMicros, gap);
			assert.match(found.explanations.join('; '), why);
		});
	}
});

describe('an invoice', () => {
	const invoice = { month: '2026-10', amountMicros: usd(100), currency: 'USD' };
	it('agrees within one per cent, and says why it does not', () => {
		assert.equal(checkInvoice(invoice, usd(100.9), { read: 31, ofMonth: 31 }).agrees, true);
		const short = checkInvoice(invoice, usd(60), { read: 20, ofMonth: 31 });
		assert.deepEqual([short.agrees, short.differenceMicros], [false, usd(40)]);
		assert.match(short.why, /20 of 31 days/);
		assert.match(checkInvoice(invoice, usd(60), { read: 31, ofMonth: 31 }).why, /credits, taxes/);
		assert.equal(checkInvoice(invoice, null, { read: 0, ofMonth: 31 }).differenceMicros, null);
	});

	it('file may be written by a spreadsheet', () => {
		const text = '\ufeffmonth,amount,currency\r\n2026-10,"1234.56",EUR\r\n\r\n';
		assert.deepEqual(parseInvoices(text, 'x.csv'), [
			{ month: '2026-10', amountMicros: usd(1234.56), currency: 'EUR' },
		]);
		assert.throws(() => parseInvoices('month,amount\n2026-10,"1,234"\n', 'x.csv'), /x\.csv: line 2, amount/);
		assert.throws(() => parseInvoices('month\n2026-10\n', 'x.csv'), /line 2, amount/);
	});
});
