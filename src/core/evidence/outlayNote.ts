import type { Evidence } from './evidence.js';

/**
 * Our own note on a commit (`refs/notes/outlay`, schema `outlay.note/1`): what the team report needs when nobody's
 * transcripts are at hand. No text, no names: sessions are opaque keys.
 */
export interface OutlayNote {
	/** `s_<14 hex>`, as git-ai makes them; not reversible. */
	readonly sessions: readonly string[];
	/** `claude-code`. */
	readonly tool: string;
	/** Models in order of cost, dearest first. */
	readonly models: readonly string[];
	readonly tokens: {
		readonly input: number;
		readonly output: number;
		readonly cacheWrite: number;
		readonly cacheRead: number;
	};
	/** List price of the spend that the sessions put into this commit. */
	readonly costMicros: number;
	/** Files of the commit that the sessions edited. */
	readonly files: readonly string[];
	/** Added lines that transcripts show the sessions wrote; null when unknown. */
	readonly aiLines: number | null;
	readonly strength: 'high' | 'medium' | 'low';
}

/** Evidence in our own note: one piece for each model, or one without. */
export function evidenceOfOutlayNote(note: OutlayNote, ref: string): Evidence[] {
	if (note.sessions.length === 0) return [];
	const models = note.models.length === 0 ? [null] : note.models;
	return models.map((model) => ({
		kind: 'note',
		tool: note.tool,
		model,
		strength: note.strength,
		where: ref,
	}));
}
