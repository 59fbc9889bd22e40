import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../src/core/report/model.js';
import { World as Machine } from '../report/world.js';
import { secret } from './githubDesk.js';
import { GithubServer } from './githubServer.js';
import { worldOf, type WorldCommit, type WorldPullRequest } from './world.js';

const people = ['ada', 'bob', 'cleo'];
const emailOf = (login: string): string => `7${people.indexOf(login)}+${login}@users.noreply.github.com`;

/** What of a report git, GitHub and a file all know. */
function sharedFigures(report: Report): object {
	const { ai, none } = report.arms;
	const arm = ({
		mergedPrs,
		developers,
		mergedPrsPerDeveloper,
		defectRate30d,
	}: Report['arms']['ai']): object => ({
		...{ mergedPrs, developers, mergedPrsPerDeveloper, defectRate30d },
	});
	return {
		ai: arm(ai),
		none: arm(none),
		defects: report.differences.defectRate30d,
		spend: report.spend,
		cost: report.costPerMergedPr,
		developers: report.scope.activeDevelopers,
		pullRequests: report.pullRequests.map((one) => ({
			...{
				number: one.number,
				state: one.state,
				mergedAt: one.mergedAt,
				arm: one.arm,
				strength: one.strength,
			},
			...{ costMicros: one.costMicros, sessions: one.sessions, isMature: one.isMature, defect: one.defect },
			...{ sourceLines: one.sourceLines, countsAs: one.countsAs },
		})),
	};
}

describe('one history from GitHub, from git alone and from a file', () => {
	let machine: Machine;
	let server: GithubServer;
	let url: string;
	const made: WorldPullRequest[] = [];

	/** Commits of a range as GitHub tells them, oldest first. */
	const commitsOf = (range: string): WorldCommit[] =>
		machine.repository
			.git('log', '--reverse', '--no-merges', '--format=%H%x00%ae%x00%at%x00%B%x01', range)
			.split('\u0001')
			.flatMap((text): WorldCommit[] => {
				const [oid = '', email = '', at = '', message = ''] = text.trimStart().split('\0');
				const login = people.find((name) => email.includes(`+${name}@`)) ?? null;
				return oid === '' ? [] : [{ oid, email, login, atMs: Number(at) * 1000, message: message.trim() }];
			});

	const landed = (number: number, login: string, title: string, commits: WorldCommit[], body = ''): void => {
		const { repository } = machine;
		const mergedMs = Number(repository.git('log', '-1', '--format=%ct')) * 1000;
		made.push({
			...{ number, title, body, author: { login, type: 'User' as const }, mergeSha: repository.head() },
			...{ createdMs: commits[0]?.atMs ?? mergedMs, updatedMs: mergedMs, mergedMs, closedMs: mergedMs },
			...{ isDraft: false, baseRef: 'main', headRef: `work-${number}`, labels: [], issues: [], events: [] },
			...{
				commits,
				reviews: [
					{ author: { login: 'dan', type: 'User' as const }, state: 'APPROVED', atMs: mergedMs - 1000 },
				],
			},
		});
	};

	/** A branch of some commits; gives them. Its head is published as GitHub does. */
	const branch = (number: number, login: string, messages: readonly string[]): WorldCommit[] => {
		const { repository } = machine;
		repository.git('switch', '-q', '-c', `work-${number}`, 'main');
		const author = `${login} <${emailOf(login)}>`;
		for (const [index, message] of messages.entries()) {
			const lines = Array.from(
				{ length: 5 },
				(_, line) => `export const v${number}_${index}_${line} = ${line};\n`,
			);
			repository.commit({ message, author, files: { [`src/part${number}.ts`]: lines.join('') } });
		}
		repository.git('update-ref', `refs/pull/${number}/head`, 'HEAD');
		const commits = commitsOf('main..HEAD');
		repository.git('switch', '-q', 'main');
		return commits;
	};

	const squash = (number: number, login: string, title: string, body = ''): void => {
		const commits = branch(number, login, [`${title}\n\n${body}`.trim()]);
		const { repository } = machine;
		repository.git('merge', '-q', '--squash', `work-${number}`);
		const author = `${login} <${emailOf(login)}>`;
		repository.commit({ message: `${title} (#${number})\n\n${body}`.trim(), author });
		landed(number, login, title, commits, body);
	};

	beforeEach(async () => {
		made.length = 0;
		machine = new Machine();
		const { repository } = machine;
		// What the machine's history starts with: #1, squashed, worked on by a session.
		landed(1, 'ada', 'Add totals', commitsOf('refs/pull/1/head~1..refs/pull/1/head'));
		made[0] = { ...made[0], author: null, headRef: 'feat/export' } as WorldPullRequest;
		const claude = 'Co-Authored-By: Claude <noreply@anthropic.com>';
		for (let number = 2; number < 14; number++) {
			const login = people[number % people.length] ?? '';
			squash(number, login, `Change ${number}`, number % 2 === 0 ? claude : '');
		}
		const merged = branch(14, 'bob', ['Step one', `Step two\n\n${claude}`]);
		const dates = repository.tick();
		repository.gitWith(
			{ env: dates },
			'merge',
			'-q',
			'--no-ff',
			'-m',
			'Merge pull request #14 from bob/work-14\n\nMerged change',
			'work-14',
		);
		landed(14, 'bob', 'Merged change', merged);
		const rebased = branch(15, 'cleo', ['First of two', 'Second of two']);
		// The main line goes on, so that the rebased commits get new names.
		squash(16, 'ada', 'Meanwhile');
		repository.gitWith(
			{ env: { GIT_COMMITTER_DATE: repository.tick()['GIT_COMMITTER_DATE'] ?? '' } },
			'cherry-pick',
			...rebased.map(({ oid }) => oid),
		);
		landed(15, 'cleo', 'First of two', rebased);
		const undone = made.find(({ number }) => number === 4)?.mergeSha ?? '';
		squash(17, 'ada', 'Revert "Change 4"', `This reverts commit ${undone}.`);
		squash(18, 'bob', 'fix: the part', `Fixes: ${made.find(({ number }) => number === 5)?.mergeSha ?? ''}`);
		// Git's data ends with its last commit: one after the defects' window, as GitHub's ends with its answer.
		repository.commit({ message: 'Later', at: Date.parse('2026-07-15T00:00:00Z') / 1000 });
		server = new GithubServer({ ...worldOf(0), pullRequests: made });
		url = await server.listen();
	});
	afterEach(async () => {
		await server.close();
		machine.remove();
	});

	const fileOf = (withReviews: boolean): string => {
		const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
		const lines = made.map((one) => ({
			...{ repo: 'acme/app', number: one.number, title: one.title, author: one.author, body: one.body },
			...{ createdAt: iso(one.createdMs), updatedAt: iso(one.updatedMs), mergedAt: iso(one.mergedMs) },
			...{ closedAt: iso(one.closedMs), baseRef: one.baseRef, headRef: one.headRef, mergeSha: one.mergeSha },
			headSha: one.commits.at(-1)?.oid,
			mergedBy: one.author,
			commits: one.commits.map(({ oid, message, email, login, atMs }) => ({
				...{
					sha: oid,
					message,
					authorName: login,
					authorEmail: email,
					authorLogin: login,
					authoredAt: iso(atMs),
				},
				committerEmail: 'noreply@github.com',
			})),
			...(withReviews
				? {
						reviews: one.reviews.map(({ author, state, atMs }) => ({
							author,
							state,
							submittedAt: iso(atMs),
						})),
					}
				: {}),
		}));
		const file = join(machine.folder, withReviews ? 'whole.ndjson' : 'bare.ndjson');
		writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
		return file;
	};

	const report = async (prs: string): Promise<Report> => {
		const period = ['--since', '2026-05-01', '--until', '2026-07-20'];
		const all = [
			'report',
			'--prs',
			prs,
			...(prs === 'github' ? ['--github-url', url] : []),
			...period,
			'--format',
			'json',
		];
		const { code, stdout, stderr } = await machine.run(all, { GITHUB_TOKEN: secret });
		assert.equal(code, 0, stderr);
		return JSON.parse(stdout) as Report;
	};

	it('gives the same figures wherever they hold the same facts', async () => {
		const github = await report('github');
		const ofGithub = sharedFigures(github);
		assert.deepEqual(
			[github.arms.ai.mergedPrs, github.arms.none.mergedPrs],
			[8, 9],
			'the revert is not delivered',
		);
		assert.ok((github.arms.ai.defectRate30d.value ?? 0) > 0, 'the revert counts');
		assert.ok((github.arms.none.defectRate30d.value ?? 0) > 0, 'the named cause counts');
		assert.ok((github.spend.bridge.mergedMicros ?? 0) > 0, 'a session is linked');
		assert.equal(github.pullRequests.length, 18);
		assert.deepEqual(sharedFigures(await report('git')), ofGithub);
		assert.deepEqual(sharedFigures(await report(fileOf(false))), ofGithub);
	});

	it('gives the same reviews from GitHub and from a file that holds them, and none from git', async () => {
		const ofFile = await report(fileOf(true));
		const ofGithub = await report('github');
		const reviews = ({ arms, pullRequests }: Report): object => ({
			arms: [arms.ai.timeToFirstReviewHours, arms.none.timeToFirstReviewHours],
			pullRequests: pullRequests.map(({ number, reviewState, timeToFirstReviewMs }) => [
				number,
				reviewState,
				timeToFirstReviewMs,
			]),
		});
		assert.deepEqual(reviews(ofFile), reviews(ofGithub));
		assert.deepEqual(sharedFigures(ofFile), sharedFigures(ofGithub));
		assert.ok(ofGithub.pullRequests.every(({ reviewState }) => reviewState === 'reviewed'));
		const ofGit = await report('git');
		assert.equal(ofGit.arms.ai.timeToFirstReviewHours.value, null);
		assert.ok(ofGit.pullRequests.every(({ reviewState }) => reviewState === 'unknown'));
	});
});
