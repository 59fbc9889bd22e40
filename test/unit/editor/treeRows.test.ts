import assert from 'node:assert/strict';
import { budgetBasis, budgetRows } from '../../../src/editor/viewModels/budgetRows.js';
import { commitRows, type BranchFacts } from '../../../src/editor/viewModels/commitRows.js';
import { insightRows } from '../../../src/editor/viewModels/insightRows.js';
import { pullRequestRows, type PullRequestFacts } from '../../../src/editor/viewModels/pullRequestRows.js';
import type { TreeRow } from '../../../src/editor/viewModels/treeRow.js';
import { budgetFacts, nowMs, reader } from './budgetFacts.js';

const dollars = (amount: number): number => amount * 1_000_000;
const hourMs = 3_600_000;
const flat = (rows: readonly TreeRow[]): TreeRow[] =>
	rows.flatMap((row) => [row, ...flat(row.children ?? [])]);
const texts = (rows: readonly TreeRow[]): string[] =>
	flat(rows).map((row) => `${row.label} | ${row.description ?? ''}`);

const pullRequest: PullRequestFacts = {
	repo: 'acme/app',
	number: 418,
	title: 'Export to FOCUS',
	url: 'https://github.com/acme/app/pull/418',
	state: 'open',
	createdAtMs: nowMs - 20 * hourMs,
	mergedAtMs: null,
	costMicros: dollars(23.18),
	sessions: 3,
	partialOutputShare: 0.126,
	strength: 'high',
	evidence: ['session', 'trailer'],
	aiShare: null,
	waitingSinceMs: nowMs - 6 * hourMs,
	timeToFirstReviewMs: null,
	defect: null,
	watchedDays: null,
	coverageDelta: null,
	coverageMissing: null,
};

const branch: BranchFacts = {
	repoRoot: '/w/app',
	repoName: 'app',
	branch: 'feat/export',
	commits: [
		{
			repoRoot: '/w/app',
			sha: 'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8c9d0',
			subject: 'Write FOCUS rows',
			authoredAtMs: nowMs,
			costMicros: dollars(4.12),
			partialOutputShare: 0.5,
			strength: 'high',
			evidence: [{ kind: 'session', where: null }],
			isTagged: false,
		},
		{
			repoRoot: '/w/app',
			sha: '9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c',
			subject: 'Fix rounding',
			authoredAtMs: nowMs,
			costMicros: null,
			partialOutputShare: 0,
			strength: 'none',
			evidence: [],
			isTagged: false,
		},
	],
};

/** What a row says when it is pointed at, unfolded or read aloud. */
const everythingOf = (rows: readonly TreeRow[]): string => JSON.stringify(flat(rows));

describe('sidebar rows', () => {
	const prices = 'list prices';

	it('names the prices that costs are counted at, in every view', () => {
		const contract = "the organization's contract prices";
		const insight = {
			id: 'opus',
			kind: 'expensive-model',
			model: 'claude-opus-5-5',
			cheaperModel: 'claude-sonnet-5-5',
			sessions: 14,
			costMicros: 9_000_000,
		} as const;
		for (const rows of [
			pullRequestRows([pullRequest], contract, reader),
			commitRows([branch], contract, reader),
			insightRows([insight], new Set(), contract, reader),
		]) {
			assert.match(everythingOf(rows), /at the organization's contract prices/);
			assert.doesNotMatch(everythingOf(rows), /list price/);
		}
	});

	it('lists the period with its models, today, branch and forecast', () => {
		const shown = texts(budgetRows(budgetFacts(), reader));
		assert.ok(shown.includes('November | $314.02 of $500  63 %'), shown.join('\n'));
		assert.ok(shown.includes('Sonnet 5.5 | ~$201.10'));
		assert.ok(shown.includes('Today | ~$11.40'));
		assert.ok(shown.includes('This branch | ~$23.18  feat/export'));
		assert.ok(shown.includes('Forecast | $412.00 ($380.00–$450.00)'));
		assert.ok(shown.includes('Opus 5.5 | not in your entitlement'));
	});

	it('marks every figure at list prices, and says so in the heading', () => {
		assert.equal(budgetBasis(budgetFacts(), reader), 'billed · ~ at list prices');
		const local = budgetFacts({ basis: 'list', isEstimate: true });
		assert.equal(budgetBasis(local, reader), '~ at list prices');
		const managed = budgetFacts({ basis: 'list', priceBasis: 'managed' });
		assert.equal(budgetBasis(managed, reader), "~ at the organization's contract prices");
		assert.doesNotMatch(JSON.stringify(budgetRows(managed, reader)), /list prices/);
		assert.match(
			JSON.stringify(budgetRows(managed, reader)),
			/estimated at the organization's contract prices/,
		);
		assert.ok(texts(budgetRows(local, reader)).includes('November | ~$314.02 of $500  63 %'));
	});

	it('says beside a cost what share of its calls lacks the final output count, and nothing beside a whole one', () => {
		assert.match(everythingOf(pullRequestRows([pullRequest], prices, reader)), /Output of 13 % of its calls/);
		const [half, none] = commitRows([branch], prices, reader);
		assert.match(
			String(half?.tooltip),
			/Output of 50 % of its calls was not fully recorded: the cost is a floor/,
		);
		assert.doesNotMatch(String(none?.tooltip), /not fully recorded/);
	});

	it('shows a pull request with cost, evidence and waiting', () => {
		assert.deepEqual(texts(pullRequestRows([pullRequest], prices, reader)), [
			'#418 Export to FOCUS | $23.18 · 3 sessions',
			'AI evidence: high (session, trailer) | ',
			'waiting for review 6 h | ',
		]);
	});

	it('shows what became of a merged one, and says what is unknown', () => {
		const merged: PullRequestFacts = {
			...pullRequest,
			state: 'merged',
			mergedAtMs: Date.UTC(2026, 10, 1),
			sessions: 0,
			costMicros: null,
			waitingSinceMs: null,
			timeToFirstReviewMs: 2 * hourMs + 600_000,
			watchedDays: 18.4,
			coverageMissing: 'no report for its base',
		};
		const shown = texts(pullRequestRows([merged], prices, reader)).join('\n');
		assert.match(shown, /no linked session · merged 1 Nov/);
		assert.match(shown, /first review 2 h 10 m/);
		assert.match(shown, /no defect so far \(18 of 30 days\)/);
		assert.match(shown, /coverage not known: no report for its base/);
	});

	it('never calls an inferred defect a fact', () => {
		const inferred: PullRequestFacts = { ...pullRequest, defect: { tier: 'inferred', why: 'blame' } };
		assert.match(
			texts(pullRequestRows([inferred], prices, reader)).join('\n'),
			/perhaps fixed later \(inferred: 8\d % of such guesses are right, 7\d % of such defects are found\)/,
		);
	});

	it('puts open before merged, and leaves out closed ones without spend', () => {
		const one = (number: number, state: PullRequestFacts['state'], sessions: number): PullRequestFacts => ({
			...pullRequest,
			number,
			state,
			sessions,
		});
		const rows = pullRequestRows(
			[one(1, 'merged', 1), one(2, 'closed', 0), one(3, 'open', 0), one(4, 'closed', 2)],
			prices,
			reader,
		);
		assert.deepEqual(
			rows.map(({ id }) => id),
			['acme/app#3', 'acme/app#1', 'acme/app#4'],
		);
	});

	it('offers to record only where there is evidence that is not recorded', () => {
		assert.deepEqual(
			commitRows([branch], prices, reader).map(({ context }) => context),
			['commit.untagged', 'commit'],
		);
	});

	it('tells evidence by words and shape, not by colour alone', () => {
		const rows = commitRows([branch], prices, reader);
		assert.match(rows[0]?.spoken ?? '', /AI evidence: session/);
		assert.match(rows[1]?.spoken ?? '', /no AI evidence/);
		assert.notEqual(rows[0]?.icon, rows[1]?.icon);
	});

	it('groups commits by repository when there are several', () => {
		const rows = commitRows([branch, { ...branch, repoRoot: '/w/lib', repoName: 'lib' }], prices, reader);
		assert.deepEqual(
			rows.map(({ label }) => label),
			['app', 'lib'],
		);
	});

	it('gives every row a sentence and an id of its own', () => {
		const rows = flat([
			...budgetRows(budgetFacts(), reader),
			...pullRequestRows([pullRequest], prices, reader),
			...commitRows([branch], prices, reader),
			...insightRows([{ id: 'near', kind: 'near-limit', usedShare: 0.8 }], new Set(), prices, reader),
		]);
		assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
		assert.deepEqual(
			rows.filter(({ spoken }) => spoken.length < 5),
			[],
		);
	});

	it('leaves out a dismissed insight', () => {
		const insights = [{ id: 'near', kind: 'near-limit', usedShare: 0.8 } as const];
		assert.equal(insightRows(insights, new Set(['near']), prices, reader).length, 0);
		assert.equal(insightRows(insights, new Set(), prices, reader).length, 1);
	});
});
