import assert from 'node:assert/strict';
import {
	managedRestriction,
	outsidePolicy,
	type Restriction,
} from '../../../src/core/organization/outsidePolicy.js';
import type { ManagedModels, ManagedPolicy } from '../../../src/core/organization/records.js';
import type { AuditSpend } from '../../../src/core/organization/spendShares.js';

const groups = [
	{ groupId: 'g1', name: 'Platform', userIds: ['ann', 'bob'] },
	{ groupId: 'g2', name: 'Research', userIds: ['bob', 'cy'] },
	{ groupId: 'g3', name: 'Without settings', userIds: ['dee'] },
];
const models = (groupId: string | null, changes: Partial<ManagedModels> = {}): ManagedModels => ({
	groupId,
	available: ['sonnet'],
	denied: [],
	match: 'prefix',
	...changes,
});
const policy = (changes: Partial<ManagedPolicy> = {}): ManagedPolicy => ({
	mode: 'rbac_groups',
	groups: [models('g2', { available: ['opus'] }), models('g1')],
	default: models(null, { available: ['haiku'] }),
	...changes,
});

describe('the managed settings that a member receives', () => {
	const rows: readonly (readonly [
		who: string,
		changes: Partial<ManagedPolicy>,
		by: string | null,
		allowed: readonly string[] | null,
	])[] = [
		['ann', {}, 'the managed settings of Platform', ['sonnet']],
		// In two groups: the first in the organization's order, not the first by name.
		['bob', {}, 'the managed settings of Research', ['opus']],
		['dee', {}, 'the default managed settings', ['haiku']],
		['dee', { default: null }, null, null],
		['ann', { mode: 'organization' }, null, null],
		['ann', { mode: 'a_mode_of_tomorrow' }, null, null],
		// An empty list leaves the Default model, which files do not name.
		['ann', { groups: [models('g1', { available: [] })] }, 'the managed settings of Platform', null],
	];
	for (const [who, changes, by, allowed] of rows) {
		it(`${who} ${JSON.stringify(Object.keys(changes))}: ${by ?? 'none'}`, () => {
			const found = managedRestriction(who, policy(changes), groups);
			assert.equal(found?.by ?? null, by);
			assert.deepEqual(found?.allowed ?? null, allowed);
		});
	}

	it('are none where they were not read', () => assert.equal(managedRestriction('ann', null, groups), null));
});

describe('models used against an entitlement', () => {
	const spend = (actorId: string, model: string, amountMicros = 100): AuditSpend => ({
		day: '2026-11-19',
		actorId,
		product: 'claude_code',
		model,
		workspaceId: 'none',
		amountMicros,
		requests: null,
		currency: 'USD',
	});
	const restriction = (changes: Partial<Restriction>): Restriction => ({
		by: 'x',
		allowed: null,
		denied: [],
		match: 'prefix',
		...changes,
	});
	const why = (model: string, ...restrictions: Restriction[]): string | undefined =>
		outsidePolicy([spend('ann', model)], () => restrictions)[0]?.why;

	it('every restriction must hold, a denied model first', () => {
		const both = [restriction({ by: 'a', allowed: ['opus'] }), restriction({ by: 'b', denied: ['opus'] })];
		assert.equal(why('claude-opus-5-5', ...both), 'denied by "opus" in b');
		assert.equal(why('claude-sonnet-5-5', ...both), 'not allowed by a');
		assert.equal(why('claude-opus-5-5'), undefined);
	});

	it('exact entries admit no later version', () => {
		const allowed = ['claude-opus-5'];
		assert.equal(why('claude-opus-5-5', restriction({ allowed })), undefined);
		assert.equal(why('claude-opus-5-5', restriction({ allowed, match: 'exact' })), 'not allowed by x');
	});

	it('are added by model and reason; unknown models and rows without an amount say nothing', () => {
		const rows = [
			spend('ann', 'claude-opus-5-5', 100),
			spend('ann', 'claude-opus-5-5', 50),
			spend('bob', 'claude-opus-5-5', 25),
			spend('cy', 'claude-opus-5-5', 0),
			spend('cy', 'unknown'),
		];
		const found = outsidePolicy(rows, () => [restriction({ allowed: ['sonnet'] })]);
		assert.deepEqual(found, [
			{ model: 'claude-opus-5-5', spenders: 2, costMicros: 175, why: 'not allowed by x' },
		]);
	});
});
