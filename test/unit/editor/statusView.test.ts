import assert from 'node:assert/strict';
import { statusView, type BudgetFacts } from '../../../src/editor/viewModels/statusView.js';
import { budgetFacts, nowMs, reader } from './budgetFacts.js';

const dollars = (amount: number): number => amount * 1_000_000;
const noLimit = { state: 'unknown', limitMicros: null, usedShare: null, limitSource: 'none' } as const;
const all = { isUnrestricted: true, allowed: [], models: [] } as const;

/** What a user sees: state, facts, text, background, words a screen reader must say. */
const cases: readonly [string, BudgetFacts | null, string, 'none' | 'warning' | 'error', RegExp][] = [
	['not read yet', null, '$(pulse) …', 'none', /reading/],
	['ok', budgetFacts(), '$(pulse) $314 / $500 · Sonnet 5.5', 'none', /within the limit/],
	[
		'warning',
		budgetFacts({ state: 'warning', spentMicros: dollars(391.2), usedShare: 0.78 }),
		'$(pulse) $391 / $500, near limit · Sonnet 5.5',
		'warning',
		/near the limit/,
	],
	[
		'critical',
		budgetFacts({ state: 'critical', spentMicros: dollars(482), usedShare: 0.96 }),
		'$(pulse) $482 / $500, almost used up · Sonnet 5.5',
		'error',
		/almost at the limit/,
	],
	[
		'over',
		budgetFacts({ state: 'over', spentMicros: dollars(512), usedShare: 1.02 }),
		'$(pulse) $512 / $500, over · Sonnet 5.5',
		'error',
		/over the limit/,
	],
	['no limit known', budgetFacts(noLimit), '$(pulse) $314 this month · Sonnet 5.5', 'none', /no limit known/],
	[
		'unlimited',
		budgetFacts({ state: 'unlimited', limitMicros: null, usedShare: null }, all),
		'$(pulse) $314, no limit · all models',
		'none',
		/no limit/,
	],
	[
		'included use only',
		budgetFacts(
			{ state: 'included-only', limitMicros: 0, usedShare: null },
			{ allowed: ['haiku', 'sonnet'] },
		),
		'$(pulse) included use only · Haiku, Sonnet',
		'none',
		/included use only/,
	],
	[
		'estimate',
		budgetFacts({ isEstimate: true, basis: 'list' }),
		'$(pulse) ~$314 / $500 · Sonnet 5.5',
		'none',
		/estimated at list prices/,
	],
	[
		'model outside the entitlement',
		budgetFacts({}, { current: 'claude-opus-5-5', currentAllowed: false }),
		'$(warning) $314 / $500 · Opus 5.5 not allowed',
		'warning',
		/entitlement does not include it/,
	],
	[
		'model outside the entitlement, over the limit',
		budgetFacts({ state: 'over' }, { current: 'claude-opus-5-5', currentAllowed: false }),
		'$(warning) $314 / $500, over · Opus 5.5 not allowed',
		'error',
		/entitlement does not include it/,
	],
	[
		'stale',
		budgetFacts({ isStale: true, asOfMs: nowMs - 2 * 86_400_000 }),
		'$(pulse) $314 / $500 · as of Tue',
		'none',
		/as of Tue/,
	],
	[
		'nothing yet',
		budgetFacts({ ...noLimit, spentMicros: 0, thisSession: null }),
		'$(pulse) no Claude Code use yet',
		'none',
		/no Claude Code use yet/,
	],
	[
		'a limit and no known spend',
		budgetFacts({ state: 'unknown', spentMicros: null, usedShare: null }),
		'$(pulse) – / $500 · Sonnet 5.5',
		'none',
		/no limit known|–/,
	],
	[
		'another currency',
		budgetFacts({ currency: 'EUR' }),
		'$(pulse) €314 / €500 · Sonnet 5.5',
		'none',
		/within the limit/,
	],
	[
		'cents while they matter',
		budgetFacts({ spentMicros: dollars(4.2), limitMicros: dollars(50) }),
		'$(pulse) $4.20 / $50 · Sonnet 5.5',
		'none',
		/\$4\.20/,
	],
];

describe('status bar', () => {
	for (const [name, facts, text, background, spoken] of cases) {
		it(`shows: ${name}`, () => {
			const view = statusView(facts, reader);
			assert.equal(view.text, text);
			assert.equal(view.background, background);
			assert.match(view.spoken, spoken);
		});
	}

	it('says each state in words of its own, so that none differs by colour alone', () => {
		const states = ['ok', 'warning', 'critical', 'over', 'unlimited', 'included-only', 'unknown'] as const;
		const spoken = states.map((state) => statusView(budgetFacts({ state }), reader).spoken);
		assert.equal(new Set(spoken).size, states.length);
	});

	it('never speaks a figure without its basis and age', () => {
		for (const basis of ['billed', 'client', 'list'] as const) {
			assert.match(
				statusView(budgetFacts({ basis }), reader).spoken,
				/(billed|counts|list prices), as of 14:05/,
			);
		}
	});
});
