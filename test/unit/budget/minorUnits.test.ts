import assert from 'node:assert/strict';
import { microsOfMinorUnits, minorDigits } from '../../../src/core/budget/minorUnits.js';

describe('minor units', () => {
	const rows: readonly (readonly [text: string, currency: string, micros: number | null])[] = [
		['50000', 'USD', 500_000_000],
		['31402.5', 'USD', 314_025_000],
		['41280.000000', 'USD', 412_800_000],
		['123.45', 'USD', 1_234_500],
		['0.00005', 'USD', 1],
		['0.000049', 'USD', 0],
		['-12.5', 'EUR', -125_000],
		['0', 'USD', 0],
		['50000', 'JPY', 50_000_000_000],
		['1234', 'KWD', 1_234_000],
		['900719925474099.3', 'USD', null],
		['1e5', 'USD', null],
		['12,5', 'USD', null],
		['', 'USD', null],
	];
	for (const [text, currency, micros] of rows) {
		it(`"${text}" ${currency} is ${String(micros)} micros`, () =>
			assert.equal(microsOfMinorUnits(text, minorDigits(currency)), micros));
	}
});
