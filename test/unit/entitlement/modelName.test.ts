import assert from 'node:assert/strict';
import { modelKey, modelLabel } from '../../../src/core/entitlement/modelName.js';

describe('model names', () => {
	const labels: readonly [id: string, label: string][] = [
		['claude-opus-5-5', 'Opus 5.5'],
		['claude-opus-5', 'Opus 5'],
		['claude-haiku-4-5-20251001', 'Haiku 4.5'],
		['claude-3-5-haiku-20241022', 'Haiku 3.5'],
		['claude-sonnet-4-20250514', 'Sonnet 4'],
		['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'Sonnet 4.5'],
		['claude-opus-4-6@20260101', 'Opus 4.6'],
		['Claude-Opus-5-5[1m]', 'Opus 5.5'],
		['sonnet', 'Sonnet'],
		['opus[1m]', 'Opus'],
		['my-gateway/claude-opus-4-6', 'Opus 4.6'],
		['gpt-6', 'gpt-6'],
		['claude-mythos-preview', 'claude-mythos-preview'],
	];
	for (const [id, label] of labels) {
		it(`calls ${id} "${label}"`, () => assert.equal(modelLabel(id), label));
	}

	it('strips what a provider or a mode adds', () => {
		assert.equal(modelKey('eu.anthropic.claude-opus-4-6-v1'), 'claude-opus-4-6');
		assert.equal(modelKey('claude-opus-5-fast'), 'claude-opus-5');
		assert.equal(modelKey('claude-3-7-sonnet-latest'), 'claude-3-7-sonnet');
	});
});
