import { z } from 'zod';
import type { ApiKeyRecord, Group, Member, Workspace } from '../../core/organization/records.js';
import type { AnthropicClient } from './anthropicClient.js';
import { allByCursor, allById } from './pages.js';
import { instant } from './values.js';

const base = '/v1/organizations';

const userRow = z.object({
	id: z.string(),
	email: z.string(),
	name: z.string().nullish(),
	role: z.string(),
	added_at: instant.nullish(),
});

/** Everybody who is a member now. Somebody who left is simply not there. */
export async function fetchMembers(client: AnthropicClient): Promise<Member[]> {
	const rows = await allById(client, { path: `${base}/users`, row: userRow });
	return rows.map(({ id, email, name, role, added_at }) => ({
		userId: id,
		email: email.toLowerCase(),
		name: name ?? null,
		role,
		addedAtMs: added_at ?? null,
	}));
}

const keyRow = z.object({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	created_at: instant.nullish(),
	expires_at: instant.nullish(),
	created_by: z.object({ id: z.string(), type: z.string() }).nullish(),
	principal: z
		.object({ type: z.string(), user_id: z.string().nullish(), service_account_id: z.string().nullish() })
		.nullish(),
	scope: z.object({ type: z.string(), workspace_id: z.string().nullish() }).nullish(),
	// Before version 2026-10-21.
	workspace_id: z.string().nullish(),
});

/** API keys of a Console organization. Never the secret: the API does not give it. */
export async function fetchApiKeys(client: AnthropicClient): Promise<ApiKeyRecord[]> {
	const rows = await allById(client, { path: `${base}/api_keys`, row: keyRow });
	return rows.map((row) => ({
		keyId: row.id,
		name: row.name,
		status: row.status,
		createdAtMs: row.created_at ?? null,
		expiresAtMs: row.expires_at ?? null,
		workspaceId: row.scope?.workspace_id ?? row.workspace_id ?? null,
		createdByUserId: row.created_by?.type === 'user' ? row.created_by.id : null,
		principalUserId: row.principal?.user_id ?? null,
		hasServiceAccount:
			typeof row.principal?.service_account_id === 'string' || row.created_by?.type === 'service_account',
	}));
}

const workspaceRow = z.object({ id: z.string(), name: z.string(), archived_at: z.string().nullish() });

/** Workspaces of a Console organization, archived and default ones included. */
export async function fetchWorkspaces(client: AnthropicClient): Promise<Workspace[]> {
	const query = { include_archived: true, include_default: true };
	const rows = await allById(client, { path: `${base}/workspaces`, row: workspaceRow, query });
	return rows.map(({ id, name, archived_at }) => ({
		workspaceId: id,
		name,
		isArchived: typeof archived_at === 'string',
	}));
}

const groupRow = z.object({ id: z.string(), name: z.string() });
const groupMemberRow = z.object({ user_id: z.string() });

/** Role-based groups of an Enterprise organization with their members. */
export async function fetchGroups(client: AnthropicClient): Promise<Group[]> {
	const groups: Group[] = [];
	for (const { id, name } of await allByCursor(client, { path: `${base}/rbac_groups`, row: groupRow })) {
		const path = `${base}/rbac_groups/${encodeURIComponent(id)}/members`;
		const members = await allByCursor(client, { path, row: groupMemberRow, query: { limit: 1000 } });
		groups.push({ groupId: id, name, userIds: members.map(({ user_id }) => user_id) });
	}
	return groups;
}
