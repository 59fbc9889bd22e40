/**
 * Something a developer may want to change, with what it is about. `id` names the kind and the span it holds for, so
 * that a dismissed one stays away until there is a new span.
 */
export type Insight = { readonly id: string } & (
	| {
			readonly kind: 'cache-hit-rate';
			/** Cache reads ÷ (cache reads + cache writes + uncached input), last 7 days. */
			readonly hitRate: number;
			/** List price of the cache writes that a rate of one half would have saved. */
			readonly costMicros: number;
	  }
	| {
			readonly kind: 'expensive-model';
			readonly model: string;
			readonly cheaperModel: string;
			/** Small sessions on the model in the last 7 days. */
			readonly sessions: number;
			/** What they cost above the cheaper model, same tokens, list prices. */
			readonly costMicros: number;
	  }
	| { readonly kind: 'unpriced-model'; readonly model: string; readonly calls: number }
	| {
			readonly kind: 'partial-output';
			/** Share of calls, 0–1, whose final output count was never written. */
			readonly share: number;
	  }
	| { readonly kind: 'near-limit'; readonly usedShare: number }
	| { readonly kind: 'missing-data'; readonly what: string }
);
