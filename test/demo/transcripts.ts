import type { DemoCommit, DemoPullRequest } from './history.js';
import { repo, type Developer } from './plan.js';
import type { SeededRandom } from './random.js';

const version = '2.1.318';
const minuteMs = 60_000;

/** One session's file: its path below `projects/` and its lines. */
export interface DemoTranscript {
	readonly path: string;
	readonly lines: readonly object[];
}

interface Usage {
	readonly input_tokens: number;
	readonly output_tokens: number;
	readonly cache_creation_input_tokens: number;
	readonly cache_read_input_tokens: number;
}

/** Writes one session the way Claude Code does: an envelope a line, one line for each content block. */
class TranscriptWriter {
	readonly sessionId: string;
	readonly lines: object[] = [];
	readonly #random: SeededRandom;
	readonly #developer: Developer;
	readonly #branch: string;
	#parent: string | null = null;
	#atMs: number;
	#cached = 38_000;

	constructor(developer: Developer, branch: string, atMs: number, random: SeededRandom) {
		this.#random = random;
		this.#developer = developer;
		this.#branch = branch;
		this.#atMs = atMs;
		this.sessionId = random.uuid();
	}

	get path(): string {
		return `-home-${this.#developer.login}-parcel/${this.sessionId}.jsonl`;
	}

	wait(minutes: number): void {
		this.#atMs += minutes * minuteMs;
	}

	prompt(): void {
		this.#write('user', { message: { role: 'user', content: 'Please go on.' } });
	}

	/** One model response: a text line and a tool line that repeat the same usage, then the tool's result. */
	turn(
		model: string,
		tool: { readonly name: string; readonly input: object; readonly result: object } | null,
	): void {
		const id = `msg_01${this.#random.hex(22)}`;
		const requestId = `req_011${this.#random.hex(20)}`;
		const usage = this.#usage();
		const say = (content: object, stop: string | null, counted: Usage): void =>
			this.#write('assistant', {
				requestId,
				message: {
					id,
					type: 'message',
					role: 'assistant',
					model,
					content: [content],
					stop_reason: stop,
					usage: fullUsage(counted),
				},
			});
		say({ type: 'text', text: 'Working on it.' }, null, { ...usage, output_tokens: 8 });
		if (tool === null) {
			say({ type: 'text', text: 'Done.' }, 'end_turn', usage);
			return;
		}
		const toolUseId = `toolu_01${this.#random.hex(22)}`;
		say({ type: 'tool_use', id: toolUseId, name: tool.name, input: tool.input }, 'tool_use', usage);
		this.wait(0.2);
		this.#write('user', {
			message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: toolUseId, content: 'ok' }] },
			toolUseResult: tool.result,
		});
	}

	pullRequestLink(number: number): void {
		this.lines.push({
			type: 'pr-link',
			sessionId: this.sessionId,
			prNumber: number,
			prUrl: `https://github.com/${repo}/pull/${number}`,
			prRepository: repo,
			timestamp: new Date(this.#atMs).toISOString(),
		});
	}

	#usage(): Usage {
		const written = this.#random.between(6_000, 52_000);
		const usage = {
			input_tokens: this.#random.between(3, 40),
			output_tokens: this.#random.between(900, 9_000),
			cache_creation_input_tokens: written,
			cache_read_input_tokens: this.#cached,
		};
		this.#cached += written;
		return usage;
	}

	#write(type: 'user' | 'assistant', rest: object): void {
		const uuid = this.#random.uuid();
		this.#atMs += this.#random.between(4, 40) * 1000;
		this.lines.push({
			parentUuid: this.#parent,
			isSidechain: false,
			userType: 'external',
			cwd: `/home/${this.#developer.login}/parcel`,
			sessionId: this.sessionId,
			version,
			gitBranch: this.#branch,
			type,
			uuid,
			timestamp: new Date(this.#atMs).toISOString(),
			...rest,
		});
		this.#parent = uuid;
	}
}

const fullUsage = (usage: Usage): object => ({
	...usage,
	cache_creation: {
		ephemeral_5m_input_tokens: usage.cache_creation_input_tokens,
		ephemeral_1h_input_tokens: 0,
	},
	service_tier: 'standard',
	speed: 'standard',
	inference_geo: '',
});

/** The sessions behind one AI-assisted pull request, and now and then one that led nowhere. */
export function sessionsOf(
	pullRequest: DemoPullRequest,
	shaOf: (mark: number) => string,
	random: SeededRandom,
): DemoTranscript[] {
	const { plan, commits } = pullRequest;
	if (!plan.isAi) return [];
	const model = random.pick([
		'claude-sonnet-5-5',
		'claude-sonnet-5-5',
		'claude-opus-5-5',
		'claude-haiku-5-5',
	]);
	const first = commits[0];
	if (first === undefined) return [];
	const writer = new TranscriptWriter(plan.developer, plan.branch, first.atMs - 40 * minuteMs, random);
	writer.prompt();
	for (let turn = random.between(3, 10); turn > 0; turn -= 1) {
		writer.turn(model, { name: 'Read', input: { file_path: 'src' }, result: { type: 'text' } });
	}
	for (const commit of commits) workOn(writer, commit, model, plan.branch, shaOf(commit.mark));
	writer.turn(model, {
		name: 'Bash',
		input: { command: 'gh pr create --fill' },
		result: bash({
			pr: { number: plan.number, url: `https://github.com/${repo}/pull/${plan.number}`, action: 'created' },
		}),
	});
	writer.pullRequestLink(plan.number);
	writer.turn(model, null);
	const transcripts: DemoTranscript[] = [{ path: writer.path, lines: writer.lines }];
	if (random.chance(0.35)) transcripts.push(exploration(plan.developer, first.atMs, random));
	return transcripts;
}

/** The edits of one commit and the commit itself. */
function workOn(
	writer: TranscriptWriter,
	commit: DemoCommit,
	model: string,
	branch: string,
	sha: string,
): void {
	for (const { path, addedLines } of commit.edits) {
		const lines = addedLines.map((line) => `+${line}`);
		writer.turn(model, {
			name: 'Edit',
			input: { file_path: path },
			result: {
				filePath: `/home/${commit.author.login}/parcel/${path}`,
				structuredPatch: [{ oldStart: 1, oldLines: 0, newStart: 1, newLines: lines.length, lines }],
				userModified: false,
				replaceAll: false,
			},
		});
	}
	writer.turn(model, {
		name: 'Bash',
		input: { command: 'git commit' },
		result: bash({ commit: { sha: sha.slice(0, 12), kind: 'committed', branch } }),
	});
}

/** A session on the default branch that asked, read and changed nothing: spend without a link. */
function exploration(developer: Developer, atMs: number, random: SeededRandom): DemoTranscript {
	const writer = new TranscriptWriter(developer, 'main', atMs - 26 * 60 * minuteMs, random);
	writer.prompt();
	const model = random.chance(0.05) ? 'claude-preview-x' : 'claude-opus-5-5';
	for (let turn = random.between(3, 10); turn > 0; turn -= 1) {
		writer.turn(model, { name: 'Grep', input: { pattern: 'batch' }, result: { mode: 'content' } });
	}
	return { path: writer.path, lines: writer.lines };
}

const bash = (gitOperation: object): object => ({ stdout: '', stderr: '', interrupted: false, gitOperation });
