import type { Call, NestedCall } from './call.js';
import {
	branchCell,
	cwdCell,
	flagsCell,
	inferenceGeoCell,
	inputCell,
	instantCell,
	modelCell,
	outputCell,
	partialFlag,
	readsCell,
	searchesCell,
	serviceTierCell,
	sessionCell,
	speedCell,
	subagentFlag,
	versionCell,
	writes1hCell,
	writes5mCell,
} from './callCells.js';

/** No runs inside a call. */
export const noNested: readonly NestedCall[] = [];

/** A call without its id, to be filled again and again. */
export type CallSlot = { -readonly [Key in keyof Omit<Call, 'callId'>]-?: Exclude<Call[Key], undefined> };

/** Calls in columns, told apart by number, that are read into a slot. */
export interface CallSource {
	/** Fills a slot with the call of a number. */
	read(call: number, slot: CallSlot): void;
}

/** A slot to read calls into. */
export const newSlot = (): CallSlot => ({
	sessionId: '',
	origin: 'main',
	atMs: 0,
	model: '',
	speed: null,
	serviceTier: null,
	inferenceGeo: null,
	inputTokens: 0,
	outputTokens: 0,
	cacheWrite5mTokens: 0,
	cacheWrite1hTokens: 0,
	cacheReadTokens: 0,
	webSearches: 0,
	nested: noNested,
	outputIsPartial: false,
	version: null,
	cwd: null,
	branch: null,
	standsFor: 1,
});

/** Fills a slot with the row of cells that begins at `at`, whose texts stand in a list. */
export function fillSlot(
	slot: CallSlot,
	cells: Float64Array,
	at: number,
	texts: readonly (string | null)[],
	nested: readonly NestedCall[],
	standsFor: number,
): void {
	const flags = cells[at + flagsCell] ?? 0;
	slot.sessionId = texts[cells[at + sessionCell] ?? 0] ?? '';
	slot.origin = (flags & subagentFlag) > 0 ? 'subagent' : 'main';
	slot.atMs = cells[at + instantCell] ?? 0;
	slot.model = texts[cells[at + modelCell] ?? 0] ?? '';
	slot.speed = texts[cells[at + speedCell] ?? 0] ?? null;
	slot.serviceTier = texts[cells[at + serviceTierCell] ?? 0] ?? null;
	slot.inferenceGeo = texts[cells[at + inferenceGeoCell] ?? 0] ?? null;
	slot.inputTokens = cells[at + inputCell] ?? 0;
	slot.outputTokens = cells[at + outputCell] ?? 0;
	slot.cacheWrite5mTokens = cells[at + writes5mCell] ?? 0;
	slot.cacheWrite1hTokens = cells[at + writes1hCell] ?? 0;
	slot.cacheReadTokens = cells[at + readsCell] ?? 0;
	slot.webSearches = cells[at + searchesCell] ?? 0;
	slot.nested = nested;
	slot.outputIsPartial = (flags & partialFlag) > 0;
	slot.version = texts[cells[at + versionCell] ?? 0] ?? null;
	slot.cwd = texts[cells[at + cwdCell] ?? 0] ?? null;
	slot.branch = texts[cells[at + branchCell] ?? 0] ?? null;
	slot.standsFor = standsFor;
}
