import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { billedRows } from '../../src/core/finance/billedRows.js';
import type { BilledUse } from '../../src/core/finance/billedUse.js';
import { estimatedRows, type PersonLabels } from '../../src/core/finance/estimatedRows.js';
import { totalMicrosOf, type FinanceRow } from '../../src/core/finance/financeRow.js';
import { teamLabels } from '../../src/core/finance/teamLabels.js';
import { priceBook } from '../../src/core/usage/priceBook.js';
import { cloudzeroCsv } from '../../src/present/export/cloudzero.js';
import { datadogCsv } from '../../src/present/export/datadog.js';
import { focusCsv } from '../../src/present/export/focus.js';
import { decimal, machineText } from '../../src/present/export/machineText.js';
import { financeCsv, financeJson } from '../../src/present/export/plain.js';
import { exampleTeam, slice } from './report/exampleInputs.js';

const inputs = exampleTeam({ developers: 12, pullRequests: 60, sessionsPerPullRequest: 2, seed: 6 });
const teams = new Map(inputs.people?.map(({ personId, team }) => [personId, team]));
const labels: PersonLabels = {
	teamOf: (person) => ({ team: person === null ? null : (teams.get(person) ?? null), costCenter: 'CC-1' }),
	consumerOf: () => null,
};
const estimated = estimatedRows(inputs.spend, priceBook(), labels);
const reportMicros = inputs.spend.reduce((sum, { costMicros }) => sum + costMicros, 0);

const use = (changes: Partial<BilledUse> = {}): BilledUse => ({
	day: '2026-10-31',
	personId: 'ana',
	product: 'claude_code',
	model: 'claude-opus-5-5',
	workspaceId: 'wrkspc_01',
	workspaceName: 'Main',
	amountMicros: 12_340_000,
	listMicros: 15_000_000,
	currency: 'USD',
	requests: 42,
	...changes,
});
const billed = billedRows(
	[
		use(),
		use({ personId: 'bo', amountMicros: 660_000, requests: null }),
		use({ day: '2026-11-01', amountMicros: -500_000 }),
	],
	labels,
);

type Row = Readonly<Record<string, string>>;
const rowsOf = (csv: string): Row[] => parse(csv, { columns: true });
const files: readonly (readonly [string, '1.2' | '1.4', readonly FinanceRow[]])[] = [
	['estimates in 1.4', '1.4', estimated],
	['estimates in 1.2', '1.2', estimated],
	['billed in 1.4', '1.4', billed],
	['billed in 1.2', '1.2', billed],
];

const mandatory = [
	'BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodEnd BillingPeriodStart ChargeCategory',
	'ChargeClass ChargeDescription ChargePeriodEnd ChargePeriodStart ContractedCost EffectiveCost InvoiceIssuerName',
	'ListCost PricingQuantity PricingUnit ServiceCategory ServiceName',
]
	.join(' ')
	.split(' ');

const numeric = /^-?\d+(\.\d+)?(E-?\d+)?$/;
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** An exact decimal as an integer of 10⁻¹⁸, so that products can be compared without rounding. */
const exact = (text: string): bigint => {
	const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
	const scaled = BigInt(whole + fraction.padEnd(18, '0'));
	return text.startsWith('-') ? -scaled : scaled;
};

describe('FOCUS', () => {
	for (const [name, version, source] of files) {
		describe(name, () => {
			const rows = rowsOf(focusCsv(source, version, 'org-1'));
			const columns = Object.keys(rows[0]!);
			const all = (check: (row: Row) => void): void => rows.forEach(check);

			it('CostAndUsage-D-005-M … D-068-M: every mandatory column is present', () => {
				const named =
					version === '1.2' ? ['ProviderName', 'PublisherName'] : ['HostProviderName', 'ServiceProviderName'];
				for (const column of [...mandatory, ...named]) assert.ok(columns.includes(column), column);
				const other = version === '1.2' ? 'ServiceProviderName' : 'ProviderName';
				assert.ok(!columns.includes(other), `${other} is not a column of ${version}`);
			});

			it('custom columns are prefixed x_, come last and no name is over 50 characters', () => {
				const first = columns.findIndex((column) => column.startsWith('x_'));
				assert.ok(first > 0 && columns.slice(first).every((column) => /^x_[A-Z]/.test(column)));
				assert.ok(columns.every((column) => column.length <= 50));
			});

			it('BilledCost-C-003-M, EffectiveCost-C-003-M, ContractedCost-C-003-M, ListCost-C-003-M: never null', () => {
				all((row) => {
					for (const column of ['BilledCost', 'EffectiveCost', 'ContractedCost', 'ListCost']) {
						assert.match(row[column]!, numeric);
					}
				});
			});

			it('NumericFormat-A-007-M … A-011-M: plain decimals everywhere', () => {
				all((row) => {
					for (const column of [
						'PricingQuantity',
						'ConsumedQuantity',
						'ListUnitPrice',
						'x_EstimatedCost',
						'x_PartialOutputShare',
					]) {
						if ((row[column] ?? '') !== '') assert.match(row[column]!, numeric, column);
					}
				});
			});

			it('DateTimeFormat-A-003-M, ChargePeriodEnd-C-004-M, BillingPeriodEnd-C-004-M: UTC instants, ends exclusive', () => {
				all((row) => {
					for (const column of columns.filter((one) => /Period(Start|End)$/.test(one))) {
						assert.match(row[column]!, dateTime);
					}
					const length = Date.parse(row['ChargePeriodEnd']!) - Date.parse(row['ChargePeriodStart']!);
					assert.equal(length, 86_400_000);
					assert.equal(row['BillingPeriodStart'], `${row['ChargePeriodStart']!.slice(0, 7)}-01T00:00:00Z`);
					assert.match(row['BillingPeriodEnd']!, /-01T00:00:00Z$/);
					assert.ok(row['BillingPeriodEnd']! >= row['ChargePeriodEnd']!);
				});
			});

			it('ChargeCategory-C-003-M, ChargeFrequency-C-003-M, PricingCategory-C-007-M, ServiceCategory-C-003-M, ServiceSubcategory-C-003-M: allowed values', () => {
				all((row) => {
					assert.equal(row['ChargeCategory'], 'Usage');
					assert.equal(row['ChargeClass'], '');
					assert.equal(row['ChargeFrequency'], 'Usage-Based');
					assert.equal(row['PricingCategory'], 'Standard');
					assert.equal(row['ServiceCategory'], 'AI and Machine Learning');
					assert.equal(row['ServiceSubcategory'], 'Generative AI');
				});
			});

			it('PricingQuantity-C-005-C, ConsumedQuantity-C-006-C, SkuId-C-005-C, SkuPriceId-C-005-C, ListUnitPrice-C-005-C: not null on a usage row', () => {
				const required = [
					'PricingQuantity',
					'PricingUnit',
					'ConsumedQuantity',
					'ConsumedUnit',
					'SkuId',
					'SkuPriceId',
					'SkuMeter',
				];
				all((row) => {
					for (const column of required) assert.notEqual(row[column], '', column);
					if (columns.includes('ListUnitPrice')) assert.notEqual(row['ListUnitPrice'], '');
				});
			});

			it('ListUnitPrice-C-010-C: unit price × quantity is the list cost, exactly', () => {
				if (!columns.includes('ListUnitPrice')) {
					assert.equal(source[0]?.basis, 'billed');
					return;
				}
				all((row) => {
					const product = exact(row['ListUnitPrice']!) * exact(row['PricingQuantity']!);
					assert.equal(product, exact(row['ListCost']!) * 10n ** 18n);
				});
			});

			it('SkuPriceId-C-008-M: one parent SKU each', () => {
				const parents = new Map<string, string>();
				all((row) => {
					assert.equal(parents.get(row['SkuPriceId']!) ?? row['SkuId'], row['SkuId']);
					parents.set(row['SkuPriceId']!, row['SkuId']!);
				});
			});

			it('KeyValueFormat-A-001-M … A-004-M: flat JSON objects', () => {
				all((row) => {
					for (const column of ['Tags', 'SkuPriceDetails']) {
						if (row[column] === '') continue;
						const value = JSON.parse(row[column]!) as Record<string, unknown>;
						assert.ok(Object.values(value).every((one) => typeof one === 'string'));
					}
				});
			});

			it('BillingCurrency-C-003-M, StringHandling-A-007-M: currency codes, and null instead of blanks', () => {
				all((row) => {
					assert.match(row['BillingCurrency']!, /^[A-Z]{3}$/);
					for (const value of Object.values(row)) assert.doesNotMatch(value, /^\s+$|^(N\/A|null|undefined)$/);
				});
			});
		});
	}

	it('holds the whole report in its own column and nothing in the billed ones, for estimates', () => {
		const rows = rowsOf(focusCsv(estimated, '1.4', 'org-1'));
		for (const column of ['BilledCost', 'EffectiveCost', 'ContractedCost']) {
			assert.ok(
				rows.every((row) => row[column] === '0'),
				column,
			);
		}
		const sum = rows.reduce((total, row) => total + exact(row['x_EstimatedCost']!), 0n);
		assert.equal(sum, BigInt(reportMicros) * 10n ** 12n);
	});

	it('holds what was billed, credits too, and no estimate', () => {
		const rows = rowsOf(focusCsv(billed, '1.4', 'org-1'));
		assert.equal(
			rows.reduce((total, row) => total + exact(row['BilledCost']!), 0n),
			12_500_000n * 10n ** 12n,
		);
		assert.ok(rows.every((row) => row['x_EstimatedCost'] === '' && row['x_CostBasis'] === 'billed'));
	});

	it('says that a model without a price is unpriced', () => {
		const rows = estimatedRows(
			[slice('a', 0, { model: 'claude-new-1', isPriced: false })],
			priceBook(),
			labels,
		);
		const [row] = rowsOf(focusCsv(rows, '1.4', 'org-1'));
		assert.equal(row?.['x_CostBasis'], 'unpriced');
		assert.equal(row['x_EstimatedCost'], '');
	});
});

describe('finance rows', () => {
	it('split any spend into kinds of tokens without losing a micro-dollar', () => {
		const amount = fc.integer({ min: 0, max: 5_000_000 });
		const any = fc.record({
			costMicros: amount,
			inputTokens: amount,
			outputTokens: amount,
			cacheReadTokens: amount,
			webSearches: fc.integer({ min: 0, max: 9 }),
			model: fc.constantFrom('claude-opus-5', 'claude-haiku-5-5', 'claude-sonnet-5-5'),
		});
		fc.assert(
			fc.property(fc.array(any, { minLength: 1, maxLength: 12 }), (all) => {
				const slices = all.map(({ costMicros, ...changes }) => slice('a', costMicros, changes));
				assert.equal(
					totalMicrosOf(estimatedRows(slices, priceBook(), labels)),
					slices.reduce((sum, { costMicros }) => sum + costMicros, 0),
				);
			}),
		);
	});

	it('are the same total in every plain form as in the report', () => {
		assert.equal(totalMicrosOf(estimated), reportMicros);
		const csv = rowsOf(financeCsv(estimated));
		assert.equal(
			csv.reduce((sum, row) => sum + exact(row['estimated']!), 0n),
			BigInt(reportMicros) * 10n ** 12n,
		);
		assert.ok(csv.every((row) => row['billed'] === ''));
		assert.equal((JSON.parse(financeJson(estimated)) as { totalMicros: number }).totalMicros, reportMicros);
	});

	it('say beside each estimate what share of its calls lacks the final output count, and nothing beside a bill', () => {
		const slices = [
			slice('a', 100, { calls: 3, partialOutputCalls: 1, inputTokens: 10, outputTokens: 5 }),
			slice('b', 50, { calls: 5, partialOutputCalls: 1, inputTokens: 10, outputTokens: 5 }),
			slice('c', 70, { calls: 4, partialOutputCalls: 0, model: 'claude-opus-5', inputTokens: 10 }),
		];
		const rows = estimatedRows(slices, priceBook(), labels);
		const shareOf = (model: string): string => (model === 'claude-opus-5' ? '0' : '0.25');
		for (const version of ['1.4', '1.2'] as const) {
			for (const row of rowsOf(focusCsv(rows, version, 'org-1'))) {
				assert.equal(row['x_PartialOutputShare'], shareOf(row['SkuId']!.split('/')[0]!));
			}
			assert.ok(!('x_PartialOutputShare' in rowsOf(focusCsv(billed, version, 'org-1'))[0]!));
		}
		for (const row of rowsOf(financeCsv(rows))) {
			assert.equal(row['partial_output_share'], shareOf(row['model']!));
		}
		assert.ok(rowsOf(financeCsv(billed)).every((row) => row['partial_output_share'] === ''));
		const document = JSON.parse(financeJson(rows)) as { rows: FinanceRow[] };
		assert.deepEqual(
			document.rows.map(({ model, partialOutputShare }) => String(partialOutputShare) === shareOf(model)),
			rows.map(() => true),
		);
	});

	it('tell spend that only notes know from what transcripts tell, and claim no recording share for it', () => {
		const input = { outputTokens: 0, cacheReadTokens: 0, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0 };
		const slices = [
			slice('a', 100, { ...input, calls: 3, partialOutputCalls: 1, inputTokens: 10 }),
			slice('b', 50, { ...input, calls: 5, partialOutputCalls: 0, inputTokens: 20, isNoted: true }),
		];
		const rows = estimatedRows(slices, priceBook(), labels);
		assert.equal(totalMicrosOf(rows), 150);
		const told = { transcripts: ['0.0001', '0.333333'], notes: ['0.00005', ''] };
		for (const version of ['1.4', '1.2'] as const) {
			const focus = rowsOf(focusCsv(rows, version, 'org-1'));
			assert.deepEqual(
				Object.fromEntries(
					focus.map((row) => [row['x_KnownFrom'], [row['x_EstimatedCost'], row['x_PartialOutputShare']]]),
				),
				told,
			);
			assert.ok(!('x_KnownFrom' in rowsOf(focusCsv(billed, version, 'org-1'))[0]!));
		}
		assert.deepEqual(
			Object.fromEntries(
				rowsOf(financeCsv(rows)).map((row) => [row['known_from'], Number(row['estimated']) * 1e6]),
			),
			{ transcripts: 100, notes: 50 },
		);
		const document = JSON.parse(financeJson(rows)) as { rows: FinanceRow[] };
		assert.deepEqual(document.rows.map(({ knownFrom }) => knownFrom).sort(), ['notes', 'transcripts']);
		assert.ok(rowsOf(financeCsv(billed)).every((row) => row['known_from'] === ''));
	});

	it('name no team that the report withholds', () => {
		const row = { costCenter: null, costMicros: 1, people: 5, mergedPrs: 5, mergedAi: 1 };
		const labelOf = teamLabels(
			{
				k: 5,
				rule: '',
				teams: [
					{ ...row, name: 'Web', withheld: null },
					{ ...row, name: 'Data', costMicros: null, withheld: 'fewer than 5 people' },
				],
				costCenters: [{ ...row, name: 'CC-2', costMicros: null, withheld: 'fewer than 5 people' }],
				withheldTeams: null,
				withheldCostCenters: null,
				totalMicros: 1,
			},
			(team) => (team === 'Web' ? 'CC-1' : 'CC-2'),
		);
		assert.deepEqual(labelOf('Web'), { team: 'Web', costCenter: 'CC-1' });
		assert.deepEqual(labelOf('Data'), { team: 'withheld', costCenter: 'withheld' });
		assert.deepEqual(labelOf(null), { team: null, costCenter: null });
	});
});

describe('Datadog', () => {
	it('has the required columns in their order, inclusive days, dollars and no blank', () => {
		const csv = datadogCsv(billed);
		assert.ok(
			csv.startsWith(
				'ProviderName,ChargeDescription,ChargePeriodStart,ChargePeriodEnd,BilledCost,BillingCurrency,',
			),
		);
		const rows = rowsOf(csv);
		for (const row of rows) {
			assert.match(row['ChargePeriodStart']!, /^\d{4}-\d{2}-\d{2}$/);
			assert.equal(row['ChargePeriodEnd'], row['ChargePeriodStart']);
			assert.equal(row['BillingCurrency'], 'USD');
			for (const value of Object.values(row)) assert.ok(value.trim() !== '' && value.length <= 1000);
		}
		const sum = rows.reduce((total, row) => total + exact(row['BilledCost']!), 0n);
		assert.equal(sum, 12_500_000n * 10n ** 12n);
	});
});

describe('CloudZero', () => {
	it('has the required columns, real line item types and sums to the bill', () => {
		const rows = rowsOf(cloudzeroCsv(billed, 'org-1'));
		for (const row of rows) {
			assert.match(row['time/usage_start']!, dateTime);
			const days = Date.parse(row['time/usage_end']!) - Date.parse(row['time/usage_start']!);
			assert.equal(days, 86_400_000);
			assert.equal(row['lineitem/cloud_provider'], 'Anthropic');
			assert.equal(row['resource/service'], 'Claude Code');
			assert.equal(row['resource/account'], 'wrkspc_01');
			const { 'resource/tag:team': team, 'resource/tag:model': model, 'resource/usage_family': kind } = row;
			assert.equal(row['resource/id'], `anthropic/org-1/wrkspc_01/${team}/${model}/${kind}`);
			assert.match(row['usage/amount']!, numeric);
			// Blank falls back to the cost, a zero would not.
			assert.notEqual(row['cost/on_demand_cost'], '0');
			assert.equal(row['lineitem/type'], 'Usage');
			assert.notEqual(row['resource/id'], '');
			assert.match(row['cost/cost']!, numeric);
		}
		const sum = rows.reduce((total, row) => total + exact(row['cost/cost']!), 0n);
		assert.equal(sum, 12_500_000n * 10n ** 12n);
	});
});

describe('machine files', () => {
	it('carry no character that is not allowed, whatever a config or a vendor says', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				assert.match(machineText(text), /^[A-Za-z0-9._:/][A-Za-z0-9 ._:/@-]{0,255}$/);
			}),
		);
		assert.equal(machineText('=cmd|/c calc'), 'cmd-/c calc');
	});

	it('write exact decimals', () => {
		assert.equal(decimal(-1_500_000n, 6), '-1.5');
		assert.equal(decimal(7n, 6), '0.000007');
		assert.equal(decimal(12_000_000n, 6), '12');
	});
});
