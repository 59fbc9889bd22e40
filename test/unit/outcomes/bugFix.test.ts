import assert from 'node:assert/strict';
import { bugFixConfidence, bugLabelTest, type BugFixFacts } from '../../../src/core/outcomes/bugFix.js';

const plain: BugFixFacts = { title: 'Add a parser', headRef: null, labels: [], closedIssueLabels: [] };
const grade = (facts: Partial<BugFixFacts>, own: string[] = []): string | null =>
	bugFixConfidence({ ...plain, ...facts }, bugLabelTest(own))?.confidence ?? null;

describe('bug fix grading', () => {
	it('is sure of issues and changes labelled a bug', () => {
		for (const label of ['bug', 'Bug', 'kind/bug', 'type: bug', 'regression', 'severity: high', 'crash']) {
			assert.equal(grade({ closedIssueLabels: [['later', label]] }), 'high', label);
			assert.equal(grade({ labels: [label] }), 'high', label);
		}
		for (const label of ['debug', 'not a bug', 'feature'])
			assert.equal(grade({ labels: [label] }), null, label);
	});

	it("takes the team's own labels", () => {
		assert.equal(grade({ labels: ['Fehler'] }), null);
		assert.equal(grade({ labels: ['Fehler'] }, ['^fehler$']), 'high');
	});

	it('takes a fix: title or a fix branch for likely, unless it fixes tests, docs or the build', () => {
		for (const title of ['fix: x', 'fix(api): x', 'Fix(core)!: x', 'hotfix: x']) {
			assert.equal(grade({ title }), 'medium', title);
		}
		for (const title of ['fix(tests): x', 'fix(docs): x', 'fix(deps): x', 'fix(ci-cache): x']) {
			assert.notEqual(grade({ title }), 'medium', title);
		}
		assert.equal(grade({ headRef: 'hotfix/login' }), 'medium');
		assert.equal(grade({ headRef: 'prefix/login' }), null);
	});

	it('takes a word for weak evidence, and no word for none', () => {
		assert.equal(grade({ title: 'Fixes the rounding of cents' }), 'low');
		assert.equal(grade({ title: 'Repair broken links' }), 'low');
		assert.equal(grade({ title: 'Add a prefix' }), null);
	});
});
