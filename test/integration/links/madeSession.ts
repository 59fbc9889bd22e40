import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openContext, type OpenContext } from '../../../src/outlay/openContext.js';
import { MadeRepository } from '../git/madeRepository.js';

let counter = 0;

/** Writes one session's transcript step by step, as Claude Code would. Times are milliseconds since the epoch. */
export class MadeSession {
	readonly sessionId: string;
	readonly #lines: string[] = [];
	readonly #cwd: string;
	branch: string;

	constructor(sessionId: string, cwd: string, branch = 'main') {
		this.sessionId = sessionId;
		this.#cwd = cwd;
		this.branch = branch;
	}

	/** One call: a million output tokens of Sonnet 5 cost ten dollars, so `outputTokens` are ten-micro steps. */
	call(atMs: number, outputTokens = 1000): this {
		return this.#line('assistant', atMs, {
			message: {
				id: `msg_${++counter}`,
				role: 'assistant',
				model: 'claude-sonnet-5',
				stop_reason: 'end_turn',
				content: [],
				usage: { input_tokens: 0, output_tokens: outputTokens },
			},
		});
	}

	/** The user's tool result of an edit that added lines to a file. */
	edit(atMs: number, path: string, added: readonly string[]): this {
		const structuredPatch = [
			{
				oldStart: 1,
				oldLines: 0,
				newStart: 1,
				newLines: added.length,
				lines: added.map((line) => `+${line}`),
			},
		];
		return this.#result(atMs, { filePath: join(this.#cwd, path), structuredPatch, userModified: false });
	}

	/** The result of a shell command. */
	shell(atMs: number, stdout: string, gitOperation?: object): this {
		return this.#result(atMs, {
			stdout,
			stderr: '',
			...(gitOperation === undefined ? {} : { gitOperation }),
		});
	}

	/** A shell command that was started; gives its tool use id, for the result that comes later. */
	start(atMs: number, command: string): string {
		const id = `toolu_${++counter}`;
		const content = [{ type: 'tool_use', id, name: 'Bash', input: { command } }];
		this.#line('assistant', atMs, { message: { id: `msg_${++counter}`, role: 'assistant', content } });
		return id;
	}

	/** The result of a command that was started before. */
	end(atMs: number, id: string, stdout: string): this {
		const content = [{ type: 'tool_result', tool_use_id: id, content: stdout }];
		return this.#line('user', atMs, {
			message: { role: 'user', content },
			toolUseResult: { stdout, stderr: '' },
		});
	}

	/** A tool result as given. */
	raw(atMs: number, toolUseResult: object): this {
		return this.#result(atMs, toolUseResult);
	}

	prLink(atMs: number, repo: string, number: number): this {
		const prUrl = `https://github.com/${repo}/pull/${number}`;
		return this.#line('pr-link', atMs, { prNumber: number, prUrl, prRepository: repo });
	}

	write(claudeDir: string): void {
		const folder = join(claudeDir, 'projects', this.#cwd.replaceAll(/[^a-zA-Z0-9]/g, '-'));
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, `${this.sessionId}.jsonl`), `${this.#lines.join('\n')}\n`);
	}

	#result(atMs: number, toolUseResult: object): this {
		const content = [{ type: 'tool_result', tool_use_id: `toolu_${++counter}`, content: '' }];
		return this.#line('user', atMs, { message: { role: 'user', content }, toolUseResult });
	}

	#line(type: string, atMs: number, more: object): this {
		this.#lines.push(
			JSON.stringify({
				type,
				uuid: `uuid-${++counter}`,
				sessionId: this.sessionId,
				timestamp: new Date(atMs).toISOString(),
				cwd: this.#cwd,
				gitBranch: this.branch,
				version: '2.1.300',
				...more,
			}),
		);
		return this;
	}
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'outlay-links-'));

/** A context over a repository and transcripts, that remembers nothing unless a ledger folder is given. */
export function contextOver(
	repo: string,
	claudeDir: string,
	ledger: string | false = false,
): Promise<OpenContext> {
	return openContext({
		cwd: repo,
		home: claudeDir,
		env: MadeRepository.env,
		repos: [repo],
		claudeDirs: [claudeDir],
		ledger,
		configFile: null,
		mayRunGit: true,
		now: () => Date.UTC(2026, 6, 1),
		signal: new AbortController().signal,
		progress: { report: () => undefined },
		log: { info: () => undefined, warn: () => undefined },
	});
}
