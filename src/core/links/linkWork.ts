import type { PricedCall } from '../usage/call.js';

/** What the calls behind a link used: the part of a session's work that went into one commit or pull request. */
export interface LinkWork {
	/** Cost by model; a nested run counts under its call's model. */
	readonly microsByModel: ReadonlyMap<string, number>;
	readonly inputTokens: number;
	readonly outputTokens: number;
	readonly cacheWriteTokens: number;
	readonly cacheReadTokens: number;
}

/** Sums some calls. */
export function workOf(calls: readonly PricedCall[]): LinkWork {
	const microsByModel = new Map<string, number>();
	const work = { inputTokens: 0, outputTokens: 0, cacheWriteTokens: 0, cacheReadTokens: 0 };
	for (const call of calls) {
		microsByModel.set(call.model, (microsByModel.get(call.model) ?? 0) + call.costMicros);
		work.inputTokens += call.inputTokens;
		work.outputTokens += call.outputTokens;
		work.cacheWriteTokens += call.cacheWrite5mTokens + call.cacheWrite1hTokens;
		work.cacheReadTokens += call.cacheReadTokens;
	}
	return { microsByModel, ...work };
}

/** A part of some work, for spend that is divided by lines or equally; tokens are rounded to whole ones. */
export function partOf(work: LinkWork, share: number): LinkWork {
	const part = (value: number): number => Math.round(value * share);
	return {
		microsByModel: new Map([...work.microsByModel].map(([model, micros]) => [model, part(micros)])),
		inputTokens: part(work.inputTokens),
		outputTokens: part(work.outputTokens),
		cacheWriteTokens: part(work.cacheWriteTokens),
		cacheReadTokens: part(work.cacheReadTokens),
	};
}
