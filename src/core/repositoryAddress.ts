/** Where a repository lives, read from a remote's address. */
export interface RepositoryAddress {
	/** Lower-cased host, without port: `github.com`, `acme.ghe.com`, `git.acme.example`. */
	readonly host: string;
	/** `owner/name` (`group/subgroup/name` on GitLab), lower-cased, without `.git`. */
	readonly name: string;
}

const scheme = /^(?:https?|ssh|git|git\+ssh):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/(.+)$/i;
const scpForm = /^(?:[^@/\s]+@)?([\w.-]+):(?!\/\/|\\)(.+)$/;
const windowsPath = /^[A-Za-z]:[\\/]/;

/**
 * Reads a remote's address in any form git takes. Null for a local path. Credentials inside the address are dropped;
 * GitHub's SSH over port 443 (`ssh.github.com`) is github.com.
 */
export function parseRemoteAddress(remote: string): RepositoryAddress | null {
	const text = remote.trim();
	if (windowsPath.test(text)) return null;
	const match = scheme.exec(text) ?? (text.includes('://') ? null : scpForm.exec(text));
	if (match === null) return null;
	const [, host = '', path = ''] = match;
	const name = path
		.replace(/[?#].*$/, '')
		.replace(/^\/+|\/+$/g, '')
		.replace(/\.git$/i, '')
		.toLowerCase();
	if (!/^[^/]+(?:\/[^/]+)+$/.test(name)) return null;
	const bareHost = host.toLowerCase();
	return { host: bareHost === 'ssh.github.com' ? 'github.com' : bareHost, name };
}
