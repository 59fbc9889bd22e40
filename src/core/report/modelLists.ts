/**
 * Lists of models, in order, each made once. Tens of thousands of sessions and pull requests used the same few models,
 * so they share a handful of lists instead of holding one each.
 */
export class ModelLists {
	/** The list without a model. */
	readonly none: readonly string[] = [];
	readonly #longer = new Map<readonly string[], Map<string, readonly string[]>>();

	/** A list of this object with one more model in its place; the same list where the model is in it already. */
	with(list: readonly string[], model: string): readonly string[] {
		if (list.includes(model)) return list;
		const byModel = this.#longer.get(list) ?? new Map<string, readonly string[]>();
		this.#longer.set(list, byModel);
		let longer = byModel.get(model);
		if (longer === undefined) {
			longer = this.#known([...list, model].sort());
			byModel.set(model, longer);
		}
		return longer;
	}

	/** The models of two lists of this object. */
	union(one: readonly string[], two: readonly string[]): readonly string[] {
		return one === two ? one : two.reduce((list, model) => this.with(list, model), one);
	}

	/** Two ways of growing may end with the same models: they are one list all the same. */
	#known(list: readonly string[]): readonly string[] {
		for (const byModel of this.#longer.values())
			for (const known of byModel.values())
				if (known.length === list.length && known.every((model, at) => model === list[at])) return known;
		return list;
	}
}
