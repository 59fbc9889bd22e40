import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MadeRepository } from '../git/madeRepository.js';
import { runCli } from '../runCli.js';
import { MadeSession, temporaryFolder } from './madeSession.js';

const start = Date.UTC(2026, 5, 2, 10);
const minute = 60_000;

describe('links from a transcript that is still being written', () => {
	let repository: MadeRepository;
	let claudeDir: string;
	let ledger: string;

	beforeEach(() => {
		repository = new MadeRepository();
		claudeDir = temporaryFolder();
		ledger = temporaryFolder();
	});
	afterEach(() => {
		repository.remove();
		for (const folder of [claudeDir, ledger]) rmSync(folder, { recursive: true, force: true });
	});

	const linked = async (ignore: readonly string[] = []): Promise<(readonly [unknown, unknown])[]> => {
		const places = ['--repo', repository.folder, '--claude-dir', claudeDir, '--ledger', ledger];
		const ignored = ignore.flatMap((reason) => ['--ignore', reason]);
		const run = await runCli(['inspect', 'links', '--format', 'json', ...places, ...ignored]);
		assert.equal(run.code, 0, run.stderr);
		const { schema, sessions } = JSON.parse(run.stdout) as {
			schema: string;
			sessions: { links: { commit: string; reasons: string[] }[] }[];
		};
		assert.equal(schema, 'outlay.links/1');
		return sessions.flatMap(({ links }) => links.map(({ commit, reasons }) => [commit, reasons] as const));
	};

	for (const isCutInLine of [false, true]) {
		const where = isCutInLine ? 'within the result’s line' : 'between a command and its result';
		it(`joins a quiet commit whose reading was cut ${where}`, async () => {
			const sha = repository.commit({
				message: 'Quiet',
				files: { 'made.txt': 'by a command\n' },
				at: start / 1000 + 90,
			});
			const session = new MadeSession('11111111-0000-4000-8000-000000000001', repository.folder).call(start);
			const id = session.start(start + minute, 'git commit -qm Quiet');
			session.end(start + 2 * minute, id, '').write(claudeDir);
			const folder = join(claudeDir, 'projects', readdirSync(join(claudeDir, 'projects'))[0]!);
			const file = join(folder, readdirSync(folder)[0]!);
			const whole = readFileSync(file, 'utf8');
			const before = whole.trimEnd().lastIndexOf('\n') + 1;
			// A last line that lacks only its line end is read, and read again when it has it.
			const cut = isCutInLine ? whole.length - 1 : before;
			writeFileSync(file, whole.slice(0, cut));
			const first = await linked();
			assert.deepEqual(
				first.map(([commit]) => commit),
				isCutInLine ? [sha] : [],
			);
			appendFileSync(file, whole.slice(cut));
			assert.deepEqual(await linked(), [[sha, ['git-operation', 'time']]]);
			assert.deepEqual(await linked(), [[sha, ['git-operation', 'time']]], 'and it stays');
			assert.deepEqual(await linked(['git-operation']), []);
		});
	}
});
