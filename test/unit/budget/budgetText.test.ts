import assert from 'node:assert/strict';
import { decideBudget, type BudgetStatus } from '../../../src/core/budget/budget.js';
import type { BudgetReading, SpentCall } from '../../../src/core/budget/reading.js';
import { decideEntitlement, type Entitlement } from '../../../src/core/entitlement/entitlement.js';
import { budgetJson } from '../../../src/present/budgetJson.js';
import { budgetText } from '../../../src/present/budgetText.js';

const now = Date.parse('2026-11-20T14:05:00Z');
const usd = (dollars: number): number => Math.round(dollars * 1_000_000);

const reading = (changes: Partial<BudgetReading>): BudgetReading => ({
	origin: 'organization-status',
	limit: { kind: 'amount', micros: usd(500) },
	limitSource: 'seat-tier',
	spentMicros: usd(314.02),
	zeroMayBeMissing: true,
	basis: 'billed',
	currency: 'USD',
	period: 'monthly',
	timezone: 'UTC',
	resetsAtMs: Date.parse('2026-12-01T00:00:00Z'),
	asOfMs: now - 300_000,
	...changes,
});

const calls: readonly SpentCall[] = Array.from({ length: 20 }, (_, index) => ({
	atMs: Date.parse('2026-11-01T10:00:00Z') + index * 86_400_000,
	costMicros: usd(10 + (index % 5)),
	isPriced: true,
	model: index % 3 === 0 ? 'claude-opus-5-5' : 'claude-sonnet-5-5',
	sessionId: `s${String(index)}`,
}));

const status = (readings: readonly BudgetReading[], more: readonly SpentCall[] = calls): BudgetStatus =>
	decideBudget({
		nowMs: now,
		timezone: 'UTC',
		readings,
		calls: more,
		thisBranch: { branch: 'feat/export', costMicros: usd(23.18), unpricedCalls: 0 },
		planWindows: [],
	});

const managed = (settings: object): Entitlement =>
	decideEntitlement(
		{
			managed: [
				{ kind: 'file', where: '/etc/claude-code/managed-settings.json', deliversPolicy: true, settings },
			],
			own: [],
			client: null,
			env: {},
		},
		'claude-opus-5-5',
		['claude-opus-5-5', 'claude-sonnet-5-5'],
	);
const free = decideEntitlement({ managed: [], own: [], client: null, env: {} }, 'claude-sonnet-5-5', []);

const firstLine = (budget: BudgetStatus): string =>
	budgetText(budget, free, now, 'UTC', 200).split('\n')[0] ?? '';

describe('the text of a budget', () => {
	const lines: readonly (readonly [name: string, changes: Partial<BudgetReading>, line: string])[] = [
		['ok', {}, '$314.02 of $500.00 this month (63 %), resets 1 Dec'],
		[
			'warning',
			{ spentMicros: usd(391) },
			'$391.00 of $500.00 this month (78 %) – three quarters used, resets 1 Dec',
		],
		[
			'critical',
			{ spentMicros: usd(482) },
			'$482.00 of $500.00 this month (96 %) – nearly used up, resets 1 Dec',
		],
		[
			'over',
			{ spentMicros: usd(512) },
			'$512.00 of $500.00 this month (102 %) – over the limit, resets 1 Dec',
		],
		['unlimited', { limit: { kind: 'unlimited' } }, '$314.02 this month, no limit, resets 1 Dec'],
		[
			'included only',
			{ limit: { kind: 'amount', micros: 0 }, spentMicros: 0, asOfMs: now },
			'included use only: nothing beyond it may be spent this month (use worth ~$240.00 at list prices), resets 1 Dec',
		],
		['another currency', { currency: 'EUR' }, '€314.02 of €500.00 this month (63 %), resets 1 Dec'],
		[
			'spend unknown',
			{ currency: 'EUR', spentMicros: null },
			'limit €500.00 this month, spend not known, resets 1 Dec',
		],
		[
			'an estimate',
			{ origin: 'config', limitSource: 'policy', spentMicros: null },
			'~$240.00 of $500.00 this month (48 %), resets 1 Dec',
		],
	];
	for (const [name, changes, line] of lines) {
		it(`${name}: ${line}`, () =>
			assert.equal(firstLine(status([reading(changes)])), `Budget          ${line}`));
	}

	it('fits 80 columns in every state, with every row there can be', () => {
		const long = managed({
			availableModels: [
				'opus',
				'sonnet',
				'haiku',
				'claude-fable-5-2',
				'claude-mythos-5-2',
				'claude-opus-4-6',
			],
			deniedModels: ['claude-opus-5-5', 'claude-sonnet-4-5', 'claude-fable-5-1'],
		});
		const own = reading({ origin: 'setting', limitSource: 'setting', period: 'weekly' });
		for (const [name, changes] of lines) {
			const budget = {
				...status([reading(changes), own]),
				planWindows: [{ name: 'seven_day_opus', usedPercent: 46, resetsAtMs: now + 9e7, asOfMs: now - 9e7 }],
				thisBranch: { branch: 'feature/'.repeat(12), costMicros: usd(1), unpricedCalls: 3 },
				notes: ['The organization status is not used: '.repeat(4)],
			};
			const tooLong = budgetText(budget, long, now, 'America/Argentina/Buenos_Aires', 80)
				.split('\n')
				.filter((line) => line.length > 80);
			assert.deepEqual(tooLong, [], name);
		}
	});

	it('no limit known: the month, marked as an estimate', () =>
		assert.equal(firstLine(status([])), 'Budget          ~$240.00 this month, no limit known, resets 1 Dec'));

	it('nothing yet: says that there is no use, and no forecast', () => {
		const text = budgetText(status([], []), free, now, 'UTC');
		assert.match(text, /no Claude Code use on this machine/);
		assert.doesNotMatch(text, /at this pace/);
	});

	it('nothing could be read: today is not known, never zero', () => {
		const question = {
			nowMs: now,
			timezone: 'UTC',
			readings: [],
			calls: null,
			thisBranch: null,
			planWindows: [],
		};
		const unread = decideBudget(question);
		assert.equal(unread.today, null);
		const text = budgetText(unread, free, now, 'UTC');
		assert.match(text, /^Budget {10}not known/);
		assert.match(text, /Today {11}not known/);
		assert.doesNotMatch(text, /\$0/);
	});

	for (const [priceBasis, words] of [
		['list', 'list prices'],
		['config', "list prices and the team's own"],
		['managed', "the organization's contract prices"],
	] as const) {
		it(`names the prices that use was counted at: ${words}`, () => {
			const question = { nowMs: now, timezone: 'UTC', thisBranch: null, planWindows: [], priceBasis };
			const billed = reading({ period: 'weekly' });
			const own = reading({ origin: 'config', limitSource: 'policy', basis: 'list', spentMicros: null });
			const local = decideBudget({ ...question, calls, readings: [own] });
			const text = budgetText(local, free, now, 'UTC', 200);
			assert.ok(text.includes(`estimate at ${words} from this machine`), text);
			assert.ok(text.includes(`, at ${words}\n`), text);
			const none = decideBudget({
				...question,
				calls,
				readings: [{ ...own, limit: { kind: 'amount', micros: 0 } }],
			});
			assert.ok(firstLine(none).includes(`at ${words})`), firstLine(none));
			assert.equal(budgetJson(local, free)['priceBasis'], priceBasis);
			// A billed figure is told as such; what was used here still stands at those prices.
			const told = budgetText(
				decideBudget({ ...question, calls, readings: [billed] }),
				free,
				now,
				'UTC',
				200,
			);
			assert.match(told, /limit set for your seat tier · billed, as of/);
			assert.ok(told.includes(`, at ${words}\n`), told);
			const untold = reading({ spentMicros: 0 });
			const { notes } = decideBudget({ ...question, calls, readings: [untold] });
			assert.equal(/at list price\./.test(notes.join(' ')), priceBasis === 'list');
		});
	}

	it('breaks no date over two lines, and marks what is an estimate', () => {
		const text = budgetText(status([reading({ spentMicros: usd(482) })]), free, now, 'UTC', 80);
		assert.match(text, /nearly used up, resets\n {16}1 Dec\n/);
		assert.match(text, /Today {11}~\$\d+\.\d\d, at list prices/);
		assert.ok(!text.includes('\u00a0'));
	});

	it('whole: origin, forecast with its range, use now, models and who says so', () => {
		const text = budgetText(
			status([reading({})]),
			managed({ availableModels: ['sonnet', 'haiku'] }),
			now,
			'UTC',
			100,
		);
		assert.match(text, /limit set for your seat tier · billed, as of 14:00/);
		assert.match(text, /at this pace \$\d+ by 1 Dec \(\$\d+–\$\d+\)/);
		assert.match(text, /This branch\s+~\$23\.18 \(feat\/export\)/);
		assert.match(text, /may use Sonnet, Haiku: managed settings of your organization/);
		assert.match(text, /Opus 5\.5 – not in your entitlement/);
		assert.ok(text.split('\n').every((line) => line.length <= 100));
	});

	it('other limits, a stale figure and plan windows are shown', () => {
		const budget = {
			...status([
				reading({ asOfMs: now - 2 * 86_400_000 }),
				reading({ origin: 'setting', limitSource: 'setting' }),
			]),
			planWindows: [{ name: 'five_hour', usedPercent: 46, resetsAtMs: now + 3_600_000, asOfMs: now }],
		};
		const text = budgetText(budget, free, now, 'UTC');
		assert.match(text, /Also\s+\$314\.02 of \$500\.00/);
		assert.match(text, /more than a day old/);
		assert.match(text, /5 hours: 46 % used, resets 15:05 \(client/);
	});

	it('a branch or model name cannot smuggle escapes or lines', () => {
		const budget = {
			...status([]),
			thisBranch: { branch: 'a\u001b[31mb\nc', costMicros: 0, unpricedCalls: 0 },
		};
		const text = budgetText(budget, free, now, 'UTC');
		assert.ok(!text.includes('\u001b'));
		assert.match(text, /\(ab c\)/);
	});
});

describe('outlay.budget/1', () => {
	it('has every key of the contract with its unit', () => {
		const json = budgetJson(status([reading({})]), managed({ availableModels: ['sonnet'] }));
		const { entitlement, ...budget } = json as Record<string, unknown> & {
			entitlement: Record<string, unknown>;
		};
		assert.equal(budget['schema'], 'outlay.budget/1');
		assert.equal(budget['limitMicros'], 500_000_000);
		assert.equal(budget['spentMicros'], 314_020_000);
		assert.equal(budget['period'], 'monthly');
		assert.equal(budget['resetsAt'], '2026-12-01T00:00:00.000Z');
		assert.equal(budget['limitSource'], 'seat-tier');
		assert.equal(budget['basis'], 'billed');
		assert.equal(budget['asOf'], '2026-11-20T14:00:00.000Z');
		assert.equal(budget['state'], 'ok');
		assert.ok(Number.isSafeInteger(budget['forecastMicros']));
		assert.deepEqual(entitlement['allowed'], ['sonnet']);
		assert.deepEqual(entitlement['denied'], []);
		assert.equal(entitlement['current'], 'claude-opus-5-5');
		assert.equal(entitlement['currentAllowed'], false);
		assert.equal(entitlement['source'], 'managed');
		assert.equal(entitlement['default'], null);
	});
});
