import { lineHashes } from '../../core/evidence/effectiveLine.js';
import type { SessionEvent } from '../../core/usage/session.js';
import {
	branchesPushed,
	commitsPrinted,
	meaningOf,
	pullRequestsNamed,
	type CommandMeaning,
} from './gitOutput.js';

/** Session that a file's path names, for lines that name none or stand in a subagent's file. */
export interface ActivityHome {
	readonly sessionId: string;
	readonly isSubagentFile: boolean;
}

type JsonObject = Readonly<Record<string, unknown>>;
type Common = Pick<SessionEvent, 'sessionId' | 'atMs' | 'cwd' | 'branch'> & { readonly uuid: string };
type Fact<T = SessionEvent> = T extends SessionEvent
	? Omit<T, keyof Omit<Common, 'uuid'> | 'eventId'>
	: never;

const objectIn = (value: unknown): JsonObject | null =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
const textIn = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const isSha = (value: unknown): value is string =>
	typeof value === 'string' && /^[0-9a-f]{7,64}$/.test(value);

/** Bytes of which a line with activity holds at least one; all other lines are not even decoded. */
const needles = ['structuredPatch', 'gitOperation', 'notebook_path', '"stdout"', '"pr-link"'].map((text) =>
	Buffer.from(text),
);
const shellUse = Buffer.from('"command"');
const gitWord = [Buffer.from('git '), Buffer.from('gh '), Buffer.from('glab ')];

/** True when a raw line may hold activity. */
export function mayHoldActivity(bytes: Buffer): boolean {
	if (needles.some((needle) => bytes.includes(needle))) return true;
	return bytes.includes(shellUse) && gitWord.some((word) => bytes.includes(word));
}

/** A shell command whose result has not been written yet. */
export interface PendingCommand {
	/** Tool use id. */
	readonly id: string;
	readonly meaning: CommandMeaning;
	readonly atMs: number;
}

/**
 * Reads what a session did to the outside world from the lines of one transcript, in their order. Only hashes,
 * paths, SHAs, branches and numbers come out; no text and no code. Shapes that are not understood give nothing:
 * the format is Claude Code's own and changes between versions. Lines that are no JSON are counted by the reading
 * of usage, which sees every line.
 */
export class ActivityLines {
	readonly #home: ActivityHome;
	/** Shell commands that were started and whose result has not come yet, by tool use id. */
	readonly #commands = new Map<string, PendingCommand>();

	/** @param pending commands that an earlier reading of the same transcript left without their results */
	constructor(home: ActivityHome, pending: readonly PendingCommand[] = []) {
		this.#home = home;
		for (const command of pending) this.#commands.set(command.id, command);
	}

	/** Commands without a result so far, for the reading that goes on from here. */
	get pending(): readonly PendingCommand[] {
		return [...this.#commands.values()];
	}

	/** Events of one line. */
	read(text: string): SessionEvent[] {
		let line: JsonObject | null;
		try {
			line = objectIn(JSON.parse(text));
		} catch (error) {
			if (error instanceof SyntaxError) return [];
			throw error;
		}
		if (line === null) return [];
		if (line['type'] === 'pr-link') return this.#events(this.#common(line, line), prLink(line));
		const inner = line['type'] === 'progress' ? objectIn(objectIn(line['data'])?.['message']) : line;
		if (inner === null) return [];
		const common = this.#common(line, inner);
		if (inner['type'] === 'assistant') this.#rememberCommands(inner, common?.atMs ?? 0);
		if (inner['type'] !== 'user') return [];
		return this.#events(common, this.#facts(inner, common?.atMs ?? 0));
	}

	#common(line: JsonObject, inner: JsonObject): Common | null {
		const atMs = Date.parse(textIn(inner['timestamp']) ?? textIn(line['timestamp']) ?? '');
		if (Number.isNaN(atMs)) return null;
		const named = this.#home.isSubagentFile ? null : textIn(line['sessionId']);
		return {
			sessionId: named ?? this.#home.sessionId,
			uuid: textIn(inner['uuid']) ?? textIn(line['uuid']) ?? '',
			atMs,
			cwd: textIn(inner['cwd']) ?? textIn(line['cwd']),
			branch: textIn(inner['gitBranch']) ?? textIn(line['gitBranch']),
		};
	}

	#events(common: Common | null, facts: readonly Fact[]): SessionEvent[] {
		if (common === null) return [];
		const { uuid, ...shared } = common;
		return facts.map((fact, index): SessionEvent => {
			const isLink = fact.kind === 'pull-request' && fact.how === 'pr-link';
			// A pr-link is written again on every resume: the same address is the same event.
			const eventId = isLink ? `pr-link:${fact.repo}#${fact.number}` : `${uuid}:${index}`;
			return { ...shared, eventId, ...fact };
		});
	}

	#rememberCommands(line: JsonObject, atMs: number): void {
		for (const item of listIn(objectIn(line['message'])?.['content'])) {
			const block = objectIn(item);
			const id = textIn(block?.['id']);
			const command = textIn(objectIn(block?.['input'])?.['command']);
			if (block?.['type'] !== 'tool_use' || id === null || command === null) continue;
			const meaning = meaningOf(command);
			if (meaning !== null) this.#commands.set(id, { id, meaning, atMs });
		}
	}

	#facts(line: JsonObject, atMs: number): Fact[] {
		const results = listIn(objectIn(line['message'])?.['content'])
			.map(objectIn)
			.filter((block) => block?.['type'] === 'tool_result');
		const ids = results.map((block) => textIn(block?.['tool_use_id'])).filter((id) => id !== null);
		const command = ids.map((id) => this.#commands.get(id)).find((known) => known !== undefined) ?? null;
		for (const id of ids) this.#commands.delete(id);
		const result = objectIn(line['toolUseResult']);
		const hasFailed = results.some((block) => block?.['is_error'] === true);
		if (result === null) return [];
		if (textIn(result['filePath']) !== null) return editIn(result);
		if (textIn(result['notebook_path']) !== null) return notebookEdit(result);
		if (result['gitOperation'] === undefined && typeof result['stdout'] !== 'string') return [];
		return shellFacts(result, hasFailed ? null : command, atMs);
	}
}

function prLink(line: JsonObject): Fact[] {
	const named = pullRequestsNamed(textIn(line['prUrl']) ?? '')[0];
	const repo = named?.repo ?? textIn(line['prRepository'])?.toLowerCase();
	const number = named?.number ?? line['prNumber'];
	if (repo === undefined || !/^[\w.-]+(?:\/[\w.-]+)+$/.test(repo)) return [];
	if (typeof number !== 'number' || !Number.isSafeInteger(number) || number <= 0) return [];
	return [{ kind: 'pull-request', repo, number, action: 'linked', how: 'pr-link' }];
}

function editIn(result: JsonObject): Fact[] {
	const patch = listIn(result['structuredPatch']);
	const added: string[] = [];
	for (const hunk of patch) {
		for (const line of listIn(objectIn(hunk)?.['lines'])) {
			if (typeof line === 'string' && line.startsWith('+')) added.push(line.slice(1));
		}
	}
	const isWrite = typeof result['content'] === 'string' && patch.length === 0;
	if (patch.length === 0 && !isWrite && result['type'] !== 'create') return [];
	if (isWrite) added.push(...linesOf(textIn(result['content']) ?? ''));
	return [edit(textIn(result['filePath']) ?? '', added)];
}

function notebookEdit(result: JsonObject): Fact[] {
	if (textIn(result['error']) !== null || result['edit_mode'] === 'delete') return [];
	return [edit(textIn(result['notebook_path']) ?? '', linesOf(textIn(result['new_source']) ?? ''))];
}

const edit = (path: string, added: readonly string[]): Fact => ({
	kind: 'edit',
	path,
	addedLines: added.length,
	lineHashes: lineHashes(added),
});

const linesOf = (content: string): string[] =>
	content === '' ? [] : content.replace(/\r?\n$/, '').split(/\r?\n/);

const touching = new Set(['edited', 'merged', 'commented', 'closed', 'reopened', 'ready', 'draft']);

/** Facts of a shell result: what Claude Code understood itself (`gitOperation`), else what git and gh printed. */
function shellFacts(result: JsonObject, command: PendingCommand | null, atMs: number): Fact[] {
	const output = `${textIn(result['stdout']) ?? ''}\n${textIn(result['stderr']) ?? ''}`;
	const operation = objectIn(result['gitOperation']);
	const facts: Fact[] = [];
	const commit = objectIn(operation?.['commit']);
	if (commit !== null && isSha(commit['sha'])) {
		facts.push({ kind: 'commit', sha: commit['sha'], how: 'git-operation' });
	}
	for (const { sha } of commitsPrinted(output)) {
		if (!facts.some((fact) => fact.kind === 'commit' && fact.sha.startsWith(sha))) {
			facts.push({ kind: 'commit', sha, how: 'tool-output' });
		}
	}
	if (command?.meaning.commits === true && !facts.some(({ kind }) => kind === 'commit')) {
		facts.push({ kind: 'commit-run', startedAtMs: command.atMs === 0 ? atMs : command.atMs });
	}
	const push = objectIn(operation?.['push']);
	const pushed = push === null ? branchesPushed(output) : [textIn(push['branch'])];
	for (const remoteBranch of pushed) facts.push({ kind: 'push', remoteBranch });
	return [...facts, ...pullRequestFacts(operation, output, command)];
}

function pullRequestFacts(
	operation: JsonObject | null,
	output: string,
	command: PendingCommand | null,
): Fact[] {
	const named = pullRequestsNamed(output);
	const operated = objectIn(operation?.['pr']);
	const facts: Fact[] = [];
	if (operated !== null) {
		const target = pullRequestsNamed(textIn(operated['url']) ?? '')[0] ?? named[0];
		const did = textIn(operated['action']) ?? '';
		const isTouch = touching.has(did) || did.startsWith('auto-merge-');
		const action = did === 'created' ? 'created' : isTouch ? 'touched' : 'mentioned';
		if (target !== undefined) facts.push({ kind: 'pull-request', ...target, action, how: 'git-operation' });
	}
	// gh prints the address of what it created on the last line.
	const created = command?.meaning.creates === true ? named.at(-1) : undefined;
	for (const target of named) {
		if (facts.some((fact) => fact.kind === 'pull-request' && fact.number === target.number)) continue;
		const isTouched = command?.meaning.touches === true && named.length === 1;
		const action = target === created ? 'created' : isTouched ? 'touched' : 'mentioned';
		facts.push({ kind: 'pull-request', ...target, action, how: 'tool-output' });
	}
	return facts;
}
