import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OutlayError } from '../../../src/core/errors.js';
import { withModel, withoutChange } from '../../../src/editor/models/modelSetting.js';

const file = '.claude/settings.local.json';

describe('model setting', () => {
	it('creates the file, and undoing removes it', () => {
		const change = withModel(null, 'haiku', file);
		assert.equal(change.after, '{\n  "model": "haiku"\n}\n');
		assert.equal(withoutChange(change.after, change, file), null);
	});

	it('changes one line and keeps indent, order and line ends', () => {
		const before = '{\r\n\t"permissions": {\r\n\t\t"allow": []\r\n\t},\r\n\t"model": "opus"\r\n}\r\n';
		const change = withModel(before, 'sonnet', file);
		assert.equal(change.after, before.replace('"opus"', '"sonnet"'));
		assert.equal(withoutChange(change.after, change, file), before);
	});

	it('takes back only its own key from a file that somebody changed since', () => {
		const change = withModel('{\n  "model": "opus"\n}\n', 'haiku', file);
		const edited = change.after.replace('{', '{\n  "cleanupPeriodDays": 90,');
		assert.deepEqual(JSON.parse(withoutChange(edited, change, file) ?? ''), {
			cleanupPeriodDays: 90,
			model: 'opus',
		});
	});

	it('leaves a model that somebody chose since', () => {
		const change = withModel(null, 'haiku', file);
		const chosen = '{ "model": "opus" }';
		assert.equal(withoutChange(chosen, change, file), chosen);
	});

	it('refuses a file it cannot read as an object, and says so', () => {
		for (const broken of ['{ "model": ', '[]', '"text"', 'null']) {
			assert.throws(
				() => withModel(broken, 'haiku', file),
				(error) => OutlayError.is(error, 'usage') && error.message.includes(file),
			);
		}
	});

	it('undoes any change of any settings byte for byte', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.boolean(), (settings, isPretty) => {
				const before = JSON.stringify(settings, null, isPretty ? 2 : 0);
				const change = withModel(before, 'haiku', file);
				assert.equal((JSON.parse(change.after) as { model: string }).model, 'haiku');
				assert.equal(withoutChange(change.after, change, file), before);
			}),
		);
	});
});
