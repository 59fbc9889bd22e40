import { z } from 'zod';
import type { AuthorshipNote, NoteAgent } from '../../core/evidence/authorshipNote.js';
import { toolOfName } from '../../core/evidence/tools.js';

const agentSchema = z.object({
	agent_id: z.object({
		tool: z.string().max(100),
		id: z.string().max(500).nullish(),
		model: z.string().max(200).nullish(),
	}),
});
const metadataSchema = z.object({
	schema_version: z.string(),
	base_commit_sha: z.string().nullish(),
	prompts: z.record(z.string(), z.unknown()).nullish(),
	sessions: z.record(z.string(), z.unknown()).nullish(),
});
/** The form before notes: one JSON object, authors by file. */
const firstFormSchema = z.object({
	files: z.record(
		z.string(),
		z.object({
			authors: z.array(
				z.object({
					author: z.string(),
					lines: z.array(z.union([z.number(), z.tuple([z.number(), z.number()])])),
				}),
			),
		}),
	),
});

type Range = readonly [first: number, last: number];
type MutableFile = { path: string; entries: { key: string; ranges: Range[] }[] };

/** Ranges such as `1-4,9,12-14`; null when the text is none. */
function rangesOf(text: string): Range[] | null {
	const ranges: Range[] = [];
	for (const part of text.split(',')) {
		const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part.trim());
		if (match === null) return null;
		const first = Number(match[1]);
		const last = Number(match[2] ?? match[1]);
		if (first < 1 || last < first) return null;
		ranges.push([first, last]);
	}
	return ranges;
}

/** Attestations: a path at column 0, quoted when it holds spaces; below it two spaces, a key and ranges. */
function attestationsOf(text: string): MutableFile[] {
	const files: MutableFile[] = [];
	for (const line of text.split('\n')) {
		const entry = /^ {2}(\S+) (.+)$/.exec(line);
		if (entry !== null) {
			const ranges = rangesOf(entry[2] ?? '');
			if (ranges !== null) files.at(-1)?.entries.push({ key: entry[1] ?? '', ranges });
		} else if (line.trim() !== '' && !line.startsWith(' ')) {
			const quoted = /^"(.*)"$/.exec(line.trimEnd());
			files.push({ path: quoted?.[1] ?? line.trimEnd(), entries: [] });
		}
	}
	return files;
}

function agentsOf(metadata: z.infer<typeof metadataSchema>): Map<string, NoteAgent> {
	const agents = new Map<string, NoteAgent>();
	for (const [key, value] of [
		...Object.entries(metadata.prompts ?? {}),
		...Object.entries(metadata.sessions ?? {}),
	]) {
		const parsed = agentSchema.safeParse(value);
		if (!parsed.success) continue;
		const { tool, id, model } = parsed.data.agent_id;
		agents.set(key, { tool, conversationId: id ?? null, model: model ?? null });
	}
	return agents;
}

function jsonIn(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}

/**
 * Reads a git-ai note: the standard's attestations and metadata with session (`s_…::t_…`), human (`h_…`) and legacy
 * prompt keys of any length, and the first form that was JSON alone. Transcripts that old notes carry are not kept.
 * Null when the text is no such note.
 */
export function parseGitAiNote(text: string): AuthorshipNote | null {
	const split = text.startsWith('---\n') ? 0 : text.indexOf('\n---\n');
	if (split === -1) return parseFirstForm(text);
	const metadata = metadataSchema.safeParse(jsonIn(text.slice(split === 0 ? 4 : split + 5)));
	if (!metadata.success) return null;
	return {
		files: attestationsOf(text.slice(0, split)),
		agents: agentsOf(metadata.data),
		baseCommit: metadata.data.base_commit_sha ?? null,
	};
}

function parseFirstForm(text: string): AuthorshipNote | null {
	const parsed = firstFormSchema.safeParse(jsonIn(text));
	if (!parsed.success) return null;
	const agents = new Map<string, NoteAgent>();
	const files = Object.entries(parsed.data.files).map(([path, { authors }]) => ({
		path,
		entries: authors.flatMap(({ author, lines }) => {
			const tool = toolOfName(author);
			if (tool === null) return [];
			agents.set(author, { tool, conversationId: null, model: null });
			const ranges = lines.map((line): Range => (typeof line === 'number' ? [line, line] : line));
			return [{ key: author, ranges }];
		}),
	}));
	return { files, agents, baseCommit: null };
}
