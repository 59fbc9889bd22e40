import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../../src/core/report/model.js';
import { MadeRepository } from '../git/madeRepository.js';
import { runCli, type CliResult } from '../runCli.js';
import { assistantLine } from '../usage/transcripts.js';

/** Cost of one `assistantLine`: 1,000 tokens in and 2,000 out at Sonnet 4.5's list price. */
export const callMicros = 33_000;

/**
 * One developer's machine: a repository `acme/app` with a squash-merged pull request #1, and the sessions that made
 * it (two calls), that worked on main (one call), and that belong to another repository (one call).
 */
export class World {
	readonly folder = mkdtempSync(join(tmpdir(), 'outlay-world-'));
	readonly repository = new MadeRepository();
	readonly claudeDir = join(this.folder, 'claude');
	readonly ledgerDir = join(this.folder, 'ledger');

	constructor() {
		const { repository } = this;
		repository.git('remote', 'add', 'origin', 'https://github.com/acme/app.git');
		repository.commit({ message: 'Start', files: { 'src/app.ts': 'export const version = 1;\n' } });
		repository.git('switch', '-q', '-c', 'feat/export');
		const lines = ['export function total(prices: number[]): number {', '\treturn prices.length;', '}'];
		const head = repository.commit({
			message: 'Add totals',
			files: { 'src/total.ts': `${lines.join('\n')}\n` },
		});
		repository.git('update-ref', 'refs/pull/1/head', head);
		repository.git('switch', '-q', 'main');
		repository.git('merge', '-q', '--squash', 'feat/export');
		repository.commit({ message: 'Add totals (#1)' });
		repository.git('branch', '-q', '-D', 'feat/export');

		this.session('feature', [
			this.#call('feature', 'a', 'feat/export', '2026-06-01T00:00:30Z'),
			{
				...this.#call('feature', 'b', 'feat/export', '2026-06-01T00:01:00Z'),
			},
			this.#committed('feature', head),
		]);
		this.session('exploring', [this.#call('exploring', 'c', 'main', '2026-06-01T09:00:00Z')]);
	}

	/** Writes one session's transcript, in place of an earlier one of that name. */
	session(sessionId: string, lines: readonly object[]): void {
		const folder = join(this.claudeDir, 'projects', '-home-dev-app');
		mkdirSync(folder, { recursive: true });
		writeFileSync(
			join(folder, `${sessionId}.jsonl`),
			lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
		);
	}

	/** A session of one call whose transcript shows one commit. */
	commitSession(sessionId: string, sha: string, branch: string): void {
		const at = '2026-06-01T00:01:30Z';
		this.session(sessionId, [this.#call(sessionId, sessionId, branch, at), this.#committed(sessionId, sha)]);
	}

	run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
		const places = [
			'--repo',
			this.repository.folder,
			'--claude-dir',
			this.claudeDir,
			'--ledger',
			this.ledgerDir,
		];
		return runCli([...args, ...places, '--timezone', 'UTC'], { env: { ...MadeRepository.env, ...env } });
	}

	async report(...args: readonly string[]): Promise<Report> {
		const { code, stdout, stderr } = await this.run(['report', '--prs', 'git', '--format', 'json', ...args]);
		if (code !== 0) throw new Error(`exit ${code}: ${stderr}`);
		return JSON.parse(stdout) as Report;
	}

	remove(): void {
		this.repository.remove();
		rmSync(this.folder, { recursive: true, force: true });
	}

	#call(sessionId: string, id: string, branch: string, at: string): object {
		return assistantLine({
			sessionId,
			id: `msg_${id}`,
			uuid: `uuid_${id}`,
			at,
			line: { gitBranch: branch, cwd: '/home/dev/app' },
		});
	}

	/** The tool result that shows the session's commit. */
	#committed(sessionId: string, sha: string): object {
		return {
			type: 'user',
			uuid: `uuid_commit_${sessionId}`,
			sessionId,
			timestamp: '2026-06-01T00:02:10Z',
			cwd: '/home/dev/app',
			gitBranch: 'feat/export',
			message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'ok' }] },
			toolUseResult: {
				stdout: '',
				stderr: '',
				interrupted: false,
				gitOperation: { commit: { sha, kind: 'committed', branch: 'feat/export' } },
			},
		};
	}
}
