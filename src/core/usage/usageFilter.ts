import type { UsageCall } from './pricedCalls.js';
import type { Session } from './session.js';

/** What narrows usage; null for no filter. */
export interface UsageFilter {
	/** Model id or pattern: `*` stands for anything, a plain word for any id that contains it. */
	readonly model: string | null;
	/** Entrypoint as Claude Code writes it (`cli`, `claude-vscode`, `sdk-ts`, …) or a part of it. */
	readonly product: string | null;
}

/** A test for model ids: `claude-opus-*`, `*haiku*`, or a part of the id such as `opus`. Case does not matter. */
export function modelMatcher(pattern: string): (model: string) => boolean {
	const wanted = pattern.toLowerCase();
	if (!wanted.includes('*')) return (model) => model.toLowerCase().includes(wanted);
	const source = wanted
		.split('*')
		.map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
		.join('.*');
	const expression = new RegExp(`^${source}$`);
	return (model) => expression.test(model.toLowerCase());
}

/** A test for the sessions that came through a product. */
export function isThrough(sessions: readonly Session[], product: string): (call: UsageCall) => boolean {
	const wanted = product.toLowerCase();
	const through = new Set(
		sessions
			.filter(({ entrypoint }) => entrypoint?.toLowerCase().includes(wanted))
			.map(({ sessionId }) => sessionId),
	);
	return ({ sessionId }) => through.has(sessionId);
}
