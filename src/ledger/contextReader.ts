import type { SqlValue } from 'sql.js';
import type { StoredContext } from './callBlock.js';
import { SharedTexts } from './sharedTexts.js';

/** What a reader asks of `callContext`, in the order in which it takes it. */
export const readContextColumns =
	'"sessionId", "origin", "model", "speed", "serviceTier", "inferenceGeo", "version", "cwd", "branch", "ownerSinceMs"';

/** Contexts from their rows. Those of one reader share what is the same in them, which is nearly everything. */
export class ContextReader {
	readonly #texts = new SharedTexts();
	readonly #session = this.#texts.column();
	readonly #origin = this.#texts.column();
	readonly #model = this.#texts.column();
	readonly #speed = this.#textOrNull();
	readonly #tier = this.#textOrNull();
	readonly #geo = this.#textOrNull();
	readonly #version = this.#textOrNull();
	readonly #cwd = this.#textOrNull();
	readonly #branch = this.#textOrNull();

	/** The context of a row of `readContextColumns`, which begin at `from`. */
	read(row: readonly SqlValue[], from: number): StoredContext {
		const since = row[from + 9];
		return {
			sessionId: this.#session(String(row[from])),
			origin: this.#origin(String(row[from + 1])),
			ownerSinceMs: typeof since === 'number' ? since : null,
			model: this.#model(String(row[from + 2])),
			speed: this.#speed(row[from + 3]),
			serviceTier: this.#tier(row[from + 4]),
			inferenceGeo: this.#geo(row[from + 5]),
			version: this.#version(row[from + 6]),
			cwd: this.#cwd(row[from + 7]),
			branch: this.#branch(row[from + 8]),
		};
	}

	#textOrNull(): (value: SqlValue | undefined) => string | null {
		const textOf = this.#texts.column();
		return (value) => (typeof value === 'string' ? textOf(value) : null);
	}
}
