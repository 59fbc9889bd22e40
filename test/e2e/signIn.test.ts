import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GithubServer } from '../integration/github/githubServer.js';
import { pullRequestOf, worldOf } from '../integration/github/world.js';
import { harnessHome, projectRoot } from '../harness/paths.js';
import { mustRun } from '../harness/run.js';
import { Scene } from './scene.js';

const hour = 3_600_000;

/** An extension that signs everybody in as Ada, once the user has agreed to it in VS Code's own dialog. */
async function standInProvider(): Promise<string> {
	const folder = join(harnessHome, 'stand-in');
	await mkdir(folder, { recursive: true });
	await writeFile(
		join(folder, 'package.json'),
		JSON.stringify({
			name: 'stand-in',
			publisher: 'test',
			version: '1.0.0',
			engines: { vscode: '^1.100.0' },
			main: './main.js',
			activationEvents: ['onAuthenticationRequest:github-enterprise'],
			contributes: { authentication: [{ id: 'github-enterprise', label: 'GitHub Enterprise Server' }] },
		}),
	);
	await writeFile(
		join(folder, 'main.js'),
		`const vscode = require('vscode');
exports.activate = (context) => {
	const sessions = [];
	const changed = new vscode.EventEmitter();
	context.subscriptions.push(vscode.authentication.registerAuthenticationProvider('github-enterprise', 'GitHub Enterprise Server', {
		onDidChangeSessions: changed.event,
		getSessions: async () => sessions,
		createSession: async (scopes) => {
			const session = { id: '1', accessToken: 'token-of-ada', account: { id: 'ada', label: 'ada' }, scopes };
			sessions.push(session);
			changed.fire({ added: [session], removed: [], changed: [] });
			return session;
		},
		removeSession: async () => {},
	}));
};
`,
	);
	await writeFile(join(folder, 'LICENSE'), 'MIT\n');
	const vsix = join(folder, 'stand-in.vsix');
	const vsce = join(projectRoot, 'node_modules/@vscode/vsce/vsce');
	const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '-o', vsix];
	await mustRun(process.execPath, [vsce, 'package', ...options], { cwd: folder });
	return vsix;
}

describe('sign-in', () => {
	let scene: Scene;
	let server: GithubServer;

	before(async () => {
		const now = Date.now();
		const open = {
			...pullRequestOf(418, { reviews: 0 }),
			title: 'Export to FOCUS',
			author: { login: 'ada', type: 'User' as const },
			createdMs: now - 6 * hour,
			updatedMs: now - 6 * hour,
			mergedMs: null,
			closedMs: null,
			events: [],
			issues: [],
		};
		server = new GithubServer({ ...worldOf(0), pullRequests: [open] });
		server.tokens = new Set(['token-of-ada']);
		const url = await server.listen();
		scene = await Scene.make({
			extensions: [await standInProvider()],
			prepare: (claude) => claude.say(),
		});
		await scene.config({ people: [{ name: 'Ada', emails: ['ada@example.com'], githubLogins: ['ada'] }] });
		await scene.machineSettings({ 'outlay.github.apiUrl': url });
	});
	after(async () => {
		await scene.end();
		await server.close();
	});

	it('asks nobody until the user asks for it, then shows the pull requests that wait', async () => {
		const window = await scene.open();
		await window.command('Outlay: Open Sidebar');
		await window.view('Pull Requests').getByText('Sign in to GitHub to see').waitFor();
		assert.equal(server.seen.filter(({ authorization }) => authorization !== undefined).length, 0);
		await window.command('Outlay: Sign in to GitHub');
		await window.page.getByRole('button', { name: 'Allow', exact: true }).click();
		await window.rows('Pull Requests').filter({ hasText: '#418 Export to FOCUS' }).first().waitFor();
		await window.rows('Pull Requests').filter({ hasText: '#418' }).first().click();
		await window.page.keyboard.press('ArrowRight');
		await window.rows('Pull Requests').filter({ hasText: 'waiting for review' }).first().waitFor();
	});
});
