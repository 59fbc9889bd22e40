import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../core/problem.js';
import type { ManagedPricing } from '../core/usage/priceBook.js';
import type { OutlayContext } from './context.js';

/** Where managed settings lie on Linux; other platforms keep them in places that only their own tools read. */
const linuxFolder = '/etc/claude-code';

/**
 * The contract rates that an administrator gave Claude Code (`modelPricing` of its managed settings): Claude Code then
 * counts with them, and so do we. Null when there are none. Nothing is loaded on a machine without managed settings,
 * because this stands before every figure.
 */
export async function managedPricingOf(
	context: Pick<OutlayContext, 'claudeDirs' | 'env' | 'home' | 'repos' | 'now' | 'problems'>,
): Promise<ManagedPricing | null> {
	const mayExist =
		process.platform !== 'linux' ||
		existsSync(linuxFolder) ||
		[...context.claudeDirs, join(context.home, '.claude')].some((dir) =>
			existsSync(join(dir, 'remote-settings.json')),
		);
	if (!mayExist) return null;
	const { gatherClaudeSettings } = await import('./entitlement.js');
	const { combineManaged } = await import('../core/entitlement/managed.js');
	const found: Problem[] = [];
	const { sources } = await gatherClaudeSettings({ ...context, problems: found });
	// What else is wrong with the settings is said by those who answer from them.
	context.problems.push(...found.filter(({ code }) => code === 'settings.model-pricing'));
	return combineManaged(sources.managed)?.settings.modelPricing ?? null;
}
