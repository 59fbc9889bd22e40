import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PersonConfig } from '../../../src/core/config.js';
import { accountKind, emailKind, noreplyAccount } from '../../../src/core/people/accounts.js';
import { creditOf } from '../../../src/core/people/credit.js';
import { buildDirectory, type DirectoryInputs } from '../../../src/core/people/directory.js';
import { pullRequestOf, sha, type Line } from '../pullRequests/rawPullRequest.js';

const none: DirectoryInputs = {
	config: [],
	gitIdentities: [],
	mailmap: [],
	accounts: [],
	pairs: [],
	anthropicEmails: [],
};
const person = (name: string, changes: Partial<PersonConfig> = {}): PersonConfig => ({
	name,
	emails: [],
	githubLogins: [],
	anthropicEmails: [],
	team: null,
	...changes,
});
const git = (...emails: string[]): DirectoryInputs['gitIdentities'] =>
	emails.map((email) => ({ name: 'Same Name', email }));

describe('people', () => {
	it('joins what a config, a mailmap, the forge and private e-mails say, and nothing by name', () => {
		const people = buildDirectory({
			...none,
			config: [
				person('Ada', {
					emails: ['ada@acme.example'],
					anthropicEmails: ['ada@claude.example'],
					team: 'core',
				}),
			],
			gitIdentities: git('ADA@acme.example', 'ada@home.example', 'other@acme.example'),
			mailmap: [{ email: 'ada@home.example', properEmail: 'ada@acme.example', properName: 'Ada L' }],
			pairs: [{ email: 'ada@home.example', login: 'adal' }],
			accounts: [{ login: 'AdaL', isBot: false }],
			anthropicEmails: ['ada@claude.example'],
		});
		for (const identity of ['ada@acme.example', 'Ada@Home.example', 'ada@claude.example']) {
			assert.equal(people.byEmail(identity)?.personId, 'Ada', identity);
		}
		assert.equal(people.byLogin('ADAL')?.team, 'core');
		assert.equal(people.byEmail('other@acme.example')?.personId, 'other@acme.example');
		assert.deepEqual(people.conflicts, []);
	});

	it('follows a renamed account by its number', () => {
		const people = buildDirectory({
			...none,
			gitIdentities: git(
				'42+old@users.noreply.github.com',
				'42+new@users.noreply.github.com',
				'plain@users.noreply.github.com',
			),
		});
		assert.equal(people.byLogin('old'), people.byLogin('new'));
		assert.notEqual(people.byLogin('plain'), people.byLogin('new'));
	});

	it('lists an address that the forge gives to two accounts, and guesses neither', () => {
		const people = buildDirectory({
			...none,
			pairs: [
				{ email: 'team@acme.example', login: 'ada' },
				{ email: 'team@acme.example', login: 'bob' },
			],
		});
		assert.equal(people.byEmail('team@acme.example'), null);
		assert.deepEqual(people.conflicts, [{ identity: 'team@acme.example', personIds: ['ada', 'bob'] }]);
		assert.notEqual(people.byLogin('ada'), null);
	});

	it('lists an address that a mailmap gives to two people by their names, and makes one of neither', () => {
		const shared = { email: 'shared@host.example' };
		const people = buildDirectory({
			...none,
			gitIdentities: git('ada@x.example', 'bob@x.example', 'shared@host.example', 'ada@home.example'),
			mailmap: [
				{ ...shared, properEmail: 'ada@x.example', properName: 'Ada' },
				{ ...shared, properEmail: 'bob@x.example', properName: 'Bob' },
				// Two addresses of one person are no doubt.
				{ email: 'ada@old.example', properEmail: 'ada@x.example', properName: 'Ada' },
				{ email: 'ada@old.example', properEmail: 'ada@home.example', properName: 'Ada' },
				{ email: 'ada@home.example', properEmail: 'ada@x.example', properName: 'Ada' },
			],
		});
		assert.equal(people.byEmail('shared@host.example'), null);
		assert.notEqual(people.byEmail('ada@x.example')?.personId, people.byEmail('bob@x.example')?.personId);
		assert.equal(people.byEmail('ada@old.example')?.personId, people.byEmail('ada@x.example')?.personId);
		assert.deepEqual(people.conflicts, [
			{ identity: 'shared@host.example', personIds: ['ada@x.example', 'bob@x.example'] },
		]);
	});

	it('lets the config win, and lists what two of its people claim', () => {
		const people = buildDirectory({
			...none,
			config: [
				person('Ada', { emails: ['a@x.example', 'shared@x.example'] }),
				person('Bob', { emails: ['b@x.example', 'shared@x.example'] }),
			],
			pairs: [{ email: 'a@x.example', login: 'ada' }],
			mailmap: [{ email: 'b@x.example', properEmail: 'a@x.example', properName: 'A' }],
		});
		assert.equal(people.byLogin('ada')?.personId, 'Ada');
		assert.equal(people.byEmail('shared@x.example'), null);
		assert.deepEqual(
			people.conflicts.map(({ identity, personIds }) => [identity, personIds]),
			[
				['b@x.example', ['Ada', 'Bob']],
				['shared@x.example', ['Ada', 'Bob']],
			],
		);
	});

	it('lists Claude accounts that nobody knows, and developers that the config does not name', () => {
		const inputs = {
			...none,
			gitIdentities: git('ada@x.example'),
			anthropicEmails: ['ada@x.example', 'who@y.example'],
		};
		assert.deepEqual(buildDirectory(inputs).strangers, ['who@y.example']);
		const config = [person('Ada', { emails: ['ada@x.example'] })];
		const gitIdentities = git('ada@x.example', 'new@x.example', 'noreply@anthropic.com');
		assert.deepEqual(buildDirectory({ ...inputs, config, gitIdentities }).strangers, [
			'new@x.example',
			'who@y.example',
		]);
	});

	it('does not depend on the order of what it is told', () => {
		const pairs = [
			{ email: 'a@x.example', login: 'ada' },
			{ email: 'b@x.example', login: 'ada' },
			{ email: 'b@x.example', login: 'bob' },
			{ email: 'c@x.example', login: 'cleo' },
		];
		const emails = ['1+ada@users.noreply.github.com', '1+adal@users.noreply.github.com', 'c@x.example'];
		const facts = (inputs: DirectoryInputs): unknown => {
			const { people, conflicts, strangers } = buildDirectory(inputs);
			return {
				people: people.map(({ emails: of, logins, personId }) => [personId, of, logins]),
				conflicts,
				strangers,
			};
		};
		const expected = facts({ ...none, pairs, gitIdentities: git(...emails) });
		fc.assert(
			fc.property(
				fc.shuffledSubarray(pairs, { minLength: 4 }),
				fc.shuffledSubarray(emails, { minLength: 3 }),
				(some, others) => {
					assert.deepEqual(facts({ ...none, pairs: some, gitIdentities: git(...others) }), expected);
				},
			),
		);
	});

	const accounts: readonly [login: string, isBot: boolean, kind: string][] = [
		['ada', false, 'developer'],
		['talbot', false, 'developer'],
		['claude', false, 'developer'],
		['claude', true, 'agent'],
		['copilot-swe-agent', false, 'agent'],
		['devin-ai-integration[bot]', false, 'agent'],
		['dependabot[bot]', false, 'bot'],
		['renovate', false, 'bot'],
		['some-app', true, 'bot'],
		['facebook-github-bot', false, 'bot'],
	];
	for (const [login, isBot, kind] of accounts) {
		it(`holds ${login}${isBot ? ' (a bot by its flag)' : ''} for ${kind}`, () =>
			assert.equal(accountKind(login, isBot), kind));
	}

	const emails: readonly [email: string, kind: string][] = [
		['ada@acme.example', 'developer'],
		['noreply@anthropic.com', 'agent'],
		['209825114+claude[bot]@users.noreply.github.com', 'agent'],
		['49699333+dependabot[bot]@users.noreply.github.com', 'bot'],
		['7+ada@users.noreply.github.com', 'developer'],
		['noreply@github.com', 'bot'],
	];
	for (const [email, kind] of emails) {
		it(`holds ${email} for ${kind}`, () => assert.equal(emailKind(email), kind));
	}

	it('reads private e-mails of any host', () => {
		assert.deepEqual(noreplyAccount('7+Ada@users.noreply.git.acme.example'), {
			id: '7',
			login: 'ada',
			isBot: false,
		});
		assert.equal(noreplyAccount('ada@acme.example'), null);
	});
});

describe('whom a pull request counts for', () => {
	const people = buildDirectory({
		...none,
		accounts: [{ login: 'ada', isBot: false }],
		pairs: [{ email: 'ada@x.example', login: 'ada' }],
	});
	const agent = { author: { login: 'copilot-swe-agent', bot: true } };
	const commit = (authorEmail: string, message = 'Step'): NonNullable<Line['commits']>[number] => ({
		sha: sha('c'),
		authorEmail,
		message,
	});
	const cases: readonly [name: string, line: Line, personId: string | null, by: string][] = [
		['a human author', { author: { login: 'Ada' } }, 'ada', 'author'],
		['an unknown human author', { author: { login: 'Zoe' } }, 'zoe', 'author'],
		['a dependency bot', { author: { login: 'dependabot[bot]' } }, null, 'bot'],
		[
			'an agent with a human assignee',
			{ ...agent, assignees: [{ login: 'Copilot', bot: true }, { login: 'ada' }] },
			'ada',
			'assignee',
		],
		[
			'an agent with a human co-author',
			{ ...agent, commits: [commit('noreply@anthropic.com', 'Step\n\nCo-authored-by: A <ada@x.example>')] },
			'ada',
			'co-author',
		],
		[
			'an agent whose commits a human wrote',
			{ ...agent, commits: [commit('ada@x.example')] },
			'ada',
			'co-author',
		],
		['an agent that names who asked', { ...agent, body: 'Requested by: @ada' }, 'ada', 'requester'],
		['an agent on its own', agent, null, 'agent-pool'],
		['no author but a commit', { author: null, commits: [commit('ada@x.example')] }, 'ada', 'commit-author'],
		[
			"no author, an agent's commit with a co-author",
			{ author: null, commits: [commit('noreply@anthropic.com', 'S\n\nCo-authored-by: A <ada@x.example>')] },
			'ada',
			'co-author',
		],
		['nobody at all', { author: null }, null, 'unknown'],
	];
	for (const [name, line, personId, by] of cases) {
		it(`credits ${name}`, () => {
			const credit = creditOf(pullRequestOf(line), people);
			assert.deepEqual([credit.personId, credit.by], [personId, by]);
		});
	}
});
