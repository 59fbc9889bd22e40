import { z } from 'zod';
import { squashedNotes, type OutlayNote } from '../../core/evidence/outlayNote.js';

const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
/** A million dollars: no session costs as much, and sums of such amounts stay exact. */
const micros = count.max(1e12);
const key = z.string().regex(/^s_[0-9a-f]{14}$/);
const sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const part = z.object({
	day: z.iso.date(),
	model: z.string().max(200),
	isPriced: z.boolean(),
	calls: count.max(1e9),
	inputTokens: count.max(1e12),
	outputTokens: count.max(1e12),
	cacheWrite5mTokens: count.max(1e12),
	cacheWrite1hTokens: count.max(1e12),
	cacheReadTokens: count.max(1e12),
	costMicros: micros,
});
const spendSchema = z.object({
	session: key,
	asOf: z.iso.datetime(),
	of: z.array(sha).max(1000),
	prices: z.enum(['list', 'config', 'managed']),
	share: z.array(part).max(1000),
	whole: z.array(part).max(1000),
});
const noteSchema = z.object({
	schema: z.literal('outlay.note/1'),
	sessions: z.array(key).max(1000),
	tool: z.string().max(100),
	models: z.array(z.string().max(200)).max(100),
	tokens: z.object({ input: count, output: count, cacheWrite: count, cacheRead: count }),
	costMicros: micros,
	files: z.array(z.string().max(4096)).max(100_000),
	aiLines: count.nullable(),
	strength: z.enum(['high', 'medium', 'low']),
	spend: z.array(spendSchema).max(1000).default([]),
});

/**
 * Reads our own note; null when the text is none. A rebase that squashes commits puts their notes one after the other:
 * they are read as one. Keys of later versions are left aside.
 */
export function parseOutlayNote(text: string): OutlayNote | null {
	if (!text.includes('"outlay.note/')) return null;
	const notes: OutlayNote[] = [];
	for (const one of documentsIn(text)) {
		const note = parseOne(one);
		if (note === null) return null;
		notes.push(note);
	}
	const [first, ...more] = notes;
	if (first === undefined || more.length === 0) return first ?? null;
	return squashedNotes([first, ...more]);
}

/** Notes end with a brace at the start of a line, and nothing within them does. */
const documentsIn = (text: string): string[] => text.split(/(?<=^\})\s*\n(?=\{)/m);

function parseOne(text: string): OutlayNote | null {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
	const parsed = noteSchema.safeParse(value);
	if (!parsed.success) return null;
	const { sessions, tool, models, tokens, costMicros, files, aiLines, strength } = parsed.data;
	const spend = parsed.data.spend.map(({ asOf, ...own }) => ({ ...own, asOfMs: Date.parse(asOf) }));
	return { sessions, tool, models, tokens, costMicros, files, aiLines, strength, spend };
}

/** The note as it is stored: JSON that can be read in `git log --notes=outlay`, a line for each session's record. */
export function outlayNoteText({ spend, ...note }: OutlayNote): string {
	const head = JSON.stringify({ schema: 'outlay.note/1', ...note }, null, '\t').slice(0, -2);
	const records = spend.map(({ session, asOfMs, ...own }) => {
		return `\n\t\t${JSON.stringify({ session, asOf: new Date(asOfMs).toISOString(), ...own })}`;
	});
	return `${head},\n\t"spend": [${records.join(',')}${records.length === 0 ? '' : '\n\t'}]\n}\n`;
}
