import { z } from 'zod';
import type { OutlayNote } from '../../core/evidence/outlayNote.js';

const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const noteSchema = z.object({
	schema: z.literal('outlay.note/1'),
	sessions: z.array(z.string().regex(/^s_[0-9a-f]{14}$/)).max(1000),
	tool: z.string().max(100),
	models: z.array(z.string().max(200)).max(100),
	tokens: z.object({ input: count, output: count, cacheWrite: count, cacheRead: count }),
	costMicros: count,
	files: z.array(z.string().max(4096)).max(100_000),
	aiLines: count.nullable(),
	strength: z.enum(['high', 'medium', 'low']),
});

/** Reads our own note; null when the text is none. Keys of later versions are left aside. */
export function parseOutlayNote(text: string): OutlayNote | null {
	if (!text.includes('"outlay.note/')) return null;
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
	return { sessions, tool, models, tokens, costMicros, files, aiLines, strength };
}

/** The note as it is stored: JSON with tabs, so that `git log --notes=outlay` can be read. */
export function outlayNoteText(note: OutlayNote): string {
	return `${JSON.stringify({ schema: 'outlay.note/1', ...note }, null, '\t')}\n`;
}
