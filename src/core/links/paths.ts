/** Paths as transcripts hold them: absolute, of any platform. All functions work on text; nothing is looked up. */

const windows = /^(?:[A-Za-z]:[\\/]|\\\\)/;

/**
 * One form for comparing: `/`-separated, without `.` segments and trailing slash; Windows paths lower-cased, because
 * their case means nothing; WSL's `/mnt/c/…` and Git Bash's `/c/…` stay as written.
 */
export function comparablePath(path: string): string {
	// Most paths have that form already, and there are very many of them.
	if (path.startsWith('/') && !path.includes('/./') && !path.endsWith('/')) return path;
	const isWindows = windows.test(path) || (path.includes('\\') && !path.includes('/'));
	const slashed = isWindows ? path.replaceAll('\\', '/').toLowerCase() : path;
	return slashed.replaceAll(/\/(?:\.\/)+/g, '/').replace(/(?<=.)\/+$/, '');
}

/** Last segment. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** True when an absolute (comparable) path is a repository's path below some root. */
export function isBelowSomeRoot(absolute: string, repositoryPath: string): boolean {
	if (absolute.length < repositoryPath.length) return false;
	if (!endsWithFolded(absolute, repositoryPath)) return false;
	return (
		absolute.length === repositoryPath.length || absolute[absolute.length - repositoryPath.length - 1] === '/'
	);
}

/** True for a comparable path below a Windows drive or share. */
export const isWindowsPath = (comparable: string): boolean => /^(?:[a-z]:\/|\/\/)/.test(comparable);

/** Case-sensitive, except below a Windows drive, where `comparablePath` has lower-cased the absolute path. */
function endsWithFolded(absolute: string, end: string): boolean {
	return absolute.endsWith(end) || (isWindowsPath(absolute) && absolute.endsWith(end.toLowerCase()));
}

/** The folder and each folder around it, nearest first, without the root; at most `depth` of them. */
export function foldersAround(folder: string, depth: number): string[] {
	const found: string[] = [];
	for (let at = folder; at.length > 1 && found.length < depth; at = at.slice(0, at.lastIndexOf('/'))) {
		if (!at.includes('/')) break;
		found.push(at);
	}
	return found;
}

/** What of a path lies below a folder; null when it does not. */
export function below(folder: string, path: string): string | null {
	return path[folder.length] === '/' && path.startsWith(folder) ? path.slice(folder.length + 1) : null;
}
