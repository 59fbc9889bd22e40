import { toolOfAccount, toolOfEmail } from '../evidence/tools.js';

/**
 * Which accounts and e-mails are machines. An account counts as a machine when the forge says so, when it ends in
 * `[bot]` or `-bot`, or when its name is listed here or among the AI tools' own accounts. Names that people carry too
 * (claude, cursor, devin) count only when the forge calls the account a bot.
 */

/** Names that no person carries: user accounts run by machines, and apps seen without their bot flag. */
const machineLogins = new Set([
	'dependabot',
	'dependabot-preview',
	'renovate',
	'renovate-bot',
	'github-actions',
	'github-merge-queue',
	'web-flow',
	'coderabbitai',
	'copilot-pull-request-reviewer',
	'greptile-apps',
	'sourcery-ai',
	'qodo-merge-pro',
	'qodo-code-review',
	'codium-ai',
	'ellipsis-dev',
	'korbit-ai',
	'graphite-app',
	'sonarcloud',
	'sonarqubecloud',
	'codecov',
	'codecov-commenter',
	'coveralls',
	'snyk-bot',
	'mergify',
	'bors',
	'homu',
	'allcontributors',
	'pre-commit-ci',
	'netlify',
	'vercel',
	'changeset-bot',
	'cla-assistant',
	'linux-foundation-easycla',
	'googlebot',
	'imgbot',
	'deepsource-autofix',
]);

const botSuffix = /\[bot\]$/i;
/** `k8s-ci-robot`, `facebook-github-bot`, `my_bot`: the word must stand apart, so `talbot` is a person. */
const botWord = /[-_](bot|robot)$/i;
const noreply = /^(?:(\d+)\+)?([^@+]+)@users\.noreply\.([^@]+)$/i;

/** What kind of account a login is. `isBot` is what the forge says. */
export function accountKind(login: string, isBot: boolean): 'developer' | 'bot' | 'agent' {
	const name = bareLogin(login);
	const isSaidBot = isBot || botSuffix.test(login);
	if (toolOfAccount(name, isSaidBot) !== null) return 'agent';
	return isSaidBot || botWord.test(name) || machineLogins.has(name) ? 'bot' : 'developer';
}

/** A login in lower case without GitHub's `[bot]` suffix: REST writes it, GraphQL does not. */
export function bareLogin(login: string): string {
	return login.replace(botSuffix, '').toLowerCase();
}

/** Account named by a forge's private e-mail (`12345+ada@users.noreply.github.com`); null for any other address. */
export function noreplyAccount(
	email: string,
): { readonly id: string | null; readonly login: string; readonly isBot: boolean } | null {
	const match = noreply.exec(email.trim());
	const login = match?.[2];
	if (login === undefined) return null;
	return { id: match?.[1] ?? null, login: bareLogin(login), isBot: botSuffix.test(login) };
}

/** What kind of author an e-mail stands for. */
export function emailKind(email: string): 'developer' | 'bot' | 'agent' {
	const address = email.trim().toLowerCase();
	if (toolOfEmail(address) !== null) return 'agent';
	const account = noreplyAccount(address);
	if (account !== null) return accountKind(account.login, account.isBot);
	const [name = '', domain = ''] = address.split('@');
	if (address === 'noreply@github.com') return 'bot';
	return botSuffix.test(name) || (domain === 'github.com' && name === 'action') ? 'bot' : 'developer';
}

/** True for the address a forge itself commits with (web merges, web edits): it names nobody. */
export function isForgeAddress(email: string): boolean {
	return email.trim().toLowerCase() === 'noreply@github.com';
}
