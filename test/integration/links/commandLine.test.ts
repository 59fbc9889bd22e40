import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkReasons, type Link, type LinkReason, type SessionLinks } from '../../../src/core/links/link.js';
import type { Bridge } from '../../../src/core/links/link.js';
import { sessionKey } from '../../../src/sources/git/sessionKey.js';
import { MadeRepository } from '../git/madeRepository.js';
import { cliPath, runCli } from '../runCli.js';
import { MadeSession, temporaryFolder } from './madeSession.js';

const start = Date.UTC(2026, 5, 2, 10);
const minute = 60_000;
const lines = (name: string, count = 12): string[] =>
	Array.from({ length: count }, (_, line) => `export const ${name}${line} = compute(${line});`);
const text = (list: readonly string[]): string => `${list.join('\n')}\n`;

interface LinksJson {
	readonly schema: string;
	readonly sessions: readonly SessionLinks[];
	readonly bridge: Bridge;
}
interface CommitJson {
	readonly sha: string;
	readonly arm: string;
	readonly strength: string;
	readonly tools: readonly string[];
	readonly aiLines: number | null;
	readonly aiLinesFrom: string | null;
	readonly contribution: { readonly attributedLines: number; readonly effectiveLines: number } | null;
	readonly addedLines: number | null;
	readonly evidence: readonly { readonly kind: string; readonly where: string }[];
	readonly pullRequest: number | null;
}

/** A repository and a folder of transcripts, asked through the built command line as a user would. */
class Desk {
	readonly repository: MadeRepository;
	readonly claudeDir = temporaryFolder();
	#at = start;
	#sessions = 0;

	constructor(objectFormat?: 'sha1' | 'sha256') {
		this.repository = new MadeRepository(objectFormat === undefined ? {} : { objectFormat });
		this.repository.git('remote', 'add', 'origin', 'git@github.com:Acme/App.git');
		this.repository.commit({ message: 'Start', files: { start: 's\n' }, at: start / 1000 - 7200 });
	}

	/** An hour of its own for each session, so that times tell nothing of the others. */
	session(branch = 'main'): { readonly session: MadeSession; readonly at: number } {
		this.#at += 24 * 60 * minute;
		const id = `${String(++this.#sessions).padStart(8, '0')}-0000-4000-8000-000000000001`;
		return { session: new MadeSession(id, this.repository.folder, branch).call(this.#at), at: this.#at };
	}

	/** A branch with two commits by one session that wrote their lines; back on main after. Gives their SHAs. */
	worked(
		branch: string,
		name: string,
	): { readonly id: string; readonly shas: string[]; readonly at: number } {
		const { session, at } = this.session(branch);
		this.repository.git('checkout', '-q', '-b', branch, 'main');
		const shas = [1, 2].map((part) => {
			const written = lines(`${name}${part}`);
			const path = `src/${name}${part}.ts`;
			session.edit(at + part * minute, path, written);
			return this.repository.commit({
				message: `${name} ${part}`,
				files: { [path]: text(written) },
				at: at / 1000 + part * 60 + 30,
			});
		});
		session.write(this.claudeDir);
		this.repository.git('checkout', '-q', 'main');
		return { id: session.sessionId, shas, at };
	}

	async ask(...args: string[]): Promise<{ json: unknown; stderr: string }> {
		const where = ['--repo', this.repository.folder, '--claude-dir', this.claudeDir, '--no-ledger'];
		const run = await runCli([...args, ...where, '--format', 'json'], { env: MadeRepository.env });
		assert.equal(run.code, 0, run.stderr);
		return { json: JSON.parse(run.stdout), stderr: run.stderr };
	}

	async links(...args: string[]): Promise<LinksJson> {
		return (await this.ask('inspect', 'links', '--prs', 'git', ...args)).json as LinksJson;
	}

	async commits(...args: string[]): Promise<readonly CommitJson[]> {
		const { json } = await this.ask('inspect', 'commits', ...args);
		assert.equal((json as { schema: string }).schema, 'outlay.commits/1');
		return (json as { commits: CommitJson[] }).commits;
	}

	remove(): void {
		this.repository.remove();
		rmSync(this.claudeDir, { recursive: true, force: true });
	}
}

describe('outlay inspect links and commits, as a user runs them', () => {
	let desk: Desk;
	before(() => assert.ok(existsSync(cliPath), 'build first: npm run build'));
	afterEach(() => desk.remove());

	it('finds the session behind every way of merging, splits its spend and closes the bridge', async () => {
		desk = new Desk();
		const { repository } = desk;
		const mergedAt = (at: number): Record<string, string> => {
			const date = `${at / 1000 + 3600} +0000`;
			return { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
		};
		const merge = desk.worked('feat/merge', 'merge');
		repository.gitWith(
			{ env: mergedAt(merge.at) },
			...['merge', '-q', '--no-ff', '-m', 'Merge pull request #1 from acme/feat/merge', 'feat/merge'],
		);
		const squash = desk.worked('feat/squash', 'squash');
		repository.git('update-ref', 'refs/pull/2/head', squash.shas[1]!);
		repository.git('merge', '-q', '--squash', 'feat/squash');
		const squashed = repository.commit({ message: 'Squash (#2)', at: squash.at / 1000 + 3600 });
		const rebase = desk.worked('feat/rebase', 'rebase');
		repository.git('update-ref', 'refs/pull/3/head', rebase.shas[1]!);
		repository.commit({ message: 'Meanwhile', files: { other: 'x\n' }, at: rebase.at / 1000 + 600 });
		repository.git('checkout', '-q', 'feat/rebase');
		repository.gitWith(
			{ env: { GIT_COMMITTER_DATE: `${rebase.at / 1000 + 3600} +0000` } },
			...['rebase', '-q', 'main'],
		);
		repository.git('checkout', '-q', 'main');
		repository.git('merge', '-q', '--ff-only', 'feat/rebase');
		const queue = desk.worked('feat/queue', 'queue');
		repository.git('checkout', '-q', '-b', 'gh-readonly-queue/main/pr-4-abc');
		repository.git('merge', '-q', '--squash', 'feat/queue');
		const queued = repository.commit({
			message: 'Queue (#4)',
			committer: 'GitHub <noreply@github.com>',
			at: queue.at / 1000 + 3600,
		});
		repository.git('checkout', '-q', 'main');
		repository.git('merge', '-q', '--ff-only', queued);
		const octopus = desk.worked('feat/octopus', 'octopus');
		repository.git('checkout', '-q', '-b', 'side');
		repository.commit({ message: 'Side', files: { side: 's\n' }, at: octopus.at / 1000 + 600 });
		repository.git('checkout', '-q', 'main');
		repository.gitWith(
			{ env: mergedAt(octopus.at) },
			...['merge', '-q', '--no-ff', '-m', 'Merge both', 'feat/octopus', 'side'],
		);
		const branches = repository.git('branch', '--format=%(refname:short)').split('\n');
		repository.git('branch', '-q', '-D', ...branches.filter((name) => name !== 'main'));

		const { schema, sessions, bridge } = await desk.links();
		assert.equal(schema, 'outlay.links/1');
		const found = new Map(sessions.map(({ sessionId, links }) => [sessionId, links]));
		const of = (id: string): (readonly [string | null, number | null])[] =>
			(found.get(id) ?? []).map(({ commit, pullRequest }) => [commit, pullRequest]);
		assert.deepEqual(
			of(merge.id),
			merge.shas.map((sha) => [sha, 1]),
		);
		assert.deepEqual(
			of(squash.id),
			squash.shas.map((sha) => [sha, 2]),
			'the squash commit does not count beside its heads',
		);
		assert.deepEqual(
			of(rebase.id).map(([, number]) => number),
			[3, 3],
			'the copies do not count beside the originals',
		);
		assert.deepEqual(of(queue.id), [[queued, 4]]);
		assert.deepEqual(
			of(octopus.id),
			octopus.shas.map((sha) => [sha, null]),
		);
		for (const { links, unlinkedMicros, costMicros } of sessions) {
			assert.equal(unlinkedMicros + links.reduce((sum, { shareMicros }) => sum + shareMicros, 0), costMicros);
		}
		assert.deepEqual(bridge, {
			totalMicros: 50_000,
			mergedMicros: 50_000,
			openMicros: 0,
			closedMicros: 0,
			unlinkedMicros: 0,
		});
		const landed = new Map((await desk.commits()).map((commit) => [commit.sha, commit.aiLines]));
		assert.deepEqual(
			[squashed, queued, ...repository.git('rev-list', '-2', 'refs/heads/main~2').split('\n')].map((sha) =>
				landed.get(sha),
			),
			[24, 24, 12, 12],
			'the session shows in what landed, whichever commit carries its spend',
		);
	});

	it('says by each reason alone what is lost without it', async () => {
		desk = new Desk();
		const { repository, claudeDir } = desk;
		const ids = new Map<LinkReason, string>();
		const empty = (message: string, at: number): string => repository.commit({ message, at: at / 1000 });
		const write = (reason: LinkReason, { sessionId }: MadeSession): void => void ids.set(reason, sessionId);
		const pull = (number: number, branch: string, at: number): string => {
			repository.git('checkout', '-q', '-b', branch, 'main');
			empty(`Work on ${number}`, at);
			repository.git('checkout', '-q', 'main');
			const date = `${at / 1000 + 7200} +0000`;
			const env = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
			const message = `Merge pull request #${number} from acme/${branch}`;
			repository.gitWith({ env }, 'merge', '-q', '--no-ff', '-m', message, branch);
			return `https://github.com/acme/app/pull/${number}`;
		};
		const bySha = desk.session();
		const printed = empty('Printed', bySha.at + 5 * 3_600_000).slice(0, 9);
		bySha.session.shell(bySha.at + minute, `[main ${printed}] Printed`).write(claudeDir);
		write('commit-sha', bySha.session);
		const byOperation = desk.session();
		const id = byOperation.session.start(byOperation.at + minute, 'git commit -q -m Quiet');
		empty('Quiet', byOperation.at + 2 * minute);
		byOperation.session.end(byOperation.at + 2 * minute + 500, id, '').write(claudeDir);
		write('git-operation', byOperation.session);
		const byNote = desk.session();
		const noted = empty('Noted', byNote.at + 5 * 3_600_000);
		const note = { schema_version: 'authorship/3.0.0', base_commit_sha: 'x', prompts: {} };
		const key = sessionKey(byNote.session.sessionId);
		const agents = { [key]: { agent_id: { tool: 'claude', id: byNote.session.sessionId, model: 'm' } } };
		const body = `a\n  ${key}::t_0123456789abcd 1-3\n---\n${JSON.stringify({ ...note, sessions: agents })}`;
		repository.gitWith({ input: body }, 'notes', '--ref=refs/notes/ai', 'add', '-F', '-', noted);
		byNote.session.write(claudeDir);
		write('note', byNote.session);
		const byLink = desk.session();
		pull(21, 'feat/linked', byLink.at + 5 * 3_600_000);
		byLink.session.prLink(byLink.at, 'acme/app', 21).write(claudeDir);
		write('pr-link', byLink.session);
		const byUrl = desk.session();
		const url = pull(22, 'feat/url', byUrl.at + 5 * 3_600_000);
		const create = byUrl.session.start(byUrl.at + minute, 'gh pr create --fill');
		byUrl.session.end(byUrl.at + 2 * minute, create, url).write(claudeDir);
		write('pr-url', byUrl.session);
		const byBranch = desk.session('feat/branch');
		pull(23, 'feat/branch', byBranch.at + 5 * 3_600_000);
		byBranch.session.write(claudeDir);
		write('branch', byBranch.session);
		const byLines = desk.session();
		const written = lines('lines');
		byLines.session.edit(byLines.at, 'src/lines.ts', written).write(claudeDir);
		repository.commit({
			message: 'Lines',
			files: { 'src/lines.ts': text(written) },
			at: (byLines.at + 24 * 3_600_000 - minute) / 1000,
		});
		write('edited-lines', byLines.session);
		const byFiles = desk.session();
		byFiles.session.edit(byFiles.at, 'src/files.ts', lines('before')).write(claudeDir);
		repository.commit({
			message: 'Files',
			files: { 'src/files.ts': text(lines('after')) },
			at: (byFiles.at + minute) / 1000,
		});
		write('edited-files', byFiles.session);

		const lost = (all: LinksJson, without: LinksJson): LinkReason[] => {
			const linked = ({ sessions }: LinksJson): Set<string> =>
				new Set(sessions.filter(({ links }) => links.length > 0).map(({ sessionId }) => sessionId));
			const kept = linked(without);
			return [...ids].filter(([, one]) => linked(all).has(one) && !kept.has(one)).map(([reason]) => reason);
		};
		const all = await desk.links();
		const reasonsOf = new Map(all.sessions.map(({ sessionId, links }) => [sessionId, links[0]?.reasons]));
		for (const [reason, one] of ids) assert.ok(reasonsOf.get(one)?.includes(reason), reason);
		for (const reason of linkReasons) {
			const without = await desk.links('--ignore', reason);
			const used = without.sessions.flatMap(({ links }) => links.flatMap((link: Link) => link.reasons));
			assert.ok(!used.includes(reason));
			assert.equal(without.bridge.totalMicros, all.bridge.totalMicros);
			// Time is never a reason alone.
			assert.deepEqual(lost(all, without), reason === 'time' ? [] : [reason], reason);
		}
		const none = await desk.links(...linkReasons.flatMap((reason) => ['--ignore', reason]));
		assert.equal(none.bridge.unlinkedMicros, all.bridge.totalMicros);
		const wrong = await runCli(['inspect', 'links', '--ignore', 'commits']);
		assert.equal(wrong.code, 2);
		assert.match(wrong.stderr, /Choose from commit-sha, /);
	});

	it('names evidence, lines and Anthropic’s count for each commit, as JSON', async () => {
		desk = new Desk();
		const { repository } = desk;
		const { shas } = desk.worked('feat/x', 'own');
		repository.git('merge', '-q', '--ff-only', 'feat/x');
		const { session, at } = desk.session();
		const written = lines('part', 10);
		session.edit(at, 'src/part.ts', written).edit(at, 'yarn.lock', lines('locked', 40)).write(desk.claudeDir);
		const changed = written.map((line, index) => (index === 4 ? `${line} // mine, and more of it` : line));
		const part = repository.commit({
			message: 'Part\n\nAssisted-by: Codex:gpt-5',
			files: { 'src/part.ts': text(changed), 'yarn.lock': text(lines('locked', 40)) },
			at: at / 1000 + 60,
		});
		const commits = await desk.commits();
		const by = new Map(commits.map((commit) => [commit.sha, commit]));
		const own = by.get(shas[0]!);
		assert.deepEqual(own, {
			repo: 'acme/app',
			sha: shas[0],
			authoredAt: new Date(start + 24 * 60 * minute + 90_000).toISOString(),
			evidence: [
				{
					...{ kind: 'session', tool: 'claude-code', model: null },
					...{ strength: 'high', where: 'transcript: edited lines' },
				},
			],
			aiLines: 12,
			aiLinesFrom: 'transcript',
			contribution: { attributedLines: 12, effectiveLines: 12 },
			addedLines: 12,
			pullRequest: null,
			arm: 'ai',
			strength: 'high',
			tools: ['claude-code'],
		});
		const mixed = by.get(part);
		assert.deepEqual(mixed?.tools, ['codex', 'claude-code']);
		assert.deepEqual([mixed.aiLines, mixed.addedLines], [9, 50], 'a lock file’s lines are nobody’s');
		assert.deepEqual(mixed.contribution, { attributedLines: 10, effectiveLines: 10 });
		const first = commits.at(-1);
		assert.deepEqual(
			[first?.arm, first?.strength, first?.aiLines, first?.contribution, first?.evidence],
			['none', 'none', null, { attributedLines: 0, effectiveLines: 0 }, []],
		);
	});

	it('takes hostile refs, replaced commits, odd bytes and SHA-256 for what they are', async () => {
		desk = new Desk('sha256');
		const { repository } = desk;
		const { shas } = desk.worked('feat/$(touch${IFS}pwned)', 'own');
		const hostile = ['refs/heads/-x', 'refs/heads/a;touch${IFS}pwned', "refs/heads/it's", 'refs/pull/9/head'];
		const stdin = hostile.map((ref) => `create ${ref} ${shas[1]!}\n`).join('');
		repository.gitWith({ input: stdin }, 'update-ref', '--stdin');
		const latin = Buffer.from('Caf\xe9\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n', 'latin1');
		writeFileSync(join(repository.folder, 'message'), latin);
		repository.git('-c', 'i18n.commitEncoding=ISO-8859-1', 'commit', '-q', '--allow-empty', '-F', 'message');
		const marked = repository.head();
		const plain = repository.commit({ message: 'Plain' });
		repository.git('replace', plain, marked);
		const commits = await desk.commits();
		assert.deepEqual(
			commits.slice(0, 2).map(({ sha, arm }) => [sha, arm]),
			[
				[plain, 'none'],
				[marked, 'ai'],
			],
		);
		const onBranch = await desk.commits('--rev', 'feat/$(touch${IFS}pwned)');
		assert.equal(onBranch.find(({ sha }) => sha === shas[1])?.aiLines, 12);
		const { sessions } = await desk.links();
		assert.deepEqual(
			sessions[0]?.links.map(({ commit, pullRequest }) => [commit, pullRequest]),
			shas.map((sha) => [sha, 9]),
		);
		const where = ['--repo', repository.folder, '--claude-dir', desk.claudeDir, '--no-ledger'];
		const option = await runCli(['inspect', 'commits', '--rev=--output=pwned', ...where]);
		assert.notEqual(option.code, 0);
		assert.ok(!existsSync(join(repository.folder, 'pwned')) && !existsSync('pwned'));
	});
});
