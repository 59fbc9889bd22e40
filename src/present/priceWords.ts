import type { PriceBook } from '../core/usage/priceBook.js';

/** Whose prices tokens were counted at. */
export const priceWords: Readonly<Record<PriceBook['basis'], string>> = {
	list: 'list prices',
	config: "list prices and the team's own",
	managed: "the organization's contract prices",
};

/** Where prices stand that a reader may not know of. */
export const priceSource: Readonly<Record<PriceBook['basis'], string>> = {
	list: '',
	config: '',
	managed: " (modelPricing of Claude Code's managed settings)",
};
