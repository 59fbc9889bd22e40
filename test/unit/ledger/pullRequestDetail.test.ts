import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Evidence } from '../../../src/core/evidence/evidence.js';
import type { PullRequest } from '../../../src/core/pullRequest.js';
import { changeDetail, detailOf, pullRequestOf } from '../../../src/ledger/pullRequestDetail.js';

const hex = (length: number): fc.Arbitrary<string> =>
	fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: length, maxLength: length });
const sha = fc.oneof(hex(40), hex(64), fc.string({ unit: 'binary', maxLength: 50 }));
const text = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 12 }),
	fc.constantFrom('main', 'claude-code', 'bug'),
	// As long as a SHA is in the ledger.
	fc.stringMatching(/^[\w-]{27}$/),
);
const textOrNull = fc.option(text);
const time = fc.integer({ min: 0, max: 4_000_000_000_000 });
const timeOrNull = fc.option(time);
const count = fc.option(fc.nat());
const account = fc.record({ login: text, isBot: fc.boolean() });
const evidence: fc.Arbitrary<Evidence> = fc.record({
	kind: fc.constantFrom('note', 'session', 'trailer', 'bot', 'branch', 'label', 'message'),
	tool: text,
	model: textOrNull,
	strength: fc.constantFrom('high', 'medium', 'low'),
	where: text,
});
const few = <Item>(item: fc.Arbitrary<Item>): fc.Arbitrary<Item[]> => fc.array(item, { maxLength: 3 });

const record: fc.Arbitrary<PullRequest> = fc.record({
	...{ repo: text, number: fc.nat(), title: text, author: fc.option(account), mergedBy: fc.option(account) },
	...{ createdAtMs: timeOrNull, readyAtMs: timeOrNull, mergedAtMs: timeOrNull, closedAtMs: timeOrNull },
	...{ updatedAtMs: timeOrNull, baseRef: textOrNull, headRef: textOrNull },
	...{ headSha: fc.option(sha), mergeSha: fc.option(sha), labels: few(text), assignees: few(account) },
	...{ additions: count, deletions: count, changedFiles: count },
	draftSpans: few(fc.tuple(time, timeOrNull)),
	commits: few(
		fc.record({
			...{ sha, authorEmail: textOrNull, authorLogin: textOrNull, authoredAtMs: timeOrNull },
			...{ committerEmail: textOrNull, committerLogin: textOrNull, coAuthorEmails: few(text) },
			...{ isBaseMerge: fc.boolean(), evidence: few(evidence) },
		}),
	),
	reviews: fc.option(
		few(
			fc.record({
				author: fc.option(account),
				state: fc.constantFrom('APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED', 'PENDING'),
				submittedAtMs: timeOrNull,
			}),
		),
	),
	closesIssues: few(
		fc.oneof(
			fc.record({ repo: textOrNull, number: fc.nat(), labels: few(text) }),
			fc.record({ repo: textOrNull, number: fc.nat(), labels: few(text), cites: few(fc.nat()) }),
		),
	),
	facts: fc.record({
		...{ evidence: few(evidence), revertsNumbers: few(fc.nat()), revertsShas: few(text) },
		...{ namedCauses: few(fc.oneof(fc.nat(), text)), requestedBy: textOrNull },
	}),
	source: fc.constantFrom('github', 'git', 'import'),
});
/** fast-check gives some objects no prototype. */
const pullRequest = record.map((one) => structuredClone(one));

describe('the stored detail of a pull request', () => {
	it('gives back every pull request as it was', () => {
		fc.assert(
			fc.property(pullRequest, (one) => {
				assert.deepEqual(pullRequestOf(one, detailOf(one)), one);
			}),
		);
	});

	it('still reads what was stored as JSON of the whole record', () => {
		fc.assert(
			fc.property(pullRequest, (one) => {
				assert.deepEqual(pullRequestOf(one, JSON.stringify(one)), one);
			}),
		);
	});

	it('still reads what stands in ledgers', () => {
		const columns = { repo: 'acme/app', number: 7, createdAtMs: 1_767_225_600_000, updatedAtMs: null };
		const stored =
			'[[1,1,2,0,-6,1,-1,3,4,0,null,5,null,2,0,1,5,0,0,1,6,7,2,-7.5,-4,-6,1,-5,0,1,3,-7,0,1,-8,1,8,1,3,3600,' +
			'0,1,12,0,0,0],["A change","ada","work","3q2-796tvu_erb7v3q2-796tvu8","feature","=short",' +
			'"ada@acme.example","bob"]]';
		const read = pullRequestOf({ ...columns, mergedAtMs: null, closedAtMs: null }, stored);
		assert.deepEqual(
			[read.author, read.mergedBy, read.baseRef, read.headRef, read.headSha, read.additions],
			[
				{ login: 'ada', isBot: false },
				{ login: 'web-flow', isBot: true },
				'main',
				'work',
				'deadbeef'.repeat(5),
				5,
			],
		);
		assert.deepEqual(read.commits[0]?.evidence, [
			...[{ kind: 'trailer', tool: 'claude-code', model: null, strength: 'high', where: 'Co-Authored-By' }],
		]);
		assert.deepEqual(read.reviews, [
			{
				author: { login: 'bob', isBot: true },
				state: 'COMMENTED',
				submittedAtMs: columns.createdAtMs + 3_600_000,
			},
		]);
	});

	it('stays the same text when a change changes nothing, and holds no text that was taken out', () => {
		fc.assert(
			fc.property(pullRequest, (one) => {
				const detail = detailOf(one);
				assert.equal(
					changeDetail(detail, (same) => structuredClone(same)),
					detail,
				);
			}),
		);
		const [one] = fc.sample(pullRequest, { numRuns: 1, seed: 1 });
		assert.ok(one !== undefined);
		const named = { ...one, author: { login: 'ada-who-left', isBot: false } };
		const without = changeDetail(detailOf(named), (all) => ({ ...(all as PullRequest), author: null }));
		assert.ok(!without.includes('ada-who-left'));
		assert.deepEqual(pullRequestOf(named, without), { ...named, author: null });
	});
});
