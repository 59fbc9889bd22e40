import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** One billed answer of the model, as a test wants it. */
export interface SaidCall {
	readonly model?: string;
	readonly outputTokens?: number;
	readonly cacheWriteTokens?: number;
	readonly cacheReadTokens?: number;
	readonly at?: Date;
	readonly branch?: string;
	/** Null: the line was written before the answer was finished, so its output count is a part. */
	readonly stopReason?: 'end_turn' | null;
}

/** Writes what Claude Code writes: transcripts under `~/.claude`, in its own line format. */
export class ClaudeHome {
	readonly folder: string;
	readonly cwd: string;
	#session = randomUUID();

	constructor(home: string, cwd: string) {
		this.folder = join(home, '.claude');
		this.cwd = cwd;
	}

	get sessionId(): string {
		return this.#session;
	}

	get transcript(): string {
		return join(this.folder, 'projects', this.cwd.replaceAll(/[^a-zA-Z0-9]/g, '-'), `${this.#session}.jsonl`);
	}

	/** The next lines belong to another conversation. */
	newSession(): void {
		this.#session = randomUUID();
	}

	#envelope(at: Date, branch: string): Record<string, unknown> {
		return {
			uuid: randomUUID(),
			parentUuid: null,
			sessionId: this.#session,
			timestamp: at.toISOString(),
			cwd: this.cwd,
			gitBranch: branch,
			version: '2.1.280',
			entrypoint: 'cli',
			userType: 'external',
			isSidechain: false,
		};
	}

	async #append(line: Record<string, unknown>): Promise<void> {
		await mkdir(dirname(this.transcript), { recursive: true });
		await appendFile(this.transcript, `${JSON.stringify(line)}\n`);
	}

	/** Appends one answer of the model. One million output tokens of Sonnet 5.5 are ten dollars. */
	async say(call: SaidCall = {}): Promise<void> {
		const {
			model = 'claude-sonnet-5-5',
			outputTokens = 1000,
			at = new Date(),
			branch = 'feat/export',
			stopReason = 'end_turn',
		} = call;
		await this.#append({
			...this.#envelope(at, branch),
			type: 'assistant',
			requestId: `req_${randomUUID()}`,
			message: {
				id: `msg_${randomUUID()}`,
				type: 'message',
				role: 'assistant',
				model,
				content: [{ type: 'text', text: 'Done.' }],
				stop_reason: stopReason,
				usage: {
					input_tokens: 10,
					output_tokens: outputTokens,
					cache_creation_input_tokens: call.cacheWriteTokens ?? 0,
					cache_read_input_tokens: call.cacheReadTokens ?? 0,
					cache_creation: {
						ephemeral_5m_input_tokens: call.cacheWriteTokens ?? 0,
						ephemeral_1h_input_tokens: 0,
					},
				},
			},
		});
	}

	/** Appends that Claude wrote a new file, with its lines, as its Write tool reports it. */
	async writes(
		path: string,
		lines: readonly string[],
		branch = 'feat/export',
		at = new Date(),
	): Promise<void> {
		const content = `${lines.join('\n')}\n`;
		await this.#append({
			...this.#envelope(at, branch),
			type: 'user',
			message: {
				role: 'user',
				content: [{ tool_use_id: `toolu_${randomUUID()}`, type: 'tool_result', content: 'File created' }],
			},
			toolUseResult: {
				type: 'create',
				filePath: join(this.cwd, path),
				content,
				structuredPatch: [],
				originalFile: null,
			},
		});
		await mkdir(dirname(join(this.cwd, path)), { recursive: true });
		await writeFile(join(this.cwd, path), content);
	}

	/** Settings of Claude Code that this person has. */
	async settings(value: Record<string, unknown>): Promise<void> {
		await mkdir(this.folder, { recursive: true });
		await writeFile(join(this.folder, 'settings.json'), JSON.stringify(value));
	}

	/** Deletes the transcripts, as Claude Code does after thirty days. */
	async forget(): Promise<void> {
		await rm(join(this.folder, 'projects'), { recursive: true, force: true });
	}
}
