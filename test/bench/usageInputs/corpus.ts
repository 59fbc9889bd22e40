import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A corpus of Claude Code transcripts for measuring. */
export interface CorpusShape {
	readonly files: number;
	readonly bytes: number;
}

/** The corpus that the speed targets are stated for. */
export const standardCorpus: CorpusShape = { files: 800, bytes: 800_000_000 };

/** Deterministic numbers in [0, 1) (mulberry32), so that two corpora of one shape are equal. */
function randomNumbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

const medianFileBytes = 100_000;
const p99FileBytes = 5_000_000;
/** ln(p99 ÷ p50) ÷ 2.326, the spread of the log-normal file sizes. */
const spread = Math.log(p99FileBytes / medianFileBytes) / 2.326;

/** Normal numbers from uniform ones (Box–Muller). */
const normal = (random: () => number): number =>
	Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Log-normal sizes with p50 100 KB and p99 5 MB; the largest hundredth shares what the total still lacks. */
function fileSizes({ files, bytes }: CorpusShape, random: () => number): number[] {
	const large = Math.max(1, Math.round(files / 100));
	const sizes = Array.from({ length: files - large }, () =>
		Math.min(p99FileBytes, Math.round(medianFileBytes * Math.exp(spread * normal(random)))),
	);
	const rest = Math.max(0, bytes - sizes.reduce((sum, size) => sum + size, 0));
	return [...sizes, ...Array.from({ length: large }, () => Math.round(rest / large))];
}

const words =
	'const return function export import await promise error value index result "name": { } [ ] => \\n \\t // 0x1f'.split(
		' ',
	);

/** Source-like text of about so many bytes, cut from one long piece. */
function textMaker(random: () => number): (bytes: number) => string {
	let long = '';
	while (long.length < 4_200_000) long += `${words[Math.floor(random() * words.length)] ?? ''} `;
	return (bytes) => {
		const from = Math.floor(random() * (long.length - Math.min(bytes, 2_000_000) - 1));
		return long.slice(from, from + Math.min(bytes, 2_000_000));
	};
}

const models = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-4-5-20251001', 'claude-opus-4-8'];

/** Writes one session's lines until the file has its size. */
class SessionWriter {
	readonly #random: () => number;
	readonly #text: (bytes: number) => string;
	#count = 0;
	#atMs: number;

	constructor(random: () => number, text: (bytes: number) => string) {
		this.#random = random;
		this.#text = text;
		this.#atMs = Date.parse('2026-06-01T08:00:00Z') + Math.floor(random() * 150) * 86_400_000;
	}

	write(path: string, sessionId: string, bytes: number): void {
		const handle = openSync(path, 'w');
		const envelope = {
			parentUuid: 'a5949418-56ba-480e-8efd-754b7f497a0c',
			isSidechain: false,
			userType: 'external',
			cwd: '/home/dev/code/app',
			sessionId,
			version: '2.1.278',
			gitBranch: 'feat/export',
		};
		for (let written = 0; written < bytes;) {
			const lines = [...this.#call(envelope), this.#toolResult(envelope), this.#progress(envelope)];
			const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
			written += writeSync(handle, text);
		}
		closeSync(handle);
	}

	#next(): { uuid: string; timestamp: string } {
		this.#count += 1;
		this.#atMs += Math.floor(this.#random() * 20_000);
		const tail = this.#count.toString(16).padStart(12, '0');
		return {
			uuid: `79ecd723-59b7-4a9a-8d3f-${tail}`,
			timestamp: new Date(this.#atMs).toISOString(),
		};
	}

	/** Sizes spread widely around a median, up to 2 MB. */
	#size(median: number, sigma: number): number {
		return Math.min(2_000_000, Math.round(median * Math.exp(sigma * normal(this.#random))));
	}

	/** One response on one to two lines, as Claude Code writes its blocks. */
	#call(envelope: object): object[] {
		const random = this.#random;
		const id = `msg_01${Math.floor(random() * 1e15).toString(36)}${this.#count}`;
		const output = Math.floor(random() * 1500) + 1;
		const usage = {
			input_tokens: Math.floor(random() * 20),
			cache_creation_input_tokens: Math.floor(random() * 20_000),
			cache_read_input_tokens: Math.floor(random() * 120_000),
			cache_creation: {
				ephemeral_5m_input_tokens: 0,
				ephemeral_1h_input_tokens: Math.floor(random() * 20_000),
			},
			output_tokens: output,
			service_tier: 'standard',
			inference_geo: 'not_available',
		};
		const model = models[Math.floor(random() * models.length)];
		const blocks = [
			...(random() < 0.35
				? [{ type: 'thinking', thinking: this.#text(this.#size(700, 1)), signature: 'x' }]
				: []),
			{
				type: 'tool_use',
				id: `toolu_${id}`,
				name: 'Edit',
				input: { new_string: this.#text(this.#size(600, 1.3)) },
			},
		];
		return blocks.map((block) => ({
			...envelope,
			message: {
				model,
				id,
				type: 'message',
				role: 'assistant',
				content: [block],
				stop_reason: 'tool_use',
				stop_sequence: null,
				usage,
			},
			requestId: `req_${id}`,
			type: 'assistant',
			...this.#next(),
		}));
	}

	/** A small line between the turns, as hooks and snapshots leave them. */
	#progress(envelope: object): object {
		return {
			...envelope,
			type: 'progress',
			data: { type: 'hook_progress', hookEvent: 'PostToolUse' },
			...this.#next(),
		};
	}

	/** What a tool gave back. */
	#toolResult(envelope: object): object {
		const text = this.#text(this.#size(2500, 1.45));
		return {
			...envelope,
			type: 'user',
			message: {
				role: 'user',
				content: [{ type: 'tool_result', tool_use_id: 'toolu_01', content: text.slice(0, 4000) }],
			},
			toolUseResult: { type: 'update', filePath: '/home/dev/code/app/src/a.ts', originalFile: text },
			...this.#next(),
		};
	}
}

/** Writes a corpus below `<folder>/projects`; the same shape gives the same bytes. */
export function writeCorpus(folder: string, shape: CorpusShape): void {
	const random = randomNumbers(20261122);
	const text = textMaker(random);
	const sizes = fileSizes(shape, random);
	for (const [index, bytes] of sizes.entries()) {
		const project = join(folder, 'projects', `-home-dev-code-app${index % 40}`);
		mkdirSync(project, { recursive: true });
		const sessionId = `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
		new SessionWriter(random, text).write(join(project, `${sessionId}.jsonl`), sessionId, bytes);
	}
}
