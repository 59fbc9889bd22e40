import type { AddedLines } from './addedLines.js';
import type { Evidence } from './evidence.js';

/** Who wrote some lines, as a note's metadata names them. */
export interface NoteAgent {
	/** Tool as the note calls it, e.g. `claude`, `codex`, `cursor`. */
	readonly tool: string;
	/** The tool's own session or conversation id. */
	readonly conversationId: string | null;
	readonly model: string | null;
}

/** An authorship note (git-ai's standard 3.0.0 and what came before it), or the part of it that we use. */
export interface AuthorshipNote {
	readonly files: readonly {
		readonly path: string;
		readonly entries: readonly {
			readonly key: string;
			/** Inclusive 1-based line ranges after the commit. */
			readonly ranges: readonly (readonly [first: number, last: number])[];
		}[];
	}[];
	/** Agents by attestation key without its trace: `s_…` sessions and bare legacy prompt keys. */
	readonly agents: ReadonlyMap<string, NoteAgent>;
	readonly baseCommit: string | null;
}

/** True for keys of a person's lines. */
export const isHumanKey = (key: string): boolean => key.startsWith('h_') || key === 'human';

/** The agent's key of an attestation key: `s_…::t_…` without its trace. */
export const agentKey = (key: string): string => key.split('::', 1)[0] ?? key;

const tools: Readonly<Record<string, string>> = {
	claude: 'claude-code',
	'github-copilot': 'copilot',
	'copilot-cli': 'copilot',
	'cursor-agent': 'cursor',
	'gemini-cli': 'gemini',
	qwen: 'qwen-code',
};

/** The name that all of Outlay uses for a note's tool. */
export const toolOfNote = (tool: string): string => tools[tool.toLowerCase()] ?? tool.toLowerCase();

/** Line ranges that AI wrote, by file path; those of one agent, when its key is given. */
function aiRanges(note: AuthorshipNote, agent?: string): Map<string, (readonly [number, number])[]> {
	const byPath = new Map<string, (readonly [number, number])[]>();
	for (const { path, entries } of note.files) {
		const isWanted = (key: string): boolean =>
			agent === undefined ? !isHumanKey(key) : agentKey(key) === agent;
		const ranges = entries.filter(({ key }) => isWanted(key)).flatMap((entry) => entry.ranges);
		if (ranges.length > 0) byPath.set(path, [...(byPath.get(path) ?? []), ...ranges]);
	}
	return byPath;
}

/** Total length of the union of inclusive ranges, cut to the union of added ranges. */
function overlap(
	ranges: readonly (readonly [number, number])[],
	added: readonly (readonly [number, number])[],
): number {
	const merged: [number, number][] = [];
	for (const [first, last] of [...ranges].sort((one, two) => one[0] - two[0])) {
		const previous = merged.at(-1);
		if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
		else merged.push([first, last]);
	}
	let lines = 0;
	for (const [start, count] of added) {
		for (const [first, last] of merged) {
			lines += Math.max(0, Math.min(last, start + count - 1) - Math.max(first, start) + 1);
		}
	}
	return lines;
}

/**
 * Added lines of a commit that its note gives to AI, or to one agent: overlap of the AI ranges with what the commit adds.
 */
export function aiLinesOfNote(note: AuthorshipNote, added: AddedLines, agent?: string): number {
	const byPath = aiRanges(note, agent);
	return added.files.reduce((sum, { path, ranges }) => sum + overlap(byPath.get(path) ?? [], ranges), 0);
}

/** What a commit adds, when the note's line numbers can be held against it: it is known, and it is something. */
const comparable = (added: AddedLines | undefined): AddedLines | null =>
	added?.files.some(({ addedLines }) => addedLines > 0) === true ? added : null;

/**
 * Evidence in a note: one piece for each agent and model that has lines. A note without AI lines is no evidence
 * (`none`, never "human"). git-ai writes what it knows of a branch onto its every commit, a bump of the version by a bot
 * included: a note that gives no line that the commit adds to AI proves little of this commit.
 */
export function evidenceOfNote(note: AuthorshipNote, ref: string, added: AddedLines | undefined): Evidence[] {
	const lines = comparable(added);
	const isOfCommit = lines === null || aiLinesOfNote(note, lines) > 0;
	const strength = isOfCommit ? 'high' : 'low';
	const where = isOfCommit ? ref : `${ref}, other lines`;
	const used = new Set(
		note.files.flatMap(({ entries }) =>
			entries
				.filter(({ key, ranges }) => !isHumanKey(key) && ranges.length > 0)
				.map(({ key }) => agentKey(key)),
		),
	);
	const found = new Map<string, Evidence>();
	for (const key of used) {
		const agent = note.agents.get(key);
		const tool = agent === undefined ? 'unknown-ai' : toolOfNote(agent.tool);
		const model = agent?.model ?? null;
		found.set(`${tool}\n${model ?? ''}`, { kind: 'note', tool, model, strength, where });
	}
	return [...found.values()];
}

/**
 * Keys under which sessions stand in a note, with the tool's own id where the note names it: those with lines that the
 * commit adds; all where that is not known.
 */
export function sessionsOfNote(
	note: AuthorshipNote,
	added: AddedLines | undefined,
): { key: string; conversationId: string | null }[] {
	const lines = comparable(added);
	return [...note.agents]
		.filter(([key]) => lines === null || aiLinesOfNote(note, lines, key) > 0)
		.map(([key, { conversationId }]) => ({ key, conversationId }));
}
