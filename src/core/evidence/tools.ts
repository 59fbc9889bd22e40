import type { Strength } from './evidence.js';

/**
 * The marks by which an AI coding tool can be told. E-mails and accounts only, never bare names: Claude, Devin and
 * Cody are people, cursor and amp are words. Dependency and automation bots are on no list.
 */
export interface AiTool {
	readonly tool: string;
	/** Full addresses that only this tool uses, lower-cased. */
	readonly emails?: readonly string[];
	/** Forge accounts without `[bot]`, lower-cased; as an author they count when the forge says "bot". */
	readonly logins?: readonly string[];
	/** Accounts that no person can have, so that the login alone is enough. */
	readonly ownLogins?: readonly string[];
	/** Account ids in `<id>+<login>@users.noreply.github.com`. */
	readonly accountIds?: readonly number[];
	/** First path segment of the branches that the tool makes. */
	readonly branches?: readonly string[];
	/** How the tool calls itself in `Assisted-by:` and its like, lower-cased; also the start of a model's name. */
	readonly names?: readonly string[];
}

export const aiTools: readonly AiTool[] = [
	{
		tool: 'claude-code',
		emails: ['noreply@anthropic.com', 'claude@anthropic.com'],
		logins: ['claude', 'anthropic-claude', 'claude-code-action'],
		accountIds: [209825114, 215619710, 208546643],
		branches: ['claude'],
		names: ['claude', 'claude code', 'claude-code', 'anthropic claude'],
	},
	{
		tool: 'copilot',
		emails: ['copilot@github.com', 'noreply@microsoft.com'],
		logins: ['copilot'],
		ownLogins: ['copilot-swe-agent'],
		accountIds: [175728472, 198982749, 167198135, 223556219],
		branches: ['copilot'],
		names: ['copilot', 'github copilot', 'copilot cli', 'github copilot cli', 'vs code copilot'],
	},
	{
		tool: 'cursor',
		emails: ['cursoragent@cursor.com'],
		logins: ['cursor'],
		ownLogins: ['cursoragent'],
		accountIds: [206951365, 201670782],
		branches: ['cursor'],
		names: ['cursor', 'cursor agent'],
	},
	{
		tool: 'codex',
		emails: ['noreply@openai.com', 'codex@openai.com'],
		ownLogins: ['chatgpt-codex-connector', 'openai-codex'],
		accountIds: [199175422, 215057067],
		branches: ['codex'],
		names: ['codex', 'openai codex', 'chatgpt', 'gpt', 'codex cli'],
	},
	{
		tool: 'aider',
		emails: ['aider@aider.chat', 'noreply@aider.chat', 'noreply@aider.dev'],
		names: ['aider'],
	},
	{
		tool: 'devin',
		emails: ['noreply@cognition.ai'],
		ownLogins: ['devin-ai-integration'],
		accountIds: [158243242],
		branches: ['devin'],
		names: ['devin', 'devin ai'],
	},
	{
		tool: 'jules',
		ownLogins: ['google-labs-jules'],
		accountIds: [161369871],
		branches: ['jules'],
		names: ['jules', 'google jules'],
	},
	{
		tool: 'gemini',
		ownLogins: ['gemini-code-assist', 'gemini-cli'],
		accountIds: [176961590],
		emails: ['gemini-cli@google.com'],
		names: ['gemini', 'gemini cli', 'gemini code assist'],
	},
	{
		tool: 'amazon-q',
		ownLogins: ['amazon-q-developer'],
		accountIds: [208079219],
		names: ['amazon q', 'amazon q developer'],
	},
	{ tool: 'amp', emails: ['amp@ampcode.com'], names: ['amp', 'sourcegraph amp'] },
	{ tool: 'opencode', emails: ['noreply@opencode.ai'], names: ['opencode'] },
	{ tool: 'qwen-code', emails: ['qwen-coder@alibabacloud.com'], names: ['qwen code', 'qwen-coder', 'qwen'] },
	{ tool: 'cline', accountIds: [205137888], names: ['cline'] },
	{ tool: 'continue', accountIds: [230936708], names: ['continue'] },
	{ tool: 'cody', accountIds: [201248094], names: ['sourcegraph cody'] },
	{
		tool: 'jetbrains-ai',
		emails: ['junie@jetbrains.com'],
		accountIds: [220155983],
		names: ['jetbrains ai', 'junie'],
	},
	{ tool: 'crush', emails: ['crush@charm.land'], names: ['crush'] },
	{ tool: 'warp', emails: ['agent@warp.dev', 'oz-agent@warp.dev'], names: ['warp'] },
	{ tool: 'coderabbit', ownLogins: ['coderabbitai'], accountIds: [136622811], names: ['coderabbit'] },
	{
		tool: 'openhands',
		// Its name until 2024 was OpenDevin.
		emails: [
			'openhands@all-hands.dev',
			'opendevin@all-hands.dev',
			'opendevin@opendevin.ai',
			'bot@opendevin.com',
		],
		ownLogins: ['openhands-agent'],
		branches: ['openhands'],
		names: ['openhands'],
	},
	{ tool: 'roo', emails: ['roomote@roocode.com'], names: ['roo', 'roo code'] },
	{ tool: 'replit', names: ['replit', 'replit agent'] },
	{ tool: 'windsurf', names: ['windsurf'] },
	{ tool: 'droid', ownLogins: ['factory-droid'], accountIds: [138933559], names: ['droid', 'factory droid'] },
	{ tool: 'pullfrog', logins: ['pullfrog'], accountIds: [226033991], names: ['pullfrog'] },
	{ tool: 'cubic', ownLogins: ['cubic-dev-ai'], names: ['cubic'] },
];

const byEmail = new Map<string, string>();
const byLogin = new Map<string, string>();
const byOwnLogin = new Map<string, string>();
const byAccountId = new Map<number, string>();
const byBranch = new Map<string, string>();
const byName = new Map<string, string>();
for (const { tool, emails, logins, ownLogins, accountIds, branches, names } of aiTools) {
	for (const email of emails ?? []) byEmail.set(email, tool);
	for (const login of [...(logins ?? []), ...(ownLogins ?? [])]) byLogin.set(login, tool);
	for (const login of ownLogins ?? []) byOwnLogin.set(login, tool);
	for (const id of accountIds ?? []) byAccountId.set(id, tool);
	for (const branch of branches ?? []) byBranch.set(branch, tool);
	for (const name of names ?? []) byName.set(name, tool);
}

const noreply = /^(\d+)\+([^@]+)@users\.noreply\.github\.com$/;

/** Tool that an e-mail belongs to; null for everybody else's. GitHub's noreply form needs id and login. */
export function toolOfEmail(email: string): string | null {
	const address = email.trim().toLowerCase();
	const known = byEmail.get(address);
	if (known !== undefined) return known;
	const match = noreply.exec(address);
	if (match === null) return null;
	const login = (match[2] ?? '').replace(/\[bot\]$/, '');
	const isBot = (match[2] ?? '').endsWith('[bot]') || login === 'copilot';
	return byAccountId.get(Number(match[1])) ?? (isBot ? byLogin.get(login) : byOwnLogin.get(login)) ?? null;
}

/** Tool behind a forge account; a login that a person might have counts only as a bot. */
export function toolOfAccount(login: string, isBot: boolean): string | null {
	const name = login.toLowerCase().replace(/\[bot\]$/, '');
	const bot = isBot || login.toLowerCase().endsWith('[bot]') || name === 'copilot';
	return (bot ? byLogin.get(name) : byOwnLogin.get(name)) ?? null;
}

/** Tool whose branches start with this path segment. */
export function toolOfBranchPrefix(prefix: string): string | null {
	return byBranch.get(prefix.toLowerCase()) ?? null;
}

/** Tool that calls itself so, as an agent name in `Assisted-by:`; versions after the name are allowed. */
export function toolOfName(name: string): string | null {
	const words = name.trim().toLowerCase().split(/\s+/);
	for (let count = words.length; count > 0; count--) {
		const known = byName.get(words.slice(0, count).join(' '));
		if (known !== undefined) return known;
	}
	const first = /^(claude|gpt|gemini|qwen)[-\d.]/.exec(name.trim().toLowerCase())?.[1];
	return first === undefined ? null : (byName.get(first) ?? null);
}

const day = (iso: string): number => Date.parse(`${iso}T00:00:00Z`);

/**
 * The weeks in which VS Code added its Copilot trailer without being asked: the default became `all` on
 * 2026-04-15 (stable 1.117), `off` again on 2026-05-03 (1.119, a few days later); two weeks for updates to arrive.
 */
export const copilotByDefault = { fromMs: day('2026-04-15'), untilMs: day('2026-05-20') } as const;

/** How much a co-author e-mail proves at a time. */
export function strengthOfCoAuthor(email: string, atMs: number): Strength {
	if (email.trim().toLowerCase() !== 'copilot@github.com') return 'high';
	return atMs >= copilotByDefault.fromMs && atMs < copilotByDefault.untilMs ? 'low' : 'medium';
}
