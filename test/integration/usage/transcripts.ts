import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { defaultConfig } from '../../../src/core/config.js';
import { openMemoryLedger } from '../../../src/ledger/memoryLedger.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import type { OutlayContext } from '../../../src/outlay/context.js';

/** A JSON object that a test writes as a transcript line. */
export type Line = Readonly<Record<string, unknown>>;

/** Deep changes to a made line: a key with `undefined` is left out. */
export interface LineChange {
	readonly id?: string | null;
	readonly requestId?: string | null;
	readonly uuid?: string;
	readonly sessionId?: string;
	readonly model?: string | null;
	readonly at?: string;
	readonly usage?: Line;
	readonly message?: Line;
	readonly line?: Line;
}

let made = 0;

/** An assistant line of Sonnet 4.5 with 1000 tokens in and 2000 out ($0.033), changed where a test says so. */
export function assistantLine(change: LineChange = {}): Line {
	made += 1;
	const line: Record<string, unknown> = {
		parentUuid: null,
		isSidechain: false,
		cwd: '/home/dev/app',
		sessionId: change.sessionId ?? 'session-1',
		version: '2.1.278',
		gitBranch: 'main',
		type: 'assistant',
		uuid: change.uuid ?? `uuid-${made}`,
		timestamp: change.at ?? '2026-05-10T12:00:00.000Z',
		message: {
			...(change.id === null ? {} : { id: change.id ?? `msg_${made}` }),
			type: 'message',
			role: 'assistant',
			model: change.model === undefined ? 'claude-sonnet-4-5-20250929' : change.model,
			content: [{ type: 'text', text: 'Done.' }],
			stop_reason: 'end_turn',
			usage: { input_tokens: 1000, output_tokens: 2000, ...change.usage },
			...change.message,
		},
		...change.line,
	};
	if (change.requestId !== null) line['requestId'] = change.requestId ?? `req_${made}`;
	return line;
}

/** Files below a Claude folder: lines as objects or as raw text. */
export type Files = Readonly<Record<string, readonly (Line | string)[] | Buffer>>;

const textOf = (lines: readonly (Line | string)[]): string =>
	lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n') +
	(lines.length > 0 ? '\n' : '');

/** Writes transcripts into a folder. */
export async function writeTranscripts(folder: string, files: Files): Promise<void> {
	for (const [path, content] of Object.entries(files)) {
		const file = join(folder, path);
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, Buffer.isBuffer(content) ? content : textOf(content));
	}
}

/** A new folder that is removed after the test. */
export async function temporaryFolder(cleanups: (() => Promise<void>)[]): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'outlay-usage-'));
	cleanups.push(() => rm(folder, { recursive: true, force: true }));
	return folder;
}

/** A context over some Claude folders; with a ledger it remembers. */
export function contextOf(claudeDirs: readonly string[], ledger: Ledger | null = null): OutlayContext {
	return {
		repos: [],
		claudeDirs,
		config: defaultConfig,
		mayRunGit: false,
		remembers: ledger !== null,
		ledger: () => (ledger === null ? openMemoryLedger('local') : Promise.resolve(ledger)),
		now: () => Date.parse('2026-11-22T12:00:00Z'),
		env: {},
		home: '/nonexistent',
		log: { info: () => undefined, warn: () => undefined },
		progress: { report: () => undefined },
		signal: new AbortController().signal,
		callListeners: new Set(),
		problems: [],
	};
}
