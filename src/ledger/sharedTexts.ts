/** One string for the same text, which the rows of a table say again and again: they are kept once and compared quickly. */
export class SharedTexts {
	readonly #known = new Map<string, string>();

	/** The first string with this text. */
	of(text: string): string {
		const known = this.#known.get(text);
		if (known === undefined) this.#known.set(text, text);
		return known ?? text;
	}

	/** The same for one column: rows beside each other mostly say the same, which is seen without looking it up. */
	column(): (text: string) => string {
		let last = '';
		return (text) => {
			if (text !== last) last = this.of(text);
			return last;
		};
	}
}
