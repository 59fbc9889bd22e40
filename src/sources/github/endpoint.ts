import { OutlayError } from '../../core/errors.js';

/** Where a GitHub answers. */
export interface GithubEndpoint {
	/** Host of the repositories and of the sign-in: `github.com`, `acme.ghe.com`, `git.acme.example`. */
	readonly host: string;
	/** Base of REST, without a trailing slash; GraphQL's address follows from it. */
	readonly apiUrl: string;
}

/** True for a host that is this machine. */
export const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/.test(host);

/**
 * Endpoint of a host: github.com, data residency (`*.ghe.com`), or a GitHub Enterprise Server.
 *
 * @param override base address that the user named (`--github-url`, `GITHUB_API_URL`); never from a repository's
 * files, since the token goes there
 */
export function endpointOf(host: string, override: string | null = null): GithubEndpoint {
	if (override !== null)
		return { host: hostOfApi(checkedUrl(override)), apiUrl: override.replace(/\/+$/, '') };
	if (host === 'github.com') return { host, apiUrl: 'https://api.github.com' };
	if (host.endsWith('.ghe.com')) return { host, apiUrl: `https://api.${host.replace(/^api\./, '')}` };
	return { host, apiUrl: `https://${host}/api/v3` };
}

/**
 * Web address of the forge behind an endpoint, for links. An API on this machine stands in for the forge that the
 * remote names.
 *
 * @param remoteHost host in the repository's remote
 */
export function webUrlOf({ host }: GithubEndpoint, remoteHost: string): string {
	return `https://${isLoopback(host) ? remoteHost : host}`;
}

/** Throws `usage` unless the address is HTTPS (HTTP only on this machine) without credentials. */
function checkedUrl(text: string): URL {
	const hint = 'Use an address like https://git.example.com/api/v3.';
	let url: URL;
	try {
		url = new URL(text);
	} catch (cause) {
		throw new OutlayError('usage', 'The GitHub address is not a URL.', { hint, cause });
	}
	const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
	if (!isSafe) throw new OutlayError('usage', 'The GitHub address must use https.', { hint });
	if (url.username !== '' || url.password !== '') {
		throw new OutlayError('usage', 'The GitHub address must hold no credentials.', { hint });
	}
	return url;
}

function hostOfApi(url: URL): string {
	const host = url.hostname.toLowerCase();
	return host === 'api.github.com' || (host.startsWith('api.') && host.endsWith('.ghe.com'))
		? host.slice(4)
		: host;
}

/**
 * True when a remote's host is one that Outlay may take for a GitHub: github.com, `*.ghe.com`, the host of the named
 * address, or the Enterprise host that the `gh` program is set to (`GH_HOST`).
 */
export function isGithubHost(
	host: string,
	env: Readonly<Record<string, string | undefined>>,
	override: string | null,
): boolean {
	if (host === 'github.com' || host.endsWith('.ghe.com')) return true;
	if (host === env['GH_HOST']?.toLowerCase()) return true;
	return override !== null && endpointOf(host, override).host === host;
}
