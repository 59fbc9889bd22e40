import type { Memento } from 'vscode';

const key = 'outlay.dismissedInsights';
const remembered = 200;

/** Insights the user does not want to see again. Each id names its own span, so old ones may be forgotten. */
export class Dismissals {
	readonly #memory: Memento;

	constructor(memory: Memento) {
		this.#memory = memory;
	}

	get all(): ReadonlySet<string> {
		return new Set(this.#memory.get<string[]>(key, []));
	}

	async add(id: string): Promise<void> {
		await this.#memory.update(key, [...this.all, id].slice(-remembered));
	}

	async clear(): Promise<void> {
		await this.#memory.update(key, undefined);
	}
}
