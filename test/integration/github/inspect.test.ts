import assert from 'node:assert/strict';
import { GithubDesk } from './githubDesk.js';
import {
	pullRequestOf,
	shaOf,
	start,
	worldOf,
	type WorldAccount,
	type WorldPullRequest,
	type WorldReview,
} from './world.js';

const hour = 3_600_000;
const createdOf = (number: number): number => start + number * 24 * hour;
const closedOf = (number: number): number => createdOf(number) + 5 * hour;
const person = (login: string): WorldAccount => ({ login, type: 'User' });
const bot = (login: string): WorldAccount => ({ login, type: 'Bot' });

/** A merged pull request of one commit by Ada, unreviewed. */
function merged(number: number, changes: Partial<WorldPullRequest>): WorldPullRequest {
	const closedMs = closedOf(number);
	const plain = { title: `Change ${number}`, body: '', events: [], issues: [], reviews: [], labels: [] };
	const times = { createdMs: createdOf(number), closedMs, mergedMs: closedMs, updatedMs: closedMs };
	const [commit] = pullRequestOf(number, { commits: 1 }).commits;
	assert.ok(commit);
	const commits = [{ ...commit, message: 'Step', email: 'ada@acme.example', login: 'ada' }];
	const author = person('ada');
	const headRef = `work-${number}`;
	return { ...pullRequestOf(number), ...plain, author, ...times, commits, headRef, ...changes };
}

/** The rows of a printed table, each on one line with single spaces, by what they begin with. */
function rowsIn(text: string, beginning: RegExp): string[] {
	const rows: string[] = [];
	for (const line of text.split('\n\n')[0]?.split('\n').slice(1) ?? []) {
		if (beginning.test(line)) rows.push(line);
		else rows.push(`${rows.pop() ?? ''} ${line}`);
	}
	return rows.map((row) => row.replaceAll(/\s+/g, ' ').trim());
}

describe('inspecting what GitHub told, on the command line', () => {
	let desk: GithubDesk;
	beforeEach(async () => (desk = await GithubDesk.open(worldOf(0))));
	afterEach(() => desk.close());

	const textOf = async (what: string): Promise<string> => {
		const result = await desk.run(['inspect', what, '--prs', 'github']);
		assert.equal(result.code, 0, result.stderr);
		return result.stdout;
	};
	/** Lands a pull request by one commit, at the time at which it was merged. */
	const landed = (
		number: number,
		message: string,
		changes: Partial<WorldPullRequest> = {},
	): WorldPullRequest => {
		const mergeSha = desk.repository.commit({ message, at: closedOf(number) / 1000 });
		return merged(number, { mergeSha, title: message.split(/ \(#\d+\)/)[0] ?? '', ...changes });
	};
	/** Lands one by rebase: two commits, whose originals have other SHAs and the same authors and times. */
	const rebased = (number: number): WorldPullRequest => {
		const at = [closedOf(number) / 1000 - 60, closedOf(number) / 1000];
		const shas = at.map((time, index) =>
			desk.repository.commit({ message: `Part ${index} of it`, at: time }),
		);
		const commits = at.map((time, index) => ({
			...{ oid: shaOf(number, index), message: `Part ${index} of it`, email: 'dana@example.com' },
			...{ login: 'dana', atMs: time * 1000 },
		}));
		return merged(number, { mergeSha: shas[1] ?? '', commits });
	};

	it('shows each revert with the rule that found it, what it undid and what came of it', async () => {
		const one = landed(1, 'Change 1 (#1)');
		const six = rebased(6);
		const half = desk.repository.git('rev-parse', `${six.mergeSha ?? ''}~1`);
		desk.server.world.pullRequests = [
			...[one, six, ...[2, 3, 4, 5, 7, 8].map((number) => landed(number, `Change ${number} (#${number})`))],
			landed(11, `Undo a change (#11)\n\nThis reverts commit ${one.mergeSha ?? ''}.`),
			landed(12, 'Undo it (#12)', { body: 'Reverts acme/app#2' }),
			landed(13, 'Back out (#13)', { headRef: 'revert-3-work-3' }),
			landed(14, 'Revert "Change 4" (#14)'),
			landed(15, 'Revert "Change 5" (#15)'),
			landed(16, 'Reapply "Change 5" (#16)'),
			landed(17, `Half of it (#17)\n\nThis reverts commit ${half}.`),
			landed(18, 'Revert "Change 7" (#18)'),
			landed(19, 'Revert "Revert "Change 7"" (#19)'),
			landed(20, 'Revert "Revert "Revert "Change 7""" (#20)'),
			// Onto another branch, or never merged: no reverts.
			merged(21, { title: 'Revert "Change 8"', baseRef: 'next', mergeSha: shaOf(21, 1) }),
			merged(22, { title: 'Revert "Change 8"', mergedMs: null }),
		];
		const text = await textOf('reverts');
		assert.deepEqual(rowsIn(text, /^\d{4}-/), [
			'2026-01-16 acme/app #11 #1 reverted R1 "This reverts commit …": undoes #1',
			'2026-01-17 acme/app #12 #2 reverted R2 "Reverts #n" in the body: undoes #2',
			'2026-01-18 acme/app #13 #3 reverted R3 branch revert-n-…: undoes #3',
			'2026-01-19 acme/app #14 #4 reverted R4 title Revert "…": undoes #4',
			'2026-01-20 acme/app #15 #5 restored R4 title Revert "…": undoes #5',
			'2026-01-21 acme/app #16 #15 restored R4 title Revert "…": undoes #15; link 2 of a chain of reverts',
			'2026-01-22 acme/app #17 #6 reverted R1 "This reverts commit …": undoes #6; only a part of it',
			'2026-01-23 acme/app #18 #7 reverted R4 title Revert "…": undoes #7',
			'2026-01-24 acme/app #19 #18 reverted R4 title Revert "…": undoes #18; link 2 of a chain of reverts',
			'2026-01-25 acme/app #20 #19 reverted R4 title Revert "…": undoes #19; link 3 of a chain of reverts',
		]);
		assert.match(text, /\n10 reverts\.\n$/);
	});

	it('shows each first review, and why it is that one or none', async () => {
		const review = (
			number: number,
			author: WorldAccount | null,
			hours: number,
			state = 'COMMENTED',
		): WorldReview => ({
			...{ author, state, atMs: createdOf(number) + hours * hour },
		});
		const draft = (number: number): WorldPullRequest['events'] => [
			{ kind: 'ready', atMs: createdOf(number) + 2 * hour },
		];
		const byBob = 'Step\n\nCo-authored-by: Bob <7+bob@users.noreply.github.com>';
		const [step] = merged(6, {}).commits;
		assert.ok(step);
		desk.server.world.pullRequests = [
			merged(1, { reviews: [review(1, person('cleo'), 3), review(1, person('bob'), 1, 'APPROVED')] }),
			merged(2, { reviews: [review(2, bot('coderabbitai'), 0.1), review(2, person('bob'), 4)] }),
			merged(3, { reviews: [review(3, bot('coderabbitai'), 0.1)] }),
			merged(4, { reviews: [review(4, person('ada'), 1)] }),
			merged(5, { reviews: [] }),
			merged(6, { commits: [{ ...step, message: byBob }], reviews: [review(6, person('bob'), 1)] }),
			merged(7, { events: draft(7), reviews: [review(7, person('bob'), 1)] }),
			merged(8, { events: draft(8), reviews: [review(8, person('bob'), 1), review(8, person('bob'), 3)] }),
			merged(9, { reviews: [review(9, null, 1)] }),
			merged(10, { reviews: [review(10, person('bob'), 9, 'DISMISSED')] }),
			merged(11, { author: null, reviews: [review(11, person('bob'), 2)] }),
			merged(12, { mergedMs: null, reviews: [] }),
		];
		const text = await textOf('reviews');
		assert.deepEqual(rowsIn(text, /^acme\/app#/), [
			'acme/app#1 1 h reviewed first review by bob (approved)',
			'acme/app#2 4 h reviewed first review by bob (commented)',
			'acme/app#3 > 5 h bot-only reviewed by bots only',
			'acme/app#4 > 5 h author-only reviewed by its own authors only',
			'acme/app#5 > 5 h unreviewed no review',
			'acme/app#6 > 5 h author-only reviewed by its own authors only',
			'acme/app#7 > 3 h in draft only reviewed by a person only while it was a draft',
			'acme/app#8 1 h reviewed first review by bob (commented)',
			'acme/app#9 > 5 h unreviewed no review',
			'acme/app#10 9 h reviewed first review by bob (dismissed), after the merge',
			'acme/app#11 2 h reviewed first review by bob (commented)',
			'acme/app#12 > 5 h unreviewed no review',
		]);
		assert.match(
			text,
			/\n12 pull requests: 5 reviewed, 1 bot-only, 2 author-only, 3 unreviewed, 1 in draft only\.\nMerged by their own author without a review: 6 of 11 merged ones\.\n$/,
		);
	});
});
