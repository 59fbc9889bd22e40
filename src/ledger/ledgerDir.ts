import { posix, win32 } from 'node:path';

/**
 * Folder of the ledger when none is named: `OUTLAY_LEDGER`, else where the platform keeps data of programs. It is the
 * user's, not the repository's: editor windows, command line and git hook of one user share one ledger.
 */
export function ledgerDirOf(
	env: Readonly<Record<string, string | undefined>>,
	home: string,
	platform: NodeJS.Platform,
): string {
	const named = env['OUTLAY_LEDGER'];
	if (named !== undefined && named !== '') return named;
	if (platform === 'win32')
		return win32.join(env['LOCALAPPDATA'] ?? win32.join(home, 'AppData', 'Local'), 'Outlay');
	if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Outlay');
	const dataHome = env['XDG_DATA_HOME'];
	// The XDG rules say that a relative value is to be ignored.
	return posix.join(
		dataHome?.startsWith('/') === true ? dataHome : posix.join(home, '.local', 'share'),
		'outlay',
	);
}
