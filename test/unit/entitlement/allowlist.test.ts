import assert from 'node:assert/strict';
import { admittingEntry, denyingEntry, type ModelMatch } from '../../../src/core/entitlement/allowlist.js';

type Row = readonly [model: string, list: readonly string[], match: ModelMatch, entry: string | null];

describe('allowlist', () => {
	const rows: readonly Row[] = [
		// A family alias admits the family…
		['claude-opus-5-5', ['opus'], 'prefix', 'opus'],
		['claude-opus-5-5', ['opus'], 'exact', 'opus'],
		['us.anthropic.claude-opus-4-6-v1', ['opus'], 'prefix', 'opus'],
		['claude-haiku-5-5', ['opus', 'sonnet'], 'prefix', null],
		// …unless specific entries of the family stand beside it.
		['claude-opus-5-5', ['opus', 'claude-opus-4-5'], 'prefix', null],
		['claude-opus-4-5', ['opus', 'claude-opus-4-5'], 'prefix', 'claude-opus-4-5'],
		// A version prefix admits what extends it, at a segment boundary.
		['claude-opus-5-5', ['claude-opus-5'], 'prefix', 'claude-opus-5'],
		['claude-opus-5-5', ['opus-5'], 'prefix', 'opus-5'],
		['claude-opus-5', ['claude-opus-5-5'], 'prefix', null],
		['claude-opus-4-5-20251101', ['claude-opus-4-5'], 'prefix', 'claude-opus-4-5'],
		['claude-opus-4-5', ['claude-opus-4-5-20251101'], 'prefix', 'claude-opus-4-5-20251101'],
		['claude-opus-4-5-20250101', ['claude-opus-4-5-20251101'], 'prefix', null],
		// Exact admits the named version only, dated or not.
		['claude-opus-5-5', ['claude-opus-5'], 'exact', null],
		['claude-opus-5', ['claude-opus-5'], 'exact', 'claude-opus-5'],
		['claude-haiku-4-5-20251001', ['claude-haiku-4-5'], 'exact', 'claude-haiku-4-5'],
		// An alias is a request for the family: any entry of the family may serve it.
		['opus', ['claude-opus-4-6'], 'prefix', 'claude-opus-4-6'],
		['opus', ['sonnet'], 'prefix', null],
		// Spelling does not matter; choices are no models; other vendors match whole or at a boundary.
		['claude-sonnet-5-5[1m]', ['Sonnet'], 'prefix', 'Sonnet'],
		['claude-opus-5', ['default', 'best', 'opusplan'], 'prefix', null],
		['acme-coder-2-large', ['acme-coder-2'], 'prefix', 'acme-coder-2'],
		['acme-coder-20', ['acme-coder-2'], 'prefix', null],
		['acme-coder-2-large', ['acme-coder-2'], 'exact', null],
		['claude-opus-5', [], 'prefix', null],
	];
	for (const [model, list, match, entry] of rows) {
		it(`${model} against [${list.join(', ')}] (${match}) → ${entry ?? 'not admitted'}`, () =>
			assert.equal(admittingEntry(model, list, match), entry));
	}
});

describe('denylist', () => {
	const rows: readonly (readonly [model: string, list: readonly string[], entry: string | null])[] = [
		['claude-opus-4-1', ['opus'], 'opus'],
		['claude-opus-5-5-20260922', ['claude-opus-5-5'], 'claude-opus-5-5'],
		['us.anthropic.claude-opus-5-5-v1:0', ['claude-opus-5-5'], 'claude-opus-5-5'],
		['claude-opus-5-5', ['claude-opus-5'], 'claude-opus-5'],
		['claude-opus-5-5', ['claude-opus-5-0'], null],
		['claude-opus-5', ['claude-opus-5-0'], 'claude-opus-5-0'],
		['claude-opus-5', ['claude-opus-5-5'], null],
		['opus', ['claude-opus-5-5'], null],
		['claude-sonnet-5', ['best', 'default', 'opusplan'], null],
		['acme-coder', ['acme-coder'], 'acme-coder'],
	];
	for (const [model, list, entry] of rows) {
		it(`${model} against [${list.join(', ')}] → ${entry ?? 'not denied'}`, () =>
			assert.equal(denyingEntry(model, list), entry));
	}
});
