import { z } from 'zod';
import type { ManagedModels, ManagedPolicy } from '../../core/organization/records.js';
import type { AnthropicClient } from './anthropicClient.js';
import { failureBehind } from './apiError.js';

const beta = 'ce-claude-code-managed-settings-2026-10-06';
const base = '/v1/organizations/claude_code/managed_settings';

const configuration = z.object({
	mode: z.object({ type: z.string() }),
	rbac_group_order: z.array(z.string()),
});

/** The strings of a list; entries of other types are dropped, as Claude Code drops them. */
const strings = z
	.array(z.unknown())
	.transform((entries) => entries.filter((entry) => typeof entry === 'string'))
	.optional();

/**
 * Only what restricts models leaves this schema: a settings document may hold variables, hooks and secrets, and none of
 * them is anybody's business here. A list of a wrong type reads as empty, as Claude Code reads it.
 */
const restrictions = z.object({
	availableModels: strings.catch([]),
	deniedModels: strings.catch([]),
	availableModelsMatch: z.string().optional().catch(undefined),
});
const document = z.object({ settings: restrictions.nullable() });
const groupDocument = document.extend({ rbac_group_status: z.object({ type: z.string() }) });

function modelsOf(groupId: string | null, settings: z.infer<typeof restrictions>): ManagedModels {
	return {
		groupId,
		available: settings.availableModels ?? null,
		denied: settings.deniedModels ?? [],
		match: settings.availableModelsMatch === 'exact' ? 'exact' : 'prefix',
	};
}

/** The document of one group; null when it matches nobody, is damaged, or was deleted since the order was read. */
async function fetchGroup(client: AnthropicClient, groupId: string): Promise<ManagedModels | null> {
	const path = `${base}/rbac_groups/${encodeURIComponent(groupId)}`;
	try {
		const { settings, rbac_group_status } = await client.request(path, groupDocument, { beta });
		return settings === null || rbac_group_status.type === 'deleted' ? null : modelsOf(groupId, settings);
	} catch (error) {
		if (failureBehind(error)?.errorCode === 'rbac_group_managed_settings_not_found') return null;
		throw error;
	}
}

/**
 * Which models the managed settings of Claude Code leave to which group (`read:claude_code_managed_settings`, beta,
 * Enterprise). In `organization` mode one document holds for everybody, and the API does not show it.
 */
export async function fetchManagedPolicy(client: AnthropicClient): Promise<ManagedPolicy> {
	const { mode, rbac_group_order } = await client.request(`${base}/configuration`, configuration, { beta });
	if (mode.type !== 'rbac_groups') return { mode: mode.type, groups: [], default: null };
	const groups: ManagedModels[] = [];
	for (const groupId of rbac_group_order) {
		const models = await fetchGroup(client, groupId);
		if (models !== null) groups.push(models);
	}
	const { settings } = await client.request(`${base}/rbac_group_default`, document, { beta });
	return { mode: mode.type, groups, default: settings === null ? null : modelsOf(null, settings) };
}
