import { join } from 'node:path';

/** The server's environment: nothing of the caller's home or of its AI tools leaks in. */
export function cleanEnvironment(
	home: string,
	more: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
	return {
		PATH: process.env['PATH'],
		LANG: 'C.UTF-8',
		TZ: 'UTC',
		HOME: home,
		XDG_CONFIG_HOME: join(home, '.config'),
		XDG_DATA_HOME: join(home, '.local/share'),
		XDG_STATE_HOME: join(home, '.local/state'),
		XDG_CACHE_HOME: join(home, '.cache'),
		GIT_CONFIG_NOSYSTEM: '1',
		...more,
	};
}
