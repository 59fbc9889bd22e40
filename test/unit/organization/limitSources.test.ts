import assert from 'node:assert/strict';
import { limitSources } from '../../../src/core/organization/limitSources.js';
import type { ConfiguredLimit, EffectiveLimit } from '../../../src/core/organization/records.js';

const usd = (dollars: number): number => dollars * 1_000_000;
const effective = (source: string, sourceId: string | null, limitMicros: number | null): EffectiveLimit => ({
	userId: 'user_1',
	email: null,
	name: null,
	isDeleted: false,
	limitMicros,
	spentMicros: 0,
	currency: 'USD',
	period: 'monthly',
	source,
	sourceId,
});
const configured = (scope: string, scopeId: string | null, limitMicros: number | null): ConfiguredLimit => ({
	limitId: `spl_${scope}`,
	scope,
	scopeId,
	limitMicros,
	currency: 'USD',
	period: 'monthly',
	isEnabled: scope !== 'organization',
	updatedAtMs: 0,
});
const groups = [{ groupId: 'rbac_1', name: 'Platform', userIds: [] }];

describe('where limits come from', () => {
	it('counts the members that each limit holds for, and keeps those that hold for nobody', () => {
		const found = limitSources(
			[
				effective('seat_tier', 'premium', usd(500)),
				effective('seat_tier', 'premium', usd(500)),
				effective('rbac_group', 'rbac_1', usd(900)),
				effective('user', 'user_1', usd(50)),
				effective('user', 'user_2', null),
			],
			[configured('organization', null, usd(100)), configured('seat_tier', 'premium', usd(500))],
			groups,
		);
		assert.deepEqual(
			found.map(({ scope, name, limitMicros, members, isEnabled }) => [
				scope,
				name,
				limitMicros,
				members,
				isEnabled,
			]),
			[
				['seat_tier', 'premium', usd(500), 2, true],
				['user', null, null, 2, true],
				['rbac_group', 'Platform', usd(900), 1, true],
				['organization', null, usd(100), 0, false],
			],
		);
	});

	it('takes records of an older version, which name no group', () => {
		const old: EffectiveLimit = { ...effective('rbac_group', null, usd(5)) };
		Reflect.deleteProperty(old, 'sourceId');
		assert.deepEqual(
			limitSources([old], [], groups).map(({ name, members }) => [name, members]),
			[[null, 1]],
		);
	});
});
