import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanEnvironment } from './cleanEnvironment.js';
import type { WebHost } from './provideHost.js';
import { mustRun } from './run.js';

/** How to start a workbench. */
export interface ServerOptions {
	readonly host: WebHost;
	/** A folder of this server's own: profile, extensions, home. */
	readonly home: string;
	/** `.vsix` files to install first. */
	readonly extensions?: readonly string[];
	/** User settings, beside those that keep a test quiet. */
	readonly settings?: Readonly<Record<string, unknown>>;
	/** Lets the page run a test module inside the extension host; also silences notifications. */
	readonly runsTestModule?: boolean;
	/** Leaves workspace trust on, to test restricted mode. */
	readonly asksForTrust?: boolean;
	readonly env?: Readonly<Record<string, string>>;
	/** Without code-server's own front: for versions whose front wants an older Node. */
	readonly bare?: boolean;
}

/** A running workbench. */
export interface Server {
	readonly port: number;
	/** The user settings it started with. */
	readonly settings: Readonly<Record<string, unknown>>;
	/** Address of the workbench with a folder or workspace file open and, for test modules, a payload. */
	url(target: string, payload?: readonly (readonly [string, string])[]): string;
	stop(): void;
}

/** Keeps the workbench still: no welcome, no AI panes, no update, no network of its own. */
const quietSettings = {
	'chat.disableAIFeatures': true,
	'workbench.startupEditor': 'none',
	'workbench.tips.enabled': false,
	'workbench.secondarySideBar.defaultVisibility': 'hidden',
	'window.commandCenter': false,
	'extensions.autoUpdate': false,
	'extensions.autoCheckUpdates': false,
	'extensions.ignoreRecommendations': true,
	'telemetry.telemetryLevel': 'off',
	'update.mode': 'none',
	'git.autofetch': false,
	'git.openRepositoryInParentFolders': 'never',
	'security.workspace.trust.startupPrompt': 'never',
};

const running = new Set<ChildProcess>();
/** A server is its own process group: no way out of the harness leaves one behind. */
function stopAll(): void {
	for (const child of running) stopGroup(child);
}
function stopGroup(child: ChildProcess): void {
	running.delete(child);
	if (child.pid === undefined || child.exitCode !== null) return;
	try {
		process.kill(-child.pid, 'SIGKILL');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}
process.on('exit', stopAll);
// No SIGPIPE: a browser that closes its end first would end the tests with it. A reader of our output that goes away is
// an error of the stream, and so an exit like any other.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => {
		process.stderr.write(`The tests were ended by ${signal}.\n`);
		stopAll();
		process.exit(1);
	});
}

function argumentsOf(options: ServerOptions, paths: { data: string; extensions: string }): string[] {
	const { host, home } = options;
	const trust = options.asksForTrust === true ? [] : ['--disable-workspace-trust'];
	const builtin = ['--builtin-extensions-dir', host.builtinExtensions];
	if (options.bare === true) {
		const server = join(host.codeServer, 'lib/vscode/out/server-main.js');
		return [
			...[server, '--host', '127.0.0.1', '--port', '0', '--without-connection-token'],
			...['--accept-server-license-terms', '--telemetry-level', 'off', ...trust, ...builtin],
			...['--server-data-dir', paths.data, '--extensions-dir', paths.extensions],
			...(options.runsTestModule === true ? ['--enable-smoke-test-driver'] : []),
		];
	}
	return [
		join(host.codeServer, 'out/node/entry.js'),
		...['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry', '--disable-update-check'],
		...['--disable-getting-started-override', ...trust, ...builtin],
		...['--config', join(home, 'code-server.yaml'), '--session-socket', join(home, 'session.sock')],
		...['--user-data-dir', paths.data, '--extensions-dir', paths.extensions],
		...(options.runsTestModule === true ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
	];
}

/** Installs the given packages as a user would. */
async function installExtensions(
	options: ServerOptions,
	paths: { data: string; extensions: string },
): Promise<void> {
	const { host } = options;
	for (const vsix of options.extensions ?? []) {
		await mustRun(
			host.node,
			[
				...[join(host.codeServer, 'lib/vscode/out/server-main.js'), '--accept-server-license-terms'],
				...['--server-data-dir', paths.data, '--extensions-dir', paths.extensions],
				...['--builtin-extensions-dir', host.builtinExtensions, '--install-extension', vsix],
			],
			{ env: cleanEnvironment(options.home) },
		);
	}
}

/** The port from the line that either front prints when it is ready. */
function portOf(child: ChildProcess): Promise<number> {
	return new Promise((resolve, reject) => {
		let printed = '';
		const look = (chunk: Buffer): void => {
			printed += chunk.toString();
			const found = /listening on (?:https?:\/\/127\.0\.0\.1:)?(\d+)/i.exec(printed);
			if (found?.[1] !== undefined) resolve(Number(found[1]));
		};
		child.stdout?.on('data', look);
		child.stderr?.on('data', look);
		child.on('exit', (code) =>
			reject(new Error(`The workbench ended early (${code ?? 'signal'}):\n${printed}`)),
		);
		child.on('error', reject);
	});
}

/** Starts a workbench and waits until it listens. */
export async function startServer(options: ServerOptions): Promise<Server> {
	const { host, home } = options;
	const paths = { data: join(home, 'data'), extensions: join(home, 'extensions') };
	const profile = options.bare === true ? join(paths.data, 'data/Machine') : join(paths.data, 'User');
	await mkdir(profile, { recursive: true });
	await mkdir(paths.extensions, { recursive: true });
	const settings = { ...quietSettings, ...options.settings };
	await writeFile(join(profile, 'settings.json'), JSON.stringify(settings, null, '\t'));
	await installExtensions(options, paths);
	const child = spawn(host.node, argumentsOf(options, paths), {
		env: cleanEnvironment(home, options.env),
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	running.add(child);
	const port = await portOf(child);
	return {
		port,
		settings,
		url: (target, payload = []) => {
			const kind = target.endsWith('.code-workspace') ? 'workspace' : 'folder';
			const all = [...payload, ['skipWelcome', 'true'], ['skipReleaseNotes', 'true']];
			const query = `payload=${encodeURIComponent(JSON.stringify(all))}`;
			return `http://127.0.0.1:${port}/?${kind}=${encodeURIComponent(target)}&${query}`;
		},
		stop: () => stopGroup(child),
	};
}
