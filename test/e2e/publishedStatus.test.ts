import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EditorWindow } from '../harness/editorWindow.js';
import { removeFolder } from '../harness/removeFolder.js';
import { AnthropicServer, FakeClock } from '../integration/anthropic/anthropicServer.js';
import { effectiveRow, enterprise } from '../integration/anthropic/organization.js';
import { runCli } from '../integration/runCli.js';
import { Scene } from './scene.js';

const key = 'sk-ant-api01-of-the-organization';

/** Lines `NAME=value` of a file of secrets or of what `publish keys` prints. */
function variablesIn(text: string): Record<string, string> {
	const lines = text.split('\n').filter((line) => line.includes('='));
	return Object.fromEntries(lines.map((line) => line.split('=') as [string, string]));
}

/** Somebody with keys of their own who publishes what a ledger knows. */
interface Publisher {
	readonly publicKey: string;
	/** Publishes for so many hours; gives each person's file. */
	publish(validHours?: number): Promise<Record<string, string>>;
}

describe('a status that the organization publishes', () => {
	let scene: Scene;
	let window: EditorWindow;
	/** The administrator's machine: its own home, ledger and keys. */
	let admin: string;
	/** The folder that both machines can reach. */
	let shared: string;
	let server: AnthropicServer;
	let publisher: Publisher;

	async function outlay(args: readonly string[], env: Record<string, string>): Promise<string> {
		const { code, stdout, stderr } = await runCli(args, { cwd: admin, env: { HOME: admin, ...env } });
		assert.equal(code, 0, stderr);
		return stdout;
	}

	async function makePublisher(name: string): Promise<Publisher> {
		const file = join(admin, `${name}.env`);
		const { OUTLAY_STATUS_KEY: publicKey = '' } = variablesIn(
			await outlay(['publish', 'keys', '--out', file], {}),
		);
		const secrets = variablesIn(await readFile(file, 'utf8'));
		return {
			publicKey,
			publish: async (validHours = 24) => {
				const links = join(admin, `${name}.links.json`);
				const to = join(shared, name);
				const options = ['--to', to, '--links', links, '--valid-hours', String(validHours)];
				await outlay(['publish', ...options, '--ledger', join(admin, 'ledger')], secrets);
				const files = JSON.parse(await readFile(links, 'utf8')) as Record<string, string>;
				return Object.fromEntries(Object.entries(files).map(([email, file]) => [email, join(to, file)]));
			},
		};
	}

	before(async () => {
		admin = await mkdtemp(join(tmpdir(), 'outlay-admin-'));
		shared = join(admin, 'shared');
		server = new AnthropicServer(new FakeClock(Date.now()));
		server.key = key;
		const address = await server.start();
		enterprise(server, 3);
		server.listings.set('/v1/organizations/spend_limits/effective', () => [
			effectiveRow(1),
			effectiveRow(2, { amount: '90000', source: { type: 'organization' } }),
		]);
		const day = new Date().toISOString().slice(0, 10);
		await outlay(['sync', 'anthropic', '--since', day, '--ledger', join(admin, 'ledger')], {
			OUTLAY_ANTHROPIC_BASE_URL: address,
			OUTLAY_ANTHROPIC_ENTERPRISE_KEY: key,
		});
		publisher = await makePublisher('organization');
		// The developer's machine: another profile, signed in to Claude Code as p1, ten dollars of use.
		scene = await Scene.make({ prepare: (claude) => claude.say({ outputTokens: 1_000_000 }) });
		const account = { accountUuid: 'u', emailAddress: 'P1@example.com' };
		await writeFile(join(scene.home, '.claude.json'), JSON.stringify({ oauthAccount: account }));
		window = await scene.open();
	});
	after(async () => {
		await scene.end();
		await server.stop();
		await removeFolder(admin);
	});

	const shows = (text: string): Promise<void> => window.statusItem.getByText(text, { exact: true }).waitFor();
	const reads = (place: string): Promise<void> =>
		scene.machineSettings({
			'outlay.organizationStatus.place': place,
			'outlay.organizationStatus.publicKey': publisher.publicKey,
		});
	/** The tooltip's text, once the refusal that is awaited stands in it. */
	async function refusal(why: RegExp): Promise<string> {
		for (let tries = 0; ; tries += 1) {
			const text = await window.tooltip();
			await window.page.keyboard.press('Escape');
			if (why.test(text) || tries === 20) return text;
			await window.page.waitForTimeout(500);
		}
	}

	it('is read by its person in the editor of another profile: limit, spend, and whose limit it is', async () => {
		const files = await publisher.publish();
		await shows('~$10.00 this month · Sonnet 5.5');
		await reads(files['p1@example.com'] ?? '');
		await shows('$314 / $500 · Sonnet 5.5');
		const text = await window.tooltip();
		assert.match(text, /\$314\.0\d of \$500/);
		assert.match(text, /limit set for your seat tier · billed, as of/);
		await window.page.keyboard.press('Escape');
	});

	it('leaves no key of the organization on the developer’s side', async () => {
		for (const file of Object.values(await publisher.publish())) {
			const { payload } = JSON.parse(await readFile(file, 'utf8')) as { payload: string };
			const text = (await readFile(file, 'utf8')) + Buffer.from(payload, 'base64url').toString('utf8');
			assert.doesNotMatch(text, /sk-ant|of-the-organization/);
		}
		assert.ok(server.seen.every(({ headers }) => headers['x-api-key'] === key));
		const asked = server.seen.length;
		await scene.claude.say({ outputTokens: 1000 });
		await shows('$314 / $500 · Sonnet 5.5');
		assert.equal(server.seen.length, asked);
	});

	it('for somebody else is refused in words, and the next source stands in', async () => {
		await scene.limit(40);
		const files = await publisher.publish();
		await reads(files['p2@example.com'] ?? '');
		await shows('~$10.01 / $40 · Sonnet 5.5');
		assert.match(
			await refusal(/somebody else/),
			/The organization status is not used: it is for somebody else/,
		);
	});

	it('that somebody else signed is refused in words', async () => {
		const forger = await makePublisher('forger');
		const files = await forger.publish();
		await reads(files['p1@example.com'] ?? '');
		const text = await refusal(/signed by key/);
		assert.match(text, /not used: it is signed by key [0-9a-f]{16}; the pinned key is [0-9a-f]{16}/);
		await shows('~$10.01 / $40 · Sonnet 5.5');
	});

	it('that was changed on its way is refused in words', async () => {
		const file = (await publisher.publish())['p1@example.com'] ?? '';
		const envelope = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
		const payload = Buffer.from(envelope['payload'] ?? '', 'base64url').toString('utf8');
		const richer = Buffer.from(payload.replace('500000000', '900000000'), 'utf8').toString('base64url');
		const changed = join(shared, 'changed', 'status.json');
		await mkdir(join(shared, 'changed'), { recursive: true });
		await writeFile(changed, JSON.stringify({ ...envelope, payload: richer }));
		await reads(changed);
		assert.match(await refusal(/signature is wrong/), /not used: its signature is wrong/);
		await shows('~$10.01 / $40 · Sonnet 5.5');
	});

	it('that has expired is refused in words, and a fresh one under the same name is read again', async () => {
		const file = (await publisher.publish(1 / 3600))['p1@example.com'] ?? '';
		await window.page.waitForTimeout(1500);
		await reads(file);
		assert.match(await refusal(/it expired/), /not used: it expired at \d{4}-\d\d-\d\dT/);
		await shows('~$10.01 / $40 · Sonnet 5.5');
		await publisher.publish();
		await shows('$314 / $500 · Sonnet 5.5');
	});
});
