import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfig } from '../../../src/core/config.js';
import { OutlayError } from '../../../src/core/errors.js';
import { configJsonSchema } from '../../../src/sources/config/configSchema.js';
import { parseConfig, readConfig } from '../../../src/sources/config/readConfig.js';

const refusal = (text: string): string => {
	try {
		parseConfig(text, 'outlay.config.json');
	} catch (error) {
		assert.ok(OutlayError.is(error, 'usage'), String(error));
		return error.message;
	}
	return assert.fail('the config was accepted');
};

describe('outlay.config.json', () => {
	it('gives every default when it is empty, with or without a byte order mark', () => {
		assert.deepEqual(parseConfig('{}', 'x'), defaultConfig);
		assert.deepEqual(parseConfig('\uFEFF{}', 'x'), defaultConfig);
	});

	it('reads people, budgets in dollars, and lays single formulas over the defaults', () => {
		const config = parseConfig(
			JSON.stringify({
				people: [{ name: 'Ada', emails: ['ada@example.com'], team: 'core' }],
				budgets: [
					{ scope: 'person', limit: 512.5 },
					{ scope: 'organization', period: 'quarterly', limit: null },
				],
				formulas: { hourlyRate: 85 },
			}),
			'x',
		);
		assert.equal(config.people[0]?.team, 'core');
		assert.deepEqual(config.people[0].githubLogins, []);
		assert.deepEqual(config.budgets, [
			{ scope: 'person', name: null, period: 'monthly', limitMicros: 512_500_000 },
			{ scope: 'organization', name: null, period: 'quarterly', limitMicros: null },
		]);
		assert.deepEqual(config.formulas, { ...defaultConfig.formulas, hourlyRate: 85 });
	});

	it('names an unknown key and the nearest known one, at every depth', () => {
		assert.match(refusal('{"budget": []}'), /unknown key "budget", did you mean "budgets"\?/);
		assert.match(
			refusal('{"people": [{"name": "Ada", "githubLogin": []}]}'),
			/unknown key "people\.0\.githubLogin", did you mean "githubLogins"\?/,
		);
		assert.match(
			refusal('{"models": {"teams": {"core": {"allow": []}}}}'),
			/unknown key "models\.teams\.core\.allow", did you mean "allowed"\?/,
		);
	});

	it('names the key of a wrong value, of a broken pattern, and the place of broken JSON', () => {
		assert.match(refusal('{"budgets": [{"scope": "person", "limit": -1}]}'), /budgets\.0\.limit/);
		assert.match(refusal('{"defectLabels": ["("]}'), /defectLabels\.0 is not a regular expression/);
		assert.match(refusal('{"people": ['), /outlay\.config\.json is not valid JSON/);
	});

	it('says which file is missing and what to do', async () => {
		await assert.rejects(
			readConfig(join(__dirname, 'no-such.json')),
			(error) =>
				OutlayError.is(error, 'environment') && error.message.includes('no-such.json') && error.hint !== null,
		);
	});

	it('ships the schema that the editor completes from', () => {
		const shipped = readFileSync(join(__dirname, '../../../media/outlay.config.schema.json'), 'utf8');
		assert.equal(shipped, configJsonSchema());
	});
});
