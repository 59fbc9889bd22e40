/** Environment variables that git may see; everything else (`GIT_DIR` of a surrounding hook, tracing, …) is dropped. */
const passedThrough = [
	'PATH',
	'HOME',
	'USERPROFILE',
	'HOMEDRIVE',
	'HOMEPATH',
	'APPDATA',
	'LOCALAPPDATA',
	'PROGRAMDATA',
	'SYSTEMROOT',
	'WINDIR',
	'COMSPEC',
	'PATHEXT',
	'TMPDIR',
	'TMP',
	'TEMP',
	'XDG_CONFIG_HOME',
	'GIT_CONFIG_GLOBAL',
	'GIT_CEILING_DIRECTORIES',
] as const;

/** What network operations need besides: the user's agent, proxy and helper programs. */
const passedToNetwork = [
	'SSH_AUTH_SOCK',
	'SSH_ASKPASS',
	'GIT_ASKPASS',
	'GIT_SSH',
	'GIT_SSH_COMMAND',
	'HTTP_PROXY',
	'HTTPS_PROXY',
	'NO_PROXY',
	'http_proxy',
	'https_proxy',
	'no_proxy',
	'ALL_PROXY',
	'DISPLAY',
] as const;

/** What a repository's own config could do to a process that only reads, each switched off. */
const safeConfig = [
	'core.fsmonitor=',
	'core.hooksPath=/dev/null',
	'core.pager=cat',
	'core.quotePath=false',
	// Git maps whole packs into memory otherwise: hundreds of megabytes on a long history.
	'core.packedGitWindowSize=1m',
	'core.packedGitLimit=16m',
	'core.deltaBaseCacheLimit=12m',
	'core.alternateRefsCommand=',
	'diff.external=',
	'diff.noprefix=false',
	'diff.mnemonicPrefix=false',
	'diff.renames=true',
	'diff.suppressBlankEmpty=false',
	'diff.ignoreSubmodules=none',
	'diff.submodule=short',
	'diff.context=3',
	'color.ui=false',
	'column.ui=never',
	'log.showSignature=false',
	'log.follow=false',
	'log.mailmap=false',
	'log.date=default',
	'protocol.ext.allow=never',
	'gc.auto=0',
	'maintenance.auto=false',
	'fetch.writeCommitGraph=false',
	'advice.detachedHead=false',
	'i18n.logOutputEncoding=UTF-8',
] as const;

/** The `-c` arguments that every git process gets. */
export const safeConfigArguments: readonly string[] = safeConfig.flatMap((setting) => ['-c', setting]);

/**
 * The environment of a git process. Without `network` git can reach nothing: no prompt, no protocol, so that a
 * partial clone never fetches behind the user's back. Neither replacement refs nor grafts are followed: a SHA
 * means its own object, with its own parents.
 */
export function safeEnvironment(
	env: Readonly<Record<string, string | undefined>>,
	network = false,
): Record<string, string> {
	const safe: Record<string, string> = {
		LC_ALL: 'C',
		GIT_TERMINAL_PROMPT: '0',
		GIT_OPTIONAL_LOCKS: '0',
		GIT_NO_REPLACE_OBJECTS: '1',
		// No such file can be, on any system: `info/grafts` would give commits other parents.
		GIT_GRAFT_FILE: '/dev/null/grafts',
		GIT_PROTOCOL_FROM_USER: '0',
		GIT_PAGER: 'cat',
	};
	if (!network) {
		safe['GIT_CONFIG_NOSYSTEM'] = '1';
		safe['GIT_NO_LAZY_FETCH'] = '1';
		// An empty list of protocols: git 2.39 and older know no GIT_NO_LAZY_FETCH.
		safe['GIT_ALLOW_PROTOCOL'] = '';
	} else {
		safe['GIT_ALLOW_PROTOCOL'] = 'https:ssh:file';
	}
	// Windows keeps the case of names (`Path`) but not their meaning.
	const wanted = new Set<string>(network ? [...passedThrough, ...passedToNetwork] : passedThrough);
	for (const [name, value] of Object.entries(env)) {
		if (value !== undefined && (wanted.has(name) || wanted.has(name.toUpperCase()))) safe[name] = value;
	}
	return safe;
}
