import type { CallContext } from './callContext.js';

/** What calls share, as columns: each text once, and of each context the places of its texts; -1 for null. */
export interface PackedContexts {
	readonly texts: readonly string[];
	/** Nine for each context, in the order of `fields`. */
	readonly places: Int32Array;
}

const fields = 9;

/** Contexts in few objects, to be handed to another thread. */
export function packContexts(contexts: readonly CallContext[]): PackedContexts {
	const known = new Map<string, number>();
	const texts: string[] = [];
	/** By field, the text of the context before and its place: most are the same again. */
	const lastTexts: (string | null)[] = [];
	const lastPlaces = new Int32Array(fields);
	const placeOf = (field: number, text: string | null): number => {
		if (text === null) return -1;
		if (text === lastTexts[field]) return lastPlaces[field] ?? -1;
		const place = known.get(text) ?? texts.length;
		if (place === texts.length) {
			known.set(text, place);
			texts.push(text);
		}
		lastTexts[field] = text;
		lastPlaces[field] = place;
		return place;
	};
	const places = new Int32Array(contexts.length * fields);
	for (const [index, context] of contexts.entries()) {
		const at = index * fields;
		places[at] = placeOf(0, context.sessionId);
		places[at + 1] = placeOf(1, context.origin);
		places[at + 2] = placeOf(2, context.model);
		places[at + 3] = placeOf(3, context.speed);
		places[at + 4] = placeOf(4, context.serviceTier);
		places[at + 5] = placeOf(5, context.inferenceGeo);
		places[at + 6] = placeOf(6, context.version);
		places[at + 7] = placeOf(7, context.cwd);
		places[at + 8] = placeOf(8, context.branch);
	}
	return { texts, places };
}

/** The contexts again. */
export function unpackContexts({ texts, places }: PackedContexts): CallContext[] {
	const textAt = (at: number): string | null => texts[places[at] ?? -1] ?? null;
	const contexts: CallContext[] = [];
	for (let at = 0; at < places.length; at += fields) {
		contexts.push({
			sessionId: textAt(at) ?? '',
			origin: textAt(at + 1) === 'subagent' ? 'subagent' : 'main',
			model: textAt(at + 2) ?? '',
			speed: textAt(at + 3),
			serviceTier: textAt(at + 4),
			inferenceGeo: textAt(at + 5),
			version: textAt(at + 6),
			cwd: textAt(at + 7),
			branch: textAt(at + 8),
		});
	}
	return contexts;
}
