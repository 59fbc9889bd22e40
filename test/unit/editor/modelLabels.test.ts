import assert from 'node:assert/strict';
import { modelLabel } from '../../../src/editor/viewModels/modelLabels.js';

describe('model labels', () => {
	const cases: Record<string, string> = {
		'claude-sonnet-5-5': 'Sonnet 5.5',
		'claude-sonnet-5-5-20260901': 'Sonnet 5.5',
		'claude-opus-5': 'Opus 5',
		'claude-opus-5[1m]': 'Opus 5',
		'claude-haiku-4-5-20251001': 'Haiku 4.5',
		'claude-3-5-haiku-20241022': 'Haiku 3.5',
		'us.anthropic.claude-sonnet-4-20250514-v1:0': 'Sonnet 4',
		'claude-opus-4-1@20250805': 'Opus 4.1',
		opus: 'Opus',
		'my-gateway/model-x': 'my-gateway/model-x',
	};
	for (const [id, label] of Object.entries(cases)) {
		it(`calls ${id} ${label}`, () => assert.equal(modelLabel(id), label));
	}
});
