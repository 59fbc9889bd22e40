import type { CallColumns } from '../usage/callColumns.js';

/** What the calls behind a link used: the part of a session's work that went into one commit or pull request. */
export interface LinkWork {
	/** Cost by model; a nested run counts under its call's model. */
	readonly microsByModel: ReadonlyMap<string, number>;
	readonly inputTokens: number;
	readonly outputTokens: number;
	readonly cacheWriteTokens: number;
	readonly cacheReadTokens: number;
}

/** Sums up calls as they come. */
export class WorkSum {
	readonly microsByModel = new Map<string, number>();
	costMicros = 0;
	inputTokens = 0;
	outputTokens = 0;
	cacheWriteTokens = 0;
	cacheReadTokens = 0;

	/** Adds the call of a row. */
	add({ counts, costMicros }: CallColumns, row: number): void {
		this.costMicros += costMicros[row] ?? 0;
		this.inputTokens += counts.inputTokens[row] ?? 0;
		this.outputTokens += counts.outputTokens[row] ?? 0;
		this.cacheWriteTokens += (counts.cacheWrite5mTokens[row] ?? 0) + (counts.cacheWrite1hTokens[row] ?? 0);
		this.cacheReadTokens += counts.cacheReadTokens[row] ?? 0;
	}

	/** Adds calls of one model that were summed up before. */
	addOfModel(model: string, sum: WorkSum): void {
		this.microsByModel.set(model, (this.microsByModel.get(model) ?? 0) + sum.costMicros);
		this.costMicros += sum.costMicros;
		this.inputTokens += sum.inputTokens;
		this.outputTokens += sum.outputTokens;
		this.cacheWriteTokens += sum.cacheWriteTokens;
		this.cacheReadTokens += sum.cacheReadTokens;
	}

	/** The work alone. */
	get work(): LinkWork {
		const { microsByModel, inputTokens, outputTokens, cacheWriteTokens, cacheReadTokens } = this;
		return { microsByModel, inputTokens, outputTokens, cacheWriteTokens, cacheReadTokens };
	}
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

/** No work at all. */
export const noWork: LinkWork = new WorkSum().work;

/** Several parts of work as one. */
export function joined(parts: readonly (LinkWork | undefined)[]): LinkWork {
	const known = parts.filter((part) => part !== undefined);
	const microsByModel = new Map<string, number>();
	for (const [model, micros] of known.flatMap((part) => [...part.microsByModel])) {
		microsByModel.set(model, (microsByModel.get(model) ?? 0) + micros);
	}
	const sum = (key: Exclude<keyof LinkWork, 'microsByModel'>): number =>
		known.reduce((total, part) => total + part[key], 0);
	return {
		microsByModel,
		inputTokens: sum('inputTokens'),
		outputTokens: sum('outputTokens'),
		cacheWriteTokens: sum('cacheWriteTokens'),
		cacheReadTokens: sum('cacheReadTokens'),
	};
}
