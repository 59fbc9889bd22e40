import assert from 'node:assert/strict';
import { keyFindings, type KeyInputs } from '../../../src/core/organization/keyFindings.js';
import type { Actor, ApiKeyRecord, KeyDay, Member } from '../../../src/core/organization/records.js';

const now = Date.parse('2026-11-20T14:05:00Z');
const member = (userId: string): Member => ({
	userId,
	email: `${userId}@example.com`,
	name: null,
	role: 'user',
	addedAtMs: null,
});
const key = (changes: Partial<ApiKeyRecord>): ApiKeyRecord => ({
	keyId: 'apikey_1',
	name: 'ci',
	status: 'active',
	createdAtMs: Date.parse('2026-01-01T00:00:00Z'),
	expiresAtMs: null,
	workspaceId: null,
	createdByUserId: 'user_here',
	principalUserId: null,
	hasServiceAccount: false,
	...changes,
});
const used = (day: string, amountMicros: number | null, tokens: number | null = null): KeyDay => ({
	keyId: 'apikey_1',
	day,
	amountMicros,
	tokens,
});
const find = (changes: Partial<KeyInputs>): ReturnType<typeof keyFindings> =>
	keyFindings({
		keys: [key({})],
		keyDays: [],
		workspaces: [],
		members: [member('user_here')],
		departed: [member('user_gone')],
		actors: new Map<string, Actor>(),
		nowMs: now,
		...changes,
	});

describe('API keys', () => {
	const owners: readonly (readonly [what: string, changes: Partial<ApiKeyRecord>, why: string | null])[] = [
		['of a member', {}, null],
		['of somebody who left', { createdByUserId: 'user_gone' }, 'its owner has left'],
		[
			'of somebody who never was a member',
			{ createdByUserId: 'user_stranger' },
			'its owner is no member and was never seen as one',
		],
		['of nobody', { createdByUserId: null }, 'no owner is recorded'],
		['that a member stands for', { createdByUserId: 'user_gone', principalUserId: 'user_here' }, null],
		['of a service account', { createdByUserId: null, hasServiceAccount: true }, null],
		['that is switched off', { createdByUserId: null, status: 'inactive' }, null],
	];
	for (const [what, changes, why] of owners) {
		it(`${what}: ${why ?? 'somebody answers for it'}`, () => {
			const { orphanKeys } = find({ keys: [key(changes)] });
			assert.deepEqual(
				orphanKeys.map((one) => one.why),
				why === null ? [] : [why],
			);
		});
	}

	it('nobody is held to have left where no members were read', () => {
		assert.deepEqual(find({ members: null, keys: [key({ createdByUserId: 'user_x' })] }).orphanKeys, []);
	});

	it('are stale without use in 90 days, whatever the ledger remembers of the time before', () => {
		assert.equal(find({ keyDays: [used('2026-08-21', 1_000_000)] }).staleKeys.length, 1);
		assert.equal(find({ keyDays: [used('2026-08-22', 1_000_000)] }).staleKeys.length, 0);
	});

	it('are alive with tokens that cost nothing, and while they are young', () => {
		assert.equal(find({ keyDays: [used('2026-11-01', 0, 12)] }).staleKeys.length, 0);
		assert.equal(find({ keyDays: [used('2026-11-01', 0, 0)] }).staleKeys.length, 1);
		const young = key({ createdAtMs: now - 29 * 86_400_000 });
		assert.equal(find({ keys: [young] }).staleKeys.length, 0);
	});

	it('show what they spent in 90 days, switched off or not', () => {
		const days = [
			used('2026-08-01', 9_000_000),
			used('2026-11-01', 2_000_000),
			used('2026-11-02', 1_000_000),
		];
		const [one] = find({ keys: [key({ status: 'inactive' })], keyDays: days }).keySpend;
		assert.deepEqual([one?.costMicros, one?.lastUsedDay, one?.why], [3_000_000, '2026-11-02', 'inactive']);
		assert.equal(find({ keyDays: [used('2026-11-01', null, 5)] }).keySpend.length, 0);
	});

	it('that were not read are unknown, not none', () => {
		assert.equal(find({ keys: null }).activeKeys, null);
	});
});
