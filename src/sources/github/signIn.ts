import { execFile } from 'node:child_process';

/** A token and where it comes from. The token goes into one request header and nowhere else. */
export interface SignIn {
	readonly token: string;
	/** For messages: `GITHUB_TOKEN`, `gh auth token`, `VS Code`. */
	readonly from: string;
}

/** Gives the token for a host. Null: not signed in there. */
export interface TokenProvider {
	/** What a user runs to sign in, for messages; default: the ways of the command line. */
	readonly command?: string;
	/**
	 * @param refresh the last token was refused: look again past anything remembered
	 */
	token(host: string, refresh: boolean): Promise<SignIn | null>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const timeoutMs = 5000;

/** Runs `gh auth token`; resolves to null when gh is missing, not signed in, or slow. */
export type GhToken = (host: string, env: Environment) => Promise<string | null>;

export const askGh: GhToken = (host, env) =>
	new Promise((resolve) => {
		const options = {
			env: { ...env, GH_PROMPT_DISABLED: '1', NO_COLOR: '1' },
			timeout: timeoutMs,
			windowsHide: true,
		};
		const args = ['auth', 'token', '--hostname', host];
		execFile('gh', args, options, (error, output) => resolve(error === null ? clean(output) : null));
	});

/**
 * Sign-in of the command line: the environment first, then the `gh` program. `GH_TOKEN` and `GITHUB_TOKEN` are for
 * github.com and `*.ghe.com`; `GH_ENTERPRISE_TOKEN` and `GITHUB_ENTERPRISE_TOKEN` for an Enterprise Server; a token
 * never goes to the other kind of host. On a host that `GITHUB_API_URL` or `--github-url` names, either may be used.
 */
export function commandLineSignIn(
	env: Environment,
	namedHost: string | null,
	gh: GhToken = askGh,
): TokenProvider {
	return {
		async token(host) {
			const cloud = ['GITHUB_TOKEN', 'GH_TOKEN'];
			const enterprise = ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN'];
			const isCloud = host === 'github.com' || host.endsWith('.ghe.com');
			const names = isCloud ? cloud : host === namedHost ? [...enterprise, ...cloud] : enterprise;
			for (const name of names) {
				const token = clean(env[name] ?? '');
				if (token !== null) return { token, from: name };
			}
			const token = await gh(host, env);
			return token === null ? null : { token, from: 'gh auth token' };
		},
	};
}

/** A token as it may stand in a header; null for anything else (nothing of it is shown). */
function clean(text: string): string | null {
	const token = text.trim();
	return /^[\x21-\x7e]+$/.test(token) ? token : null;
}
