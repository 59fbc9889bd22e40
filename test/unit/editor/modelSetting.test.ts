import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OutlayError } from '../../../src/core/errors.js';
import { hasSmaller, modelChoices } from '../../../src/editor/models/modelChoices.js';
import { withModel, withoutChange } from '../../../src/editor/models/modelSetting.js';
import { inEnglish } from '../../../src/editor/viewModels/translate.js';
import { budgetFacts } from './budgetFacts.js';

const file = { name: '.claude/settings.local.json', t: inEnglish };

describe('model setting', () => {
	it('creates the file, and undoing removes it', () => {
		const change = withModel(null, 'haiku', file);
		assert.equal(change.after, '{\n  "model": "haiku"\n}\n');
		assert.deepEqual(withoutChange(change.after, change, file), { kind: 'restored', text: null });
	});

	it('changes one line and keeps indent, order and line ends', () => {
		const before = '{\r\n\t"permissions": {\r\n\t\t"allow": []\r\n\t},\r\n\t"model": "opus"\r\n}\r\n';
		const change = withModel(before, 'sonnet', file);
		assert.equal(change.after, before.replace('"opus"', '"sonnet"'));
		assert.deepEqual(withoutChange(change.after, change, file), { kind: 'restored', text: before });
	});

	it('keeps a byte order mark, and an empty file empty', () => {
		const marked = '\uFEFF{\n  "model": "opus"\n}\n';
		const change = withModel(marked, 'haiku', file);
		assert.equal(change.after, marked.replace('opus', 'haiku'));
		for (const before of [marked, '', ' \n', '\uFEFF']) {
			const made = withModel(before, 'haiku', file);
			assert.deepEqual(withoutChange(made.after, made, file), { kind: 'restored', text: before });
		}
	});

	it('takes back only its own key from a file that somebody changed since', () => {
		const change = withModel('{\n  "model": "opus"\n}\n', 'haiku', file);
		const edited = change.after.replace('{', '{\n  "cleanupPeriodDays": 90,');
		const undone = withoutChange(edited, change, file);
		assert.equal(undone.kind, 'restored');
		assert.deepEqual(JSON.parse(undone.text ?? ''), { cleanupPeriodDays: 90, model: 'opus' });
	});

	it('leaves a model that somebody chose since, and a file that somebody deleted', () => {
		const made = withModel(null, 'haiku', file);
		assert.deepEqual(withoutChange('{ "model": "opus" }', made, file), { kind: 'left' });
		const changed = withModel('{ "model": "opus" }', 'haiku', file);
		assert.deepEqual(withoutChange(null, changed, file), { kind: 'left' });
		// What somebody put back by hand is as it was.
		assert.deepEqual(withoutChange(null, made, file), { kind: 'restored', text: null });
	});

	it('refuses a file it cannot read as an object, and says so', () => {
		const commented = '{\n  // mine\n  "model": "opus"\n}';
		for (const broken of ['{ "model": ', '{ "model": "opus", }', commented, '[]', '"text"', 'null']) {
			assert.throws(
				() => withModel(broken, 'haiku', file),
				(error) => OutlayError.is(error, 'usage') && error.message.includes(file.name),
			);
		}
	});

	it('undoes any change of any settings byte for byte', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.boolean(), (settings, isPretty) => {
				const before = JSON.stringify(settings, null, isPretty ? 2 : 0);
				const change = withModel(before, 'haiku', file);
				assert.equal((JSON.parse(change.after) as { model: string }).model, 'haiku');
				assert.deepEqual(withoutChange(change.after, change, file), { kind: 'restored', text: before });
			}),
		);
	});
});

describe('models to change to', () => {
	const offered = (current: string, allowed: string[] | null): string[] => {
		const { entitlement } = budgetFacts(
			{},
			allowed === null
				? { isUnrestricted: true, allowed: [], models: [] }
				: { isUnrestricted: false, allowed, models: [] },
		);
		return modelChoices(entitlement, current, inEnglish).map(({ value }) => value);
	};

	it('are those that are allowed, the smallest first, without the one in use', () => {
		assert.deepEqual(offered('claude-sonnet-5-5', null), ['haiku', 'opus']);
		assert.deepEqual(offered('claude-opus-5-5', ['opus', 'sonnet', 'haiku', 'default']), ['haiku', 'sonnet']);
		assert.deepEqual(offered('claude-haiku-5-5', ['haiku']), []);
	});

	it('hold a smaller one only where there is one', () => {
		const smaller = (current: string, allowed: string[] | null): boolean => {
			const { entitlement } = budgetFacts(
				{},
				{ isUnrestricted: allowed === null, allowed: allowed ?? [], models: [] },
			);
			return hasSmaller(modelChoices(entitlement, current, inEnglish), current);
		};
		assert.equal(smaller('claude-sonnet-5-5', null), true);
		assert.equal(smaller('claude-haiku-5-5', null), false);
		assert.equal(smaller('claude-sonnet-5-5', ['sonnet', 'opus']), false);
		assert.equal(smaller('claude-fable-5-2', ['fable', 'opus']), true);
	});
});
