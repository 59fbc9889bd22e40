/** The sign-ins that VS Code has for GitHub. */
export type AuthenticationProvider = 'github' | 'github-enterprise';

/**
 * Whose session is for a host; null for none. VS Code is signed in to one Enterprise Server at a time, the one that its
 * setting `github-enterprise.uri` names: its token never goes to another host. Where that is not set, VS Code's own
 * provider has nobody signed in, and another one is asked for the host that the user named.
 *
 * @param host as remotes and API addresses have it, without a port
 */
export function authenticationProviderFor(
	host: string,
	enterpriseUri: string | null,
): AuthenticationProvider | null {
	if (host === 'github.com' || host === 'api.github.com') return 'github';
	if (enterpriseUri === null || enterpriseUri.trim() === '') return 'github-enterprise';
	if (!URL.canParse(enterpriseUri)) return null;
	const forge = (name: string): string => name.toLowerCase().replace(/^api\.(?=.+\.ghe\.com$)/, '');
	return forge(new URL(enterpriseUri).hostname) === forge(host) ? 'github-enterprise' : null;
}
