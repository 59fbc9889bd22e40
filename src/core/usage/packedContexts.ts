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
	const placeOf = (text: string | null): number => {
		if (text === null) return -1;
		const place = known.get(text) ?? texts.length;
		if (place === texts.length) {
			known.set(text, place);
			texts.push(text);
		}
		return place;
	};
	const places = new Int32Array(contexts.length * fields);
	let at = 0;
	for (const context of contexts) {
		places[at++] = placeOf(context.sessionId);
		places[at++] = placeOf(context.origin);
		places[at++] = placeOf(context.model);
		places[at++] = placeOf(context.speed);
		places[at++] = placeOf(context.serviceTier);
		places[at++] = placeOf(context.inferenceGeo);
		places[at++] = placeOf(context.version);
		places[at++] = placeOf(context.cwd);
		places[at++] = placeOf(context.branch);
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
