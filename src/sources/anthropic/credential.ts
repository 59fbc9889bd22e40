import { OutlayError } from '../../core/errors.js';

/** What a key is for. Keys come from the environment alone: never from arguments, settings or files of Outlay. */
export type CredentialKind = 'console' | 'enterprise' | 'write';

/** The environment variable that holds each key. */
export const keyVariables: Record<CredentialKind, string> = {
	console: 'OUTLAY_ANTHROPIC_ADMIN_KEY',
	enterprise: 'OUTLAY_ANTHROPIC_ENTERPRISE_KEY',
	write: 'OUTLAY_ANTHROPIC_WRITE_KEY',
};

export interface Credential {
	readonly kind: CredentialKind;
	readonly key: string;
	/** The variable it came from, for messages. */
	readonly name: string;
}

type Env = Readonly<Record<string, string | undefined>>;

function refuse(name: string, what: string): never {
	throw new OutlayError('usage', `${name} holds ${what}.`, {
		hint: 'Make an Admin key (Console) or a scoped key with read scopes (claude.ai, API access) and put it there.',
	});
}

/** The key of one kind; null when its variable is not set. A key that cannot be meant is refused. */
export function credentialOf(env: Env, kind: CredentialKind): Credential | null {
	const name = keyVariables[kind];
	const key = env[name]?.trim() ?? '';
	if (key === '') return null;
	if (key.startsWith('sk-ant-oat')) {
		return refuse(name, "a Claude Code sign-in token, which is for Anthropic's own programs");
	}
	if (key.startsWith('sk-ant-api03-'))
		return refuse(name, 'an ordinary API key, which opens no admin endpoint');
	if (!/^[\x21-\x7e]+$/.test(key)) return refuse(name, 'characters that no key has');
	return { kind, key, name };
}

const officialUrl = 'https://api.anthropic.com';

/** Anthropic's address; `OUTLAY_ANTHROPIC_BASE_URL` may name a server on this machine, for tests. */
export function baseUrlOf(env: Env): string {
	const text = env['OUTLAY_ANTHROPIC_BASE_URL']?.trim() ?? '';
	if (text === '') return officialUrl;
	const url = URL.canParse(text) ? new URL(text) : null;
	if (url === null || !['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) {
		throw new OutlayError('usage', 'OUTLAY_ANTHROPIC_BASE_URL may only name a server on this machine.', {
			hint: 'Leave it unset: keys are sent to Anthropic alone.',
		});
	}
	return url.origin;
}
